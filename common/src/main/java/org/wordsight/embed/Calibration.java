package org.wordsight.embed;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.wordsight.dedup.Cosine;

/**
 * The effect of thresholds of the cosine on labelled pairs of texts.
 *
 * @param same pairs that mean the same
 * @param unrelated pairs that do not
 * @param quantile the lowest cosine that at most one in a thousand unrelated pairs exceeds
 * @param threshold the threshold to use
 * @param steps in rising order of threshold
 */
public record Calibration(
    int same, int unrelated, double quantile, double threshold, List<Step> steps) {

  /** The largest share of unrelated pairs that may reach a threshold chosen here. */
  private static final double ALLOWED = 0.001;

  private static final int FIRST_HUNDREDTH = 50;

  /**
   * One threshold.
   *
   * @param found pairs that mean the same and reach it
   * @param hit unrelated pairs that reach it
   */
  public record Step(double threshold, int found, int hit) {}

  public Calibration {
    steps = List.copyOf(steps);
  }

  /** The different texts of pairs. */
  public static List<String> texts(List<LabelledPair> pairs) {
    Set<String> texts = new LinkedHashSet<>();
    for (LabelledPair pair : pairs) {
      texts.add(pair.a());
      texts.add(pair.b());
    }
    return List.copyOf(texts);
  }

  /**
   * Counts what each threshold from 0.5 to 1 finds.
   *
   * @param vectors of all {@link #texts}
   * @param given the threshold to use; if absent, the lowest one, in hundredths, that at most one
   *     in a thousand unrelated pairs reaches
   */
  public static Calibration of(
      List<LabelledPair> pairs, Map<String, float[]> vectors, OptionalDouble given) {
    Map<Boolean, double[]> cosines =
        pairs.stream()
            .collect(
                Collectors.partitioningBy(
                    LabelledPair::same,
                    Collectors.collectingAndThen(
                        Collectors.mapping(
                            pair -> Cosine.of(vectors.get(pair.a()), vectors.get(pair.b())),
                            Collectors.toList()),
                        found -> found.stream().mapToDouble(cosine -> cosine).sorted().toArray())));
    double[] same = cosines.get(true);
    double[] unrelated = cosines.get(false);
    Set<Double> thresholds = new TreeSet<>();
    IntStream.rangeClosed(FIRST_HUNDREDTH, 100).forEach(i -> thresholds.add(i / 100.0));
    given.ifPresent(thresholds::add);
    List<Step> steps = new ArrayList<>();
    for (double threshold : thresholds) {
      steps.add(new Step(threshold, reached(same, threshold), reached(unrelated, threshold)));
    }
    int allowed = (int) (ALLOWED * unrelated.length);
    double chosen =
        given.orElseGet(
            () ->
                steps.stream()
                    .filter(step -> step.hit() <= allowed)
                    .mapToDouble(Step::threshold)
                    .findFirst()
                    .orElse(1));
    double quantile = unrelated[unrelated.length - 1 - allowed];
    return new Calibration(same.length, unrelated.length, quantile, chosen, steps);
  }

  private static int reached(double[] sorted, double threshold) {
    return (int) Arrays.stream(sorted).filter(cosine -> cosine >= threshold).count();
  }
}
