package org.wordsight.jobs.evaluation;

import java.io.Serializable;
import java.util.Optional;
import org.wordsight.config.EvaluationConfig.Arm;
import org.wordsight.config.ModelConfig;

/** What one contestant is asked about every item. */
public record Question(Kind kind, Contestant contestant) implements Serializable {

  /** What is shown and what is asked. */
  public enum Kind {
    /** The image; to describe it. */
    DESCRIBE(""),
    /** The image; to choose an action. */
    IMAGE("image"),
    /** The description that DESCRIBE gave; to choose an action. */
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
      return this == DESCRIBE || this == IMAGE;
    }
  }

  ModelConfig model() {
    return contestant.model();
  }

  /** The arm that the answers belong to; absent for descriptions. */
  Optional<String> arm() {
    return Optional.of(kind.arm).filter(arm -> !arm.isEmpty());
  }
}
