package org.wordsight.config;

import static org.wordsight.config.KeyKind.RESULT;

import java.util.List;

/**
 * The numbers of samples.
 *
 * @param train samples to train on
 * @param validation samples kept apart for the validation loss
 * @param subsets training sizes, ascending; each is a prefix of one order
 */
public record SplitConfig(int train, int validation, List<Integer> subsets, long seed) {
  private static final int MOST_SAMPLES = 1_000_000;
  private static final int MOST_SUBSETS = 100;

  public SplitConfig {
    subsets = List.copyOf(subsets);
  }

  /** The number of samples that must survive curation. */
  public int wanted() {
    return train + validation;
  }

  static SplitConfig read(Section section) {
    int train = section.whole(RESULT, "train", 30_000, Range.whole(1, MOST_SAMPLES));
    int validation = section.whole(RESULT, "validation", 1_000, Range.whole(0, MOST_SAMPLES));
    List<Integer> subsets = subsets(section, train);
    return new SplitConfig(
        train, validation, subsets, section.wholeLong(RESULT, "seed", 42, Range.seed()));
  }

  /**
   * The paper trains on 10,000, 20,000 and 30,000. Another number without subsets is one subset.
   */
  private static List<Integer> subsets(Section section, int train) {
    List<Integer> standard = train == 30_000 ? List.of(10_000, 20_000, 30_000) : List.of(train);
    List<Integer> subsets =
        section.wholes(RESULT, "subsets", standard, Range.whole(1, MOST_SAMPLES));
    if (subsets.isEmpty()) {
      section.problem("subsets", "at least one size");
    }

    if (subsets.size() > MOST_SUBSETS) {
      section.problem("subsets", "at most " + MOST_SUBSETS + " sizes");
    }

    if (!subsets.stream().sorted().distinct().toList().equals(subsets)) {
      section.problem("subsets", "ascending sizes, each once");
    }

    if (subsets.stream().anyMatch(subset -> subset > train)) {
      section.problem("subsets", "none larger than split.train (" + train + ")");
    }

    return subsets;
  }
}
