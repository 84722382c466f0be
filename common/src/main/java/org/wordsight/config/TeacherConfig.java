package org.wordsight.config;

import static org.wordsight.config.KeyKind.COMPUTATION;
import static org.wordsight.config.KeyKind.NAMED_FOLDER;
import static org.wordsight.config.KeyKind.RESULT;

import java.io.Serializable;
import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.wordsight.money.Prices;

/** The settings of the teacher. */
public sealed interface TeacherConfig extends Serializable {
  /** 0 is greedy. Other numbers beyond these bounds are useless in float32. */
  Range TEMPERATURE = Range.number(0.01, 100).orZero();

  Range TOP_P = Range.number(0.0001, 1);

  /** 0 is greedy. */
  double temperature();

  /**
   * Tokens are sampled from the smallest set of likeliest tokens whose probabilities reach this.
   */
  double topP();

  /** The teacher's name in tables. */
  String name();

  /** The kind in the run file. */
  Kind kind();

  /** A checkpoint of its own. */
  record Local(ModelConfig model, double temperature, double topP) implements TeacherConfig {
    @Override
    public String name() {
      return model.name();
    }

    @Override
    public Kind kind() {
      return Kind.LOCAL;
    }
  }

  /** The student's own language model: the stricter form of self-improvement. */
  record Self(double temperature, double topP) implements TeacherConfig {
    @Override
    public String name() {
      return "self";
    }

    @Override
    public Kind kind() {
      return Kind.SELF;
    }
  }

  /**
   * A model behind an endpoint that speaks OpenAI's chat completions.
   *
   * @param model its name at the endpoint
   * @param prices {@link Prices#FREE} if the run file has none
   * @param priced whether the run file has prices
   * @param batchFactor the factor of these prices for a request in a batch file
   * @param structuredOutput whether the answer's form is asked for with {@code response_format}
   * @param logProbabilities whether the log-probability of each token is asked for and kept
   * @param maximumTokensField the name under which the answer's length is sent
   */
  record OpenAi(
      String model,
      ConnectionConfig connection,
      LimitsConfig limits,
      Prices prices,
      boolean priced,
      BigDecimal batchFactor,
      StructuredOutput structuredOutput,
      boolean logProbabilities,
      MaximumTokensField maximumTokensField,
      double temperature,
      double topP)
      implements TeacherConfig {
    private static final long serialVersionUID = 1L;

    private static final Range PRICE = Range.number(0, 1_000_000);
    private static final Range FACTOR = Range.number(0, 1);

    @Override
    public String name() {
      return model;
    }

    @Override
    public Kind kind() {
      return Kind.OPENAI;
    }

    private static OpenAi read(Section section, double temperature, double topP, Use use) {
      if (!section.has("model")) {
        section.problem("model", "the model's name at the endpoint");
      }
      String model = section.line(RESULT, "model", "none");
      ConnectionConfig connection = ConnectionConfig.read(section);
      LimitsConfig limits = LimitsConfig.read(section);
      Section prices = section.section("prices");
      Optional<BigDecimal> input = prices.dollars(COMPUTATION, "input", PRICE);
      Optional<BigDecimal> cached = prices.dollars(COMPUTATION, "cachedInput", PRICE);
      Optional<BigDecimal> output = prices.dollars(COMPUTATION, "output", PRICE);
      Optional<BigDecimal> batch = prices.dollars(COMPUTATION, "batch", FACTOR);
      boolean priced = Stream.of(input, cached, output, batch).anyMatch(price -> price.isPresent());
      if (priced && input.isEmpty()) {
        prices.problem("input", "dollars for a million tokens of prompts");
      }
      if (priced && output.isEmpty()) {
        prices.problem("output", "dollars for a million tokens of answers");
      }
      if (cached.isPresent() && input.isPresent() && cached.get().compareTo(input.get()) > 0) {
        prices.problem("cachedInput", "at most the price of input");
      }
      return new OpenAi(
          model,
          connection,
          limits,
          priced
              ? new Prices(
                  input.orElse(BigDecimal.ZERO),
                  cached.or(() -> input).orElse(BigDecimal.ZERO),
                  output.orElse(BigDecimal.ZERO))
              : Prices.FREE,
          priced,
          batch.orElse(BigDecimal.ONE),
          structuredOutput(section, use),
          section.yesOrNo(RESULT, "logProbabilities"),
          section.choice(COMPUTATION, "maximumTokensField", MaximumTokensField.AUTO),
          temperature,
          topP);
    }

    private static StructuredOutput structuredOutput(Section section, Use use) {
      return switch (use) {
        case QUESTIONS -> section.choice(RESULT, "structuredOutput", StructuredOutput.AUTO);
        case LETTERS -> {
          section.unused(RESULT, "structuredOutput", "kind", "a judge answers with a letter");
          yield StructuredOutput.OFF;
        }
      };
    }
  }

