package org.wordsight.evaluate;

/**
 * An annotation row that cannot be scored.
 *
 * @param sourceId the row's index if it can be read, else {@code row N}, N from 1
 * @param reason a short fixed name, to group by
 * @param detail the row, the field, its value and the expected value
 * @param raw the row's own text
 */
public record BrokenRow(String sourceId, String reason, String detail, String raw) {}
