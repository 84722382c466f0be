package org.wordsight.config;

import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import org.wordsight.prompt.PromptTemplate.Purpose;

/**
 * How the teacher is asked.
 *
 * @param seedQuestions absolute path of the JSON file with the hand-written examples
 * @param prompt the request's text, {@code _example_} standing for the drawn examples; absent: the
 *     paper's Figure 4
 * @param examplesPerCall how many seed questions a request shows (the paper: all 10)
 * @param rules what a candidate must pass beyond being whole
 * @param maximumNewTokens length of one answer in tokens
 * @param groupSize how many requests run together as one batch, lease and log segment
 * @param maximumRequests the most requests that the plan may hold over all waves; absent: the plan
 *     chooses
 * @param budgetDollars the most that paid requests may cost
 */
public record SynthesisConfig(
    String seedQuestions,
    Optional<String> prompt,
    int questionsPerCall,
    int examplesPerCall,
    List<Rule> rules,
    int maximumNewTokens,
    int groupSize,
    OptionalInt maximumRequests,
    OptionalDouble budgetDollars,
    long seed) {

  /** Checks of a candidate that a run file can ask for. */
  public enum Rule {
    /** The rationale must contain the text of the answer's option. */
    RATIONALE_NAMES_ANSWER
  }

  static SynthesisConfig read(Section section) {
    Optional<String> prompt = PromptText.read(section, "prompt", Purpose.GENERATION);
    return new SynthesisConfig(
        section.requiredFile("seedQuestions"),
        prompt,
        section.whole("questionsPerCall", 5, Range.wholeOfAtLeast(1)),
        section.whole("examplesPerCall", 10, Range.wholeOfAtLeast(1)),
        section.choices("rules", Rule.class, List.of()),
        section.whole("maximumNewTokens", 2048, Range.wholeOfAtLeast(1)),
        section.whole("groupSize", 16, Range.wholeOfAtLeast(1)),
        section.optionalWhole("maximumRequests", Range.wholeOfAtLeast(1)),
        section.optionalNumber("budgetDollars", Range.POSITIVE),
        section.wholeLong("seed", 42, Range.wholeOfAtLeast(0)));
  }
}
