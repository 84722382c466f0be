package org.wordsight.config;

import static org.wordsight.config.KeyKind.COMPUTATION;
import static org.wordsight.config.KeyKind.NAMED_FOLDER;
import static org.wordsight.config.KeyKind.RESULT;

import java.io.Serializable;
import java.util.List;

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

  /** The kinds as words of the run file. */
  enum Kind {
    OPENAI,
    LOCAL,
    SELF
  }

  static TeacherConfig read(Section section) {
    Kind kind = section.choice(RESULT, "kind", Kind.SELF);
    if (!section.has("kind")) {
      section.problem("kind", "local or self");
    }

    double temperature = section.number(RESULT, "temperature", 1.0, TEMPERATURE);
    double topP = section.number(RESULT, "topP", 1.0, TOP_P);
    return switch (kind) {
      case OPENAI -> {
        section.unavailable("kind", "local or self");
        yield new Self(temperature, topP);
      }
      case LOCAL -> {
        refuseKeysOfOpenAi(section);
        yield new Local(ModelConfig.required(section), temperature, topP);
      }
      case SELF -> {
        refuseKeysOfOpenAi(section);
        String why = "the teacher self is the student with its path and precision";
        section.unused(NAMED_FOLDER, "path", "kind", why);
        section.unused(RESULT, "precision", "kind", why);
        yield new Self(temperature, topP);
      }
    };
  }

  private static void refuseKeysOfOpenAi(Section section) {
    String why = "only a teacher of kind openai has it, which is not available in this version";
    section.unused(RESULT, "model", "kind", why);
    for (String key :
        List.of(
            "endpoint",
            "endpoints",
            "tokenVariable",
            "maximumInFlight",
            "requestsPerMinute",
            "tokensPerMinute",
            "requestTimeoutSeconds",
            "prices")) {
      section.unused(COMPUTATION, key, "kind", why);
    }
  }
}
