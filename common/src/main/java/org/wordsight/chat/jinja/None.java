package org.wordsight.chat.jinja;

/** Python's {@code None}. */
enum None {
  NONE
}
