package org.wordsight.config;

import static org.wordsight.config.KeyKind.COMPUTATION;
import static org.wordsight.config.KeyKind.RESULT;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.wordsight.data.Question;
import org.wordsight.grammar.AnswerGrammar;
import org.wordsight.grammar.QuestionForm;
import org.wordsight.prompt.Axis;
import org.wordsight.prompt.PromptTemplate.Purpose;

/**
 * The settings of the requests to the teacher.
 *
 * @param seedQuestions the JSON file with the hand-written examples
 * @param prompt the request's text, with {@code _example_} for the drawn examples; absent for the
 *     paper's Figure 4
 * @param axes the ways in which prompts are asked to vary; none by default, as in the paper
 * @param examplesPerCall seed questions in a request (the paper: all 10)
 * @param rules checks of a candidate beyond validity
 * @param shuffleOptions whether options get new letters at random, so that no letter is favoured
 * @param maximumNewTokens length of one answer in tokens
 * @param groupSize requests that run together as one batch of a model in process; a teacher over
 *     the network answers each request alone
 * @param maximumRequests the most requests of the plan over all waves; absent if the plan decides
 * @param budgetDollars the most that the run may pay to teachers; absent if there is no limit
 * @param form the form that answers of a teacher in this process must have
 */
public record SynthesisConfig(
    Location seedQuestions,
    Optional<String> prompt,
    List<Axis> axes,
    int questionsPerCall,
    int examplesPerCall,
    List<Rule> rules,
    boolean shuffleOptions,
    int maximumNewTokens,
    int groupSize,
    OptionalInt maximumRequests,
    Optional<BigDecimal> budgetDollars,
    long seed,
    AnswerGrammar form) {

  /** The grammars that a run file can ask for. */
  public enum Grammar {
    /** Answers may be anything. */
    NONE,
    /** Answers are whole lists of questions. */
    QUESTIONS
  }

  /** Checks of a candidate that a run file can ask for. */
  public enum Rule {
    /** The rationale must contain the text of the answer's option. */
    RATIONALE_NAMES_ANSWER
  }

  /** The budget in whole micro-dollars, rounded down. */
  public OptionalLong budgetMicrodollars() {
    return budgetDollars.isEmpty()
        ? OptionalLong.empty()
        : OptionalLong.of(
            budgetDollars.get().movePointRight(6).setScale(0, RoundingMode.DOWN).longValueExact());
  }

  static SynthesisConfig read(Section section) {
    Location seedQuestions = section.places().input("seedQuestions");
    Optional<String> prompt = PromptText.read(section, "prompt", Purpose.GENERATION);
    int questionsPerCall = section.whole(RESULT, "questionsPerCall", 5, Range.whole(1, 1000));
    int maximumNewTokens = section.whole(RESULT, "maximumNewTokens", 2048, Range.whole(1, 8192));
    return new SynthesisConfig(
        seedQuestions,
        prompt,
        AxesReader.read(section, "axes", prompt),
        questionsPerCall,
        section.whole(RESULT, "examplesPerCall", 10, Range.whole(1, 1000)),
        section.choices(RESULT, "rules", Rule.class, List.of()),
        section.yesOrNo(RESULT, "shuffleOptions"),
        maximumNewTokens,
        section.whole(RESULT, "groupSize", 16, Range.whole(1, 1024)),
        section.optionalWhole(RESULT, "maximumRequests", Range.whole(1, 10_000_000)),
        section.dollars(COMPUTATION, "budgetDollars", Range.number(0.01, 1_000_000)),
        section.datedSeed(RESULT, "seed", 42),
        form(section, questionsPerCall, maximumNewTokens));
  }

  private static AnswerGrammar form(Section section, int questions, int maximumNewTokens) {
    return switch (section.choice(RESULT, "grammar", Grammar.NONE)) {
      case NONE -> {
        unused(section, "fewestOptions");
        unused(section, "mostOptions");
        yield new AnswerGrammar.Free();
      }
      case QUESTIONS -> {
        Range options = Range.whole(Question.MINIMUM_OPTIONS, Question.MAXIMUM_OPTIONS);
        int fewest = section.whole(RESULT, "fewestOptions", 2, options);
        int most = section.whole(RESULT, "mostOptions", 5, options);
        if (fewest > most) {
          section.problem("fewestOptions", "at most synthesis.mostOptions (" + most + ")");
          yield new AnswerGrammar.Free();
        }

        QuestionForm form = new QuestionForm(questions, fewest, most, maximumNewTokens);
        if (maximumNewTokens < form.fewestTokens()) {
          section.problem(
              "maximumNewTokens",
              "at least %d, which one question takes with synthesis.grammar: questions"
                  .formatted(form.fewestTokens()));
        }

        yield form;
      }
    };
  }

  private static void unused(Section section, String key) {
    String why = "only synthesis.grammar: questions has it";
    section.unused(RESULT, key, "grammar", why);
    if (section.has(key) && !section.has("grammar")) {
      section.problem(key, "no such key: " + why);
    }
  }
}
