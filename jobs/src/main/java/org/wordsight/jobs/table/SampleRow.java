package org.wordsight.jobs.table;

import java.util.List;

/**
 * A kept question. {@code split} is train or validation. {@code rank} is the place in the one
 * nested order.
 */
public record SampleRow(
    String sampleId,
    String candidateId,
    String split,
    int rank,
    String clusterId,
    String situation,
    String question,
    List<String> options,
    String answer,
    String rationale) {
  public static final Table<SampleRow> TABLE = Table.of("samples", 1, SampleRow.class);
}
