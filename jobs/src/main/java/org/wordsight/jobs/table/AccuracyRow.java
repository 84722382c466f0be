package org.wordsight.jobs.table;

import java.util.Optional;
import java.util.OptionalInt;

/**
 * An accuracy, as a fraction of 1. {@code scoring} is official, repaired or loglikelihood. {@code
 * category} is absent where all categories count.
 */
public record AccuracyRow(
    String benchmark,
    String model,
    Optional<String> adapterId,
    Optional<String> teacher,
    OptionalInt trainSize,
    String arm,
    String scoring,
    Optional<String> category,
    int n,
    int correct,
    double accuracy,
    double low95,
    double high95) {
  public static final Table<AccuracyRow> TABLE = Table.of("accuracy", 1, AccuracyRow.class);
}
