package org.wordsight.chat.jinja;

import java.util.List;

/**
 * The result of a dict's {@code keys()}, {@code values()} and {@code items()}; {@code kind} is the
 * method's name.
 */
record View(String kind, List<Object> items) {}
