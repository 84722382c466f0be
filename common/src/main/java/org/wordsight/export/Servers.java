package org.wordsight.export;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import org.wordsight.lora.Adapter;
import org.wordsight.model.Architectures;

/** Warnings about servers that cannot use an adapter in its present form. */
final class Servers {
  /** The largest rank that vLLM serves by default. */
  private static final int RANK_OF_VLLM = 16;

  private Servers() {}

  static List<Check> warnings(Adapter adapter) {
    String modelType = adapter.layout().shape().modelType();
    List<Check> warnings = new ArrayList<>();
    boolean served =
        Architectures.find(modelType).map(each -> each.adaptersAreServed()).orElse(false);
    if (!served) {
      warnings.add(
          Check.warning(
              "vLLM has no LoRA for " + modelType,
              OptionalDouble.empty(),
              "Serve the merged checkpoint: export it with --merged."));
    } else if (adapter.rank() > RANK_OF_VLLM) {
      warnings.add(
          Check.warning(
              "vLLM serves rank " + RANK_OF_VLLM + " at most by default, and the rank is",
              OptionalDouble.of(adapter.rank()),
              "Start it with --max-lora-rank " + adapter.rank() + " or more."));
    }

    return warnings;
  }
}
