package org.wordsight.config;

import java.util.List;

/**
 * What is dropped from the candidates.
 *
 * @param nearDuplicateThreshold two candidates are near duplicates from this Jaccard similarity on
 * @param decontaminate the benchmarks whose items must not be among the samples
 */
public record CurationConfig(double nearDuplicateThreshold, List<Benchmark> decontaminate) {

  /** The benchmarks that candidates can be held against. */
  public enum Benchmark {
    VIVA
  }

  static CurationConfig read(Section section) {
    CurationConfig curation =
        new CurationConfig(
            section.section("nearDuplicate").number("threshold", 0.7, Range.FRACTION),
            section.choices("decontaminate", Benchmark.class, List.of(Benchmark.VIVA)));
    Section semantic = section.section("semantic");
    if (semantic.optionalNumber("threshold", Range.FRACTION).isPresent()) {
      semantic.unavailable("threshold", "null, or no curation.semantic at all");
    }

    return curation;
  }
}
