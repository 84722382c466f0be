package org.wordsight.tensor;

import java.util.Arrays;

/**
 * An operator of our own, which kernels call as {@code ops.wordsight.name}. See {@code
 * operators.cu} for what each computes.
 *
 * <p>The arguments of each are tensors, and then whole numbers. The first number is libtorch's for
 * the type of the tensors; then there are the rows and the width of the work. The first tensor is
 * written, and it is the result.
 */
enum Operator {
  DROPOUT(
      "dropout",
      "Tensor(a!) y, Tensor x, Tensor tokens, Tensor channels, int type, int rows, int width, int y_row, int x_row, int least_kept, int add"),
  DROPOUT_EACH(
      "dropout_each",
      "Tensor(a!) first, Tensor(b!) second, Tensor(c!) third, Tensor x, Tensor first_tokens, Tensor second_tokens, Tensor third_tokens, Tensor channels, int type, int rows, int width, int least_kept, int parts"),
  DROPOUT_SUM(
      "dropout_sum",
      "Tensor(a!) y, Tensor first, Tensor second, Tensor third, Tensor first_tokens, Tensor second_tokens, Tensor third_tokens, Tensor channels, int type, int rows, int width, int least_kept, int parts"),
  GATED(
      "gated",
      "Tensor(a!) m, Tensor(b!) dropped, Tensor gate, Tensor up, Tensor tokens, Tensor channels, int type, int rows, int width, int least_kept, int drops"),
  GATED_BACK(
      "gated_back",
      "Tensor(a!) gate, Tensor(b!) up, Tensor(c!) dm, Tensor part, Tensor tokens, Tensor channels, int type, int rows, int width, int least_kept, int drops"),
  TURNED(
      "turned",
      "Tensor(a!) y, Tensor x, Tensor cos, Tensor sin, int type, int rows, int width, int half, int x_row, int back");

  static final String NAMESPACE = "wordsight";

  private final String label;
  private final String parameters;
  private final int tensors;
  private final int numbers;

  Operator(String label, String parameters) {
    this.label = label;
    this.parameters = parameters;
    String[] all = parameters.split(", ");
    this.tensors = (int) Arrays.stream(all).filter(each -> each.startsWith("Tensor")).count();
    this.numbers = all.length - tensors;
  }

  /** The name in kernels. */
  String label() {
    return label;
  }

  /** The form in which libtorch takes a new operator. */
  String schema() {
    return "%s(%s) -> Tensor(a!)".formatted(label, parameters);
  }

  int tensors() {
    return tensors;
  }

  int numbers() {
    return numbers;
  }
}
