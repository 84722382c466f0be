package org.wordsight.model.layer;

/**
 * New positions of a row.
 *
 * @param row in the cache
 * @param start how many positions the row holds before them, a shared prefix excluded
 * @param count how many are new
 */
public record RowSpan(int row, int start, int count) {}
