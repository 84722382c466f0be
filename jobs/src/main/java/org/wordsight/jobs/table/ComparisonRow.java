package org.wordsight.jobs.table;

/** An adapter compared with its base, paired by item. {@code difference} is after minus before. */
public record ComparisonRow(
    String benchmark,
    String model,
    String adapterId,
    String arm,
    String scoring,
    int n,
    int gained,
    int lost,
    double difference,
    double low95,
    double high95,
    double pMcnemar) {
  public static final Table<ComparisonRow> TABLE = Table.of("comparisons", 1, ComparisonRow.class);
}
