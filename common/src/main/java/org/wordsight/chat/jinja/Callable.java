package org.wordsight.chat.jinja;

/** A function, method or macro, as a value. */
@FunctionalInterface
interface Callable {
  Object call(Context context, Arguments arguments);
}
