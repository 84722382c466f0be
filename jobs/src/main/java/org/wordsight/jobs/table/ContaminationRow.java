package org.wordsight.jobs.table;

/**
 * A hit against a benchmark item, with its evidence.
 *
 * @param itemField the name of the item's text
 * @param policy drop, or flag where the candidate stays
 */
public record ContaminationRow(
    String candidateId,
    String benchmark,
    String itemId,
    String field,
    String rule,
    double score,
    String span,
    String itemField,
    String policy) {
  public static final Table<ContaminationRow> TABLE =
      Table.of("contamination", 2, ContaminationRow.class)
          .withOlderRows("item_field", "'situation'")
          .withOlderRows("policy", "'drop'");
}
