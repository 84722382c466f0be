package org.wordsight.contamination;

/**
 * A field that repeats a text.
 *
 * @param text the number of the text
 * @param from the first shared word in the field
 * @param to the end of the last shared word
 */
record Match(int text, Rule rule, double score, int from, int to) {}
