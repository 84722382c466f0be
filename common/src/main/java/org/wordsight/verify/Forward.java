package org.wordsight.verify;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.wordsight.model.LoadedModel;
import org.wordsight.model.Prompt;
import org.wordsight.model.layer.KeyValueCache;
import org.wordsight.model.layer.LoraWeights;
import org.wordsight.tensor.Scope;
import org.wordsight.tensor.Tensor;

/** Runs prompts through a model as generation does. */
final class Forward {
  private final LoadedModel model;

  Forward(LoadedModel model) {
    this.model = model;
  }

  /** Logits of a prompt's positions [from, to), row by row. */
  float[] logits(Prompt prompt, int from, int to, LoraWeights lora) {
    try (Scope scope = model.device().scope()) {
      KeyValueCache cache = model.decoder().cache(scope, 1, prompt.length());
      Tensor x_BTD = model.extend(scope, List.of(prompt), cache, lora);
      int[] positions = IntStream.range(from, to).toArray();
      Tensor chosen_ND = model.decoder().choose(scope, x_BTD, positions);
      return model.decoder().logits(scope, chosen_ND).toFloats();
    }
  }

  /**
   * The best tokens of each row, one after the other, up to and including the first that ends an
   * answer.
   */
  int[][] greedy(List<Prompt> prompts, int count) {
    int longest = prompts.stream().mapToInt(Prompt::length).max().orElseThrow();
    int[][] ids = new int[prompts.size()][0];
    try (Scope scope = model.device().scope()) {
      KeyValueCache cache = model.decoder().cache(scope, prompts.size(), longest + count);
      Tensor h_BD = model.last(scope, model.extend(scope, prompts, cache, LoraWeights.none()));
      for (int step = 0; step < count; step++) {
        int[] best = best(model.decoder().logits(scope, h_BD), prompts.size());
        for (int row = 0; row < best.length; row++) {
          if (!ended(ids[row])) {
            ids[row] = Arrays.copyOf(ids[row], step + 1);
            ids[row][step] = best[row];
          }
        }
        if (step + 1 < count && !Arrays.stream(ids).allMatch(this::ended)) {
          h_BD = model.decoder().next(scope, best, cache, LoraWeights.none());
        } else {
          break;
        }
      }
    }
    return ids;
  }

  private boolean ended(int[] ids) {
    return ids.length > 0 && model.stopTokens().contains(ids[ids.length - 1]);
  }

  private static int[] best(Tensor logits_BV, int rows) {
    float[] logits = logits_BV.toFloats();
    int width = logits.length / rows;
    int[] best = new int[rows];
    for (int row = 0; row < rows; row++) {
      for (int i = 0; i < width; i++) {
        if (logits[row * width + i] > logits[row * width + best[row]]) {
          best[row] = i;
        }
      }
    }
    return best;
  }
}
