package org.wordsight.chat.jinja;

import java.util.List;

/**
 * The result of a dict's {@code keys()}, {@code values()} and {@code items()}; kind is the method's
 * word.
 */
record View(String kind, List<Object> items) {}
