package org.wordsight.chat.jinja;

import java.util.List;

/** What a dict's {@code keys()}, {@code values()} and {@code items()} give; kind is the word. */
record View(String kind, List<Object> items) {}
