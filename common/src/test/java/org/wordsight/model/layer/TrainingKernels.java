package org.wordsight.model.layer;

import java.util.List;

/** The kernels with which a GPU trains, in forms that a CPU can run too. */
final class TrainingKernels {
  private TrainingKernels() {}

  /**
   * The kernels of a GPU, with plain attention and norms in place of those that only a GPU has.
   *
   * @param operators the resource that calls the operators
   */
  static List<String> forCpu(Backend gpu, String operators) {
    return gpu.trainingKernels().stream()
        .filter(name -> !name.startsWith("attention_forward"))
        .map(
            name ->
                switch (name) {
                  case "attention_efficient.py" -> "attention_in_plain_operations.py";
                  case "norm_training_fused.py" -> "norm_training_plain.py";
                  case "operators_own.py", "operators_libtorch.py" -> operators;
                  default -> name;
                })
        .toList();
  }
}
