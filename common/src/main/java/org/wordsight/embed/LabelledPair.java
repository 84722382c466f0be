package org.wordsight.embed;

/**
 * Two texts of which it is known whether they mean the same.
 *
 * @param same whether one says in other words what the other says
 */
public record LabelledPair(String a, String b, boolean same) {}
