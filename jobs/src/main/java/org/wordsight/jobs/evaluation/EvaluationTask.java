package org.wordsight.jobs.evaluation;

import java.io.Serializable;
import java.util.Optional;
import org.wordsight.config.EvaluationConfig.Arm;
import org.wordsight.config.ModelConfig;

/** A task for one model: the same kind of prompt about every item. */
public record EvaluationTask(Kind kind, EvaluatedModel evaluated) implements Serializable {

  /** The input that the model gets, and the answer that it is asked for. */
  public enum Kind {
    /** The image is shown; a caption is asked for. */
    WRITE_CAPTION(""),
    /** The image is shown; an action is asked for. */
    IMAGE("image"),
    /** The caption of WRITE_CAPTION is shown; an action is asked for. */
    CAPTION("caption"),
    /** The annotation's description is shown; an action is asked for. */
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

  /** The arm of the predictions; absent for captions. */
  Optional<String> arm() {
    return Optional.of(kind.arm).filter(arm -> !arm.isEmpty());
  }
}
