package org.wordsight.synthesis;

import java.util.Optional;
import java.util.OptionalDouble;

/**
 * One number about the differences between samples.
 *
 * @param name what is measured; {@link Diversity} has the names
 * @param axis the axis of {@code value}: an axis of the prompts, or a number of options
 * @param n the questions that count, or the shingles
 * @param share a share of 1; for {@link Diversity#LENGTH_RATIO} a ratio
 * @param pValue the probability of a share at least so uneven if all values are equally likely
 */
public record DiversityFinding(
    String name,
    Optional<String> axis,
    Optional<String> value,
    long n,
    double share,
    OptionalDouble pValue) {

  static DiversityFinding of(String name, long n, double share) {
    return new DiversityFinding(
        name, Optional.empty(), Optional.empty(), n, share, OptionalDouble.empty());
  }

  static DiversityFinding of(String name, String axis, String value, long n, double share) {
    return new DiversityFinding(
        name, Optional.of(axis), Optional.of(value), n, share, OptionalDouble.empty());
  }
}
