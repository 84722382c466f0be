package org.wordsight.dedup;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * The rules by which two questions are duplicates. A pair that fulfils one rule is a duplicate. The
 * witness of a dropped question comes from the first rule that finds a witness.
 *
 * @param near shared shingles
 * @param rougeL the least ROUGE-L of two duplicates, above 0, at most 1; absent if it is not
 *     computed
 * @param meaning absent if meanings are not compared
 */
public record DuplicateRules(NearRule near, OptionalDouble rougeL, Optional<MeaningRule> meaning) {

  /** Without meanings. */
  public DuplicateRules(NearRule near, OptionalDouble rougeL) {
    this(near, rougeL, Optional.empty());
  }

  public static DuplicateRules of(NearRule near) {
    return new DuplicateRules(near, OptionalDouble.empty());
  }

  /** The same rules, and meanings too. */
  public DuplicateRules with(MeaningRule rule) {
    return new DuplicateRules(near, rougeL, Optional.of(rule));
  }

  /** Whether texts are compared word by word, and not by shingles alone. */
  public boolean comparesWords() {
    return rougeL.isPresent();
  }

  /** The rules beside those of shingles and of meanings, in their order. */
  List<PairRule> others() {
    List<PairRule> rules = new ArrayList<>();
    rougeL.ifPresent(threshold -> rules.add(new RougePairs(threshold)));
    return rules;
  }
}