  /** The kinds of answers for which a model is asked. */
  enum Use {
    QUESTIONS,
    /** The letter of an option: nothing in the form of questions. */
    LETTERS
  }

  /** Whether {@code response_format} is sent. */
  enum StructuredOutput {
    /** If the endpoint accepts it. */
    AUTO,
    ON,
    OFF
  }

  /** The name of the answer's greatest length in a request. */
  enum MaximumTokensField {
    /** {@code max_tokens}, or the other name if the endpoint refuses this one. */
    AUTO,
    MAX_TOKENS,
    MAX_COMPLETION_TOKENS
  }

  /** The kinds as words of the run file. */
  enum Kind {
    OPENAI,
    LOCAL,
    SELF
  }

  static TeacherConfig read(Section section) {
    Kind kind = section.choice(RESULT, "kind", Kind.SELF);
    if (!section.has("kind")) {
      section.problem("kind", "openai, local or self");
    }

    return read(section, kind, Use.QUESTIONS);
  }

  /** The same keys for a judge; absent if there is no kind. */
  static Optional<TeacherConfig> ofJudge(Section section) {
    Optional<Kind> kind = section.optionalChoice(RESULT, "kind", Kind.SELF);
    if (kind.isEmpty()) {
      String why = "there is no judge";
      section.unused(RESULT, "temperature", "kind", why);
      section.unused(RESULT, "topP", "kind", why);
      refuseKeysOfOpenAi(section);
      refuseKeysOfCheckpoints(section, why);
    }

    return kind.map(each -> read(section, each, Use.LETTERS));
  }

  private static TeacherConfig read(Section section, Kind kind, Use use) {
    double temperature = section.number(RESULT, "temperature", 1.0, TEMPERATURE);
    double topP = section.number(RESULT, "topP", 1.0, TOP_P);
    return switch (kind) {
      case OPENAI -> {
        refuseKeysOfCheckpoints(section, "a teacher of kind openai is reached by its endpoint");
        yield OpenAi.read(section, temperature, topP, use);
      }
      case LOCAL -> {
        refuseKeysOfOpenAi(section);
        yield new Local(ModelConfig.required(section), temperature, topP);
      }
      case SELF -> {
        refuseKeysOfOpenAi(section);
        refuseKeysOfCheckpoints(
            section, "the teacher self is the student with its path and precision");
        yield new Self(temperature, topP);
      }
    };
  }

  private static void refuseKeysOfCheckpoints(Section section, String why) {
    section.unused(NAMED_FOLDER, "path", "kind", why);
    section.unused(RESULT, "precision", "kind", why);
  }

  private static void refuseKeysOfOpenAi(Section section) {
    String why = "only a teacher of kind openai has it";
    section.unused(RESULT, "model", "kind", why);
    ConnectionConfig.refuse(section, why);
    for (String key : List.of("maximumInFlight", "requestsPerMinute", "tokensPerMinute")) {
      section.unused(COMPUTATION, key, "kind", why);
    }
    section.unusedSection(
        COMPUTATION, "prices", List.of("input", "cachedInput", "output", "batch"), "kind", why);
    section.unused(RESULT, "structuredOutput", "kind", why);
    section.unused(RESULT, "logProbabilities", "kind", why);
    section.unused(COMPUTATION, "maximumTokensField", "kind", why);
  }
}
