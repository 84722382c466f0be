package org.wordsight.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.wordsight.error.WordsightException;

/** Operators that Java computes, called by kernels. */
@Tag("any-threads")
class TestOwnOperators {
  @BeforeAll
  static void define() {
    OperatorsInJava.define();
  }

  private static Kernels kernels(String type, String... more) {
    return Kernels.load(
        Device.CPU,
        Map.of("activation", type, "leastKept", "0", "headSize", "2"),
        Stream.concat(Stream.of("operators_own.py"), Stream.of(more)).toArray(String[]::new));
  }

  @ParameterizedTest
  @ValueSource(strings = {"6", "15"})
  void giveTheSameNumbersAsLibtorchsOperations(String type) {
    assertThat(OperatorCheck.problem(Device.CPU, type)).isEmpty();
    assertThat(Device.CPU.operatorProblem(type)).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(Operator.class)
  void areRefusedIfTheyGiveOtherNumbers(Operator operator) {
    String kernel =
        switch (operator) {
          case DROPOUT, DROPOUT_EACH -> "dropouts";
          case DROPOUT_SUM -> "sums";
          case GATED, GATED_BACK -> "gates";
          case TURNED -> "turns";
        };
    for (float factor : new float[] {1.05f, Float.NaN}) {
      assertThat(
              OperatorsInJava.wrong(
                  operator, factor, () -> OperatorCheck.problem(Device.CPU, "15")))
          .hasValueSatisfying(
              problem ->
                  assertThat(problem)
                      .startsWith("they give other numbers than libtorch (%s of".formatted(kernel))
                      .contains(Float.isNaN(factor) ? "NaN" : "allowed is"));
    }
  }

  @Test
  void keepTheInputsOfWhichTheNumbersSaySo() {
    try (Scope scope = Device.CPU.scope();
        Kernels kernels = kernels("6")) {
      Tensor x = scope.floats(new float[] {1, 2, 3, 4, 5, 6}, 2, 3);
      Tensor tokens = scope.ints(new int[] {1, 0, -1, 1}, 2, 2);
      Tensor channels = scope.ints(new int[] {1, -1, 5}, 3);
      assertThat(kernels.infer(scope, "kept", x, tokens, channels).toFloats())
          .containsExactly(1, 0, 3, 4, 5, 0);
      Tensor sum = scope.floats(new float[] {1, 1, 1, 1, 1, 1}, 2, 3);
      kernels.infer(scope, "add_kept", sum, x, tokens, channels);
      assertThat(sum.toFloats()).as("in place").containsExactly(2, 1, 4, 5, 6, 1);
    }
  }

  @Test
  void failInTheCallOfTheKernel() {
    try (Scope scope = Device.CPU.scope();
        Kernels doubles = kernels("7", "failing_operators.py");
        Kernels floats = kernels("6")) {
      Tensor x = scope.floats(new float[] {1, 2}, 1, 2);
      Tensor tokens = scope.ints(new int[] {1, 0}, 1, 2);
      Tensor channels = scope.ints(new int[] {1, 1}, 2);
      assertThatThrownBy(() -> doubles.infer(scope, "kept_in_doubles", x, tokens, channels))
          .isInstanceOf(IllegalStateException.class)
          .hasMessage("Cannot compute dropout: no kernel takes numbers of type 7");
      assertThat(floats.infer(scope, "kept", x, tokens, channels).toFloats())
          .as("the next call is not affected")
          .containsExactly(1, 2);
    }
  }

  /** The operator fails, and then libtorch, which cannot add matrices of these sizes. */
  @Test
  void leaveNoFailureBehindIfTheCallFailsToo() {
    try (Scope scope = Device.CPU.scope();
        Kernels both = kernels("7", "failing_operators.py");
        Kernels floats = kernels("6")) {
      Tensor x = scope.floats(new float[] {1, 2}, 1, 2);
      Tensor tokens = scope.ints(new int[] {1, 0}, 1, 2);
      Tensor channels = scope.ints(new int[] {1, 1}, 2);
      assertThatThrownBy(() -> both.infer(scope, "fails", x, tokens, channels))
          .hasMessageContaining("must match the size of tensor")
          .satisfies(
              failure ->
                  assertThat(failure.getSuppressed()[0])
                      .hasMessage("Cannot compute dropout: no kernel takes numbers of type 7"));
      assertThat(floats.infer(scope, "kept", x, tokens, channels).toFloats()).containsExactly(1, 2);
    }
  }

  @Test
  void areLeftAloneIfTheUserWantsLibtorchs() {
    assertThat(OwnOperators.refused(null)).isEmpty();
    assertThat(OwnOperators.refused("own")).isEmpty();
    assertThat(OwnOperators.refused("libtorch")).contains("WORDSIGHT_OPERATORS is libtorch");
    assertThatThrownBy(() -> OwnOperators.refused("mine"))
        .isInstanceOf(WordsightException.class)
        .hasMessage(
            "Cannot choose the operators of GPUs: WORDSIGHT_OPERATORS is mine, expected own or libtorch. Change the variable, or leave it out.");
  }

  @ParameterizedTest
  @CsvSource({
    "of_columns, an operator takes rows of its type whose numbers lie next to each other",
    "of_halves_in_rows, an operator takes rows of its type whose numbers lie next to each other",
    "of_halves, an operator takes matrices of its type without gaps",
    "of_halves_each, an operator takes matrices of its type without gaps",
    "of_sums_of_halves, an operator takes matrices of its type without gaps",
    "of_doubles, an operator takes matrices of its type without gaps"
  })
  void refuseMatricesOfAnotherTypeOrLayout(String kernel, String message) {
    try (Scope scope = Device.CPU.scope();
        Kernels kernels = kernels("6", "other_layouts.py")) {
      Tensor x = scope.floats(new float[] {1, 2, 3, 4, 5, 6, 7, 8}, 2, 4);
      assertThatThrownBy(() -> kernels.infer(scope, kernel, x)).hasMessageContaining(message);
    }
  }

  @Test
  void areNotThereWithoutAGpu() {
    assertThat(Device.gpu(4_000).operatorProblem("15")).isPresent();
  }
}
