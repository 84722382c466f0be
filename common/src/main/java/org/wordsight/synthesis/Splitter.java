package org.wordsight.synthesis;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.wordsight.data.Sha256;
import org.wordsight.error.WordsightException;
import org.wordsight.synthesis.Sample.Part;

/**
 * Splits kept questions into train and validation, by whole clusters of duplicates. Each part has
 * one seeded order, and the subsets are prefixes of it. The result depends on the questions and the
 * seed, but not on the order of the questions.
 *
 * @param train questions to train on
 * @param validation questions to validate on
 * @param seed {@code split.seed}
 */
public record Splitter(int train, int validation, long seed) {

  /**
   * Splits exactly train + validation questions.
   *
   * @return the samples by part and rank
   * @throws WordsightException if no choice of whole clusters fills the validation part exactly
   */
  public List<Sample> split(List<KeptQuestion> kept) {
    if (kept.size() != train + validation) {
      throw new IllegalArgumentException(
          "%d questions to split into %d and %d".formatted(kept.size(), train, validation));
    }
    Set<String> validationClusters = validationClusters(kept);
    List<Sample> samples = new ArrayList<>();
    for (Part part : Part.values()) {
      List<KeptQuestion> ofPart =
          kept.stream()
              .filter(
                  question ->
                      validationClusters.contains(question.clusterId())
                          == (part == Part.VALIDATION))
              .sorted(Comparator.comparing(question -> hash("order", question.sampleId())))
              .toList();
      for (int rank = 0; rank < ofPart.size(); rank++) {
        samples.add(new Sample(ofPart.get(rank).sampleId(), ofPart.get(rank), part, rank));
      }
    }
    return List.copyOf(samples);
  }

  /**
   * Clusters with exactly as many questions as validation needs. If there is a choice, a seeded
   * order decides. Each possible sum remembers the cluster that first reached it.
   */
  private Set<String> validationClusters(List<KeptQuestion> kept) {
    Map<String, Integer> sizes = new HashMap<>();
    kept.forEach(question -> sizes.merge(question.clusterId(), 1, Integer::sum));
    List<String> clusters =
        sizes.keySet().stream()
            .sorted(Comparator.comparing(cluster -> hash("cluster", cluster)))
            .toList();
    String[] reachedBy = new String[validation + 1];
    reachedBy[0] = "";
    for (String cluster : clusters) {
      int size = sizes.get(cluster);
      for (int sum = validation; sum >= size; sum--) {
        if (reachedBy[sum] == null && reachedBy[sum - size] != null) {
          reachedBy[sum] = cluster;
        }
      }
      if (reachedBy[validation] != null) {
        break;
      }
    }
    if (reachedBy[validation] == null) {
      throw cannotFill(sizes, reachedBy);
    }
    Set<String> chosen = new HashSet<>();
    for (int sum = validation; sum > 0; sum -= sizes.get(reachedBy[sum])) {
      chosen.add(reachedBy[sum]);
    }
    return chosen;
  }

  private WordsightException cannotFill(Map<String, Integer> sizes, String[] reachedBy) {
    int largest = sizes.values().stream().mapToInt(Integer::intValue).max().orElse(0);
    long nearest = Arrays.stream(reachedBy).takeWhile(cluster -> cluster != null).count() - 1;
    return WordsightException.input(
        ("Cannot split: no choice among the %,d duplicate clusters, the largest of %,d questions,"
                + " holds split.validation = %,d questions. Set split.validation to %,d or less, or"
                + " raise curation.nearDuplicate.threshold so that fewer questions are related.")
            .formatted(sizes.size(), largest, validation, nearest));
  }

  private String hash(String use, String id) {
    return new Sha256().add(use).add(seed).add(id).hex();
  }
}
