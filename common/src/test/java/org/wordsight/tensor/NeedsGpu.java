package org.wordsight.tensor;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Tests that run on the first GPU. They are skipped if libtorch can use none. */
@Target({ElementType.TYPE, ElementType.METHOD})
@Retention(RetentionPolicy.RUNTIME)
@Tag("gpu")
@ExtendWith(NeedsGpu.Condition.class)
public @interface NeedsGpu {
  /** Skips a test with one line that names the missing part. */
  final class Condition implements ExecutionCondition {
    @Override
    public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
      return of(Device.gpu(0).problem());
    }

    static ConditionEvaluationResult of(Optional<String> problem) {
      return problem
          .map(text -> ConditionEvaluationResult.disabled("no GPU to test on: " + text))
          .orElseGet(() -> ConditionEvaluationResult.enabled("there is a GPU"));
    }
  }
}
