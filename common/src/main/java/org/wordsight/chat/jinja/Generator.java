package org.wordsight.chat.jinja;

import java.util.Iterator;

/** Python's generator: true, without a length, and used up by the first reader. */
record Generator(Iterator<Object> items) {}
