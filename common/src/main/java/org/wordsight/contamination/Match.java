package org.wordsight.contamination;

/**
 * A field that repeats a text.
 *
 * @param text the number of the text
 * @param from the first word in the field that both share
 * @param to the end of the last one
 */
record Match(int text, Rule rule, double score, int from, int to) {}
