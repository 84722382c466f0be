package org.wordsight.config;

import java.io.Serializable;
import org.wordsight.model.Precision;

/** Who writes the questions. */
public sealed interface TeacherConfig extends Serializable {
  /** 0 is greedy. */
  double temperature();

  /** The smallest set of likeliest tokens whose probabilities reach this is sampled from. */
  double topP();

  /** What tables call the teacher. */
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

  /** The student's own language model: the stricter reading of self-improvement. */
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

  /** The kinds as the run file names them. */
  enum Kind {
    OPENAI,
    LOCAL,
    SELF
  }

  static TeacherConfig read(Section section) {
    Kind kind = section.choice("kind", Kind.SELF);
    if (!section.has("kind")) {
      section.problem("kind", "local or self");
    }

    double temperature = section.number("temperature", 1.0, Range.NOT_NEGATIVE);
    double topP = section.number("topP", 1.0, Range.FRACTION);
    // Known whatever the kind, so that --set teacher.kind=self needs no edit of the file.
    section.optionalText("endpoint");
    section.optionalText("model");
    section.optionalText("tokenVariable");
    String path = kind == Kind.LOCAL ? section.requiredFile("path") : ignoredPath(section);
    Precision precision = ModelConfig.precision(section);
    return switch (kind) {
      case OPENAI -> {
        section.unavailable("kind", "local or self");
        yield new Self(temperature, topP);
      }
      case LOCAL -> new Local(new ModelConfig(path, precision), temperature, topP);
      case SELF -> new Self(temperature, topP);
    };
  }

  private static String ignoredPath(Section section) {
    return section.optionalFile("path").orElse("");
  }
}
