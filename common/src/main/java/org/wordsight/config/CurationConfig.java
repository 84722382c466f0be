package org.wordsight.config;

import static org.wordsight.config.KeyKind.RESULT;

import java.util.List;

/**
 * What is dropped from the candidates.
 *
 * @param nearDuplicateThreshold two candidates are near duplicates from this Jaccard similarity on
 * @param decontaminate the benchmarks whose items must not be among the samples
 */
public record CurationConfig(double nearDuplicateThreshold, List<Benchmark> decontaminate) {
  private static final Range SIMILARITY = Range.number(0.1, 1);

  /** The benchmarks that candidates can be held against. */
  public enum Benchmark {
    VIVA
  }

  static CurationConfig read(Section section) {
    CurationConfig curation =
        new CurationConfig(
            section.section("nearDuplicate").number(RESULT, "threshold", 0.7, SIMILARITY),
            section.choices(RESULT, "decontaminate", Benchmark.class, List.of(Benchmark.VIVA)));
    section.section("semantic").unavailableNumber(RESULT, "threshold", SIMILARITY);
    return curation;
  }
}
