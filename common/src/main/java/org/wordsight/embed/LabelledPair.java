package org.wordsight.embed;

/**
 * Two texts, and whether they mean the same.
 *
 * @param same whether both texts mean the same
 */
public record LabelledPair(String a, String b, boolean same) {}
