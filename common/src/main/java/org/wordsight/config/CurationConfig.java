package org.wordsight.config;

import static org.wordsight.config.KeyKind.RESULT;

import java.util.Optional;

/**
 * The settings that decide which candidates are dropped.
 *
 * @param nearDuplicateThreshold two candidates of this Jaccard similarity or more are near
 *     duplicates
 * @param nearDuplicateRecall 1 if every pair is found; otherwise MinHash finds a pair at the
 *     threshold with this probability
 * @param semantic how candidates are compared by meaning; absent if they are not
 * @param decontamination the benchmarks whose items must not be among the samples
 * @param selection which of several duplicates is kept
 */
public record CurationConfig(
    double nearDuplicateThreshold,
    double nearDuplicateRecall,
    Optional<SemanticConfig> semantic,
    DecontaminationConfig decontamination,
    SelectionConfig selection) {
  private static final Range SIMILARITY = Range.number(0.1, 1);
  private static final Range RECALL = Range.number(0.5, 1);

  static CurationConfig read(Section section) {
    Section near = section.section("nearDuplicate");
    return new CurationConfig(
        near.number(RESULT, "threshold", 0.7, SIMILARITY),
        near.number(RESULT, "recall", 1, RECALL),
        SemanticConfig.read(section.section("semantic")),
        DecontaminationConfig.read(section),
        SelectionConfig.read(section));
  }
}
