package org.wordsight.jobs.evaluation;

import java.io.Serializable;
import java.util.Optional;
import org.wordsight.config.EvaluationConfig.Arm;
import org.wordsight.config.ModelConfig;

/** What one model is asked about every item. */
public record EvaluationTask(Kind kind, EvaluatedModel evaluated) implements Serializable {

  /** What is shown and what is asked. */
  public enum Kind {
    /** The image; to describe it. */
    WRITE_CAPTION(""),
    /** The image; to choose an action. */
    IMAGE("image"),
    /** The description that WRITE_CAPTION gave; to choose an action. */
    CAPTION("caption"),
    /** The annotation's description; to choose an action. */
    GIVEN("given");

    private final String arm;

    Kind(String arm) {
      this.arm = arm;
    }

    static Kind of(Arm arm) {
      return switch (arm) {
        case IMAGE -> IMAGE;
        case CAPTION -> CAPTION;
        case GIVEN -> GIVEN;
      };
    }

    boolean looks() {
      return this == WRITE_CAPTION || this == IMAGE;
    }
  }

  ModelConfig model() {
    return evaluated.model();
  }

  /** The arm that the answers belong to; absent for descriptions. */
  Optional<String> arm() {
    return Optional.of(kind.arm).filter(arm -> !arm.isEmpty());
  }
}
