package org.wordsight.model.layer;

/**
 * New positions of one row.
 *
 * @param row the row's index in the cache
 * @param start the number of positions that the row holds before them, without a shared prefix
 * @param count the number of new positions
 */
public record RowSpan(int row, int start, int count) {}
