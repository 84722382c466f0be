package org.wordsight.contamination;

import java.io.Serializable;
import java.util.Set;

/**
 * The rules by which a question is contaminated, and the effects of their hits. A rule whose
 * threshold is {@link #NEVER} finds nothing.
 *
 * @param coverage a text of eight words or more is hit if more than this share of its words is
 *     covered
 * @param contained the fewest words of a shorter text that is hit if a field contains it. A text of
 *     any length is hit if it is the whole field
 * @param jaccard the least similarity of a field and a text of eight words or more
 * @param options an item is hit if more than this share of its options is found
 * @param cosine the least cosine of a field's embedding and a text's
 * @param flagged the rules whose hits drop nothing
 */
public record ContaminationRules(
    double coverage,
    int contained,
    double jaccard,
    double options,
    double cosine,
    Set<Rule> flagged)
    implements Serializable {
  private static final long serialVersionUID = 1L;

  /** A threshold that nothing reaches. */
  public static final double NEVER = Double.POSITIVE_INFINITY;

  /** Coverage of more than half, and whole short texts of any length. */
  public static final ContaminationRules STANDARD =
      new ContaminationRules(0.5, 1, NEVER, NEVER, NEVER, Set.of());

  public ContaminationRules {
    flagged = Set.copyOf(flagged);
  }

  /** Whether a rule can find anything. */
  public boolean isUsed(Rule rule) {
    return switch (rule) {
      case NGRAM_COVERAGE, CONTAINED -> true;
      case JACCARD -> jaccard != NEVER;
      case OPTIONS -> options != NEVER;
      case COSINE -> cosine != NEVER;
    };
  }

  /** The effect of a hit of a rule. */
  public Policy policy(Rule rule) {
    return flagged.contains(rule) ? Policy.FLAG : Policy.DROP;
  }
}
