package org.wordsight.model.qwen2vl;

import java.util.ArrayList;
import java.util.List;
import org.wordsight.model.architecture.WeightLoader;
import org.wordsight.model.layer.Backend;
import org.wordsight.tensor.Kernels;
import org.wordsight.tensor.Scope;
import org.wordsight.tensor.Tensor;
import org.wordsight.vision.Qwen2VlImageProcessor.Grid;
import org.wordsight.vision.Qwen2VlImageProcessor.Patches;

/**
 * Turns patches into the language part's embeddings. N patches of an image, P values of each, D
 * hidden.
 */
final class VisionTower implements AutoCloseable {
  private final VisionConfig config;
  private final Kernels kernels;
  private final Tensor patchWeight;
  private final List<List<Tensor>> blocks = new ArrayList<>();
  private final List<Tensor> merger;

  VisionTower(VisionConfig config, String prefix, WeightLoader weights, Backend backend) {
    this.config = config;
    this.kernels = backend.kernels(config.constants(backend.activation()), "qwen2vl_vision.py");
    this.patchWeight = weights.matrix(prefix + "patch_embed.proj.weight", config.width());
    for (int i = 0; i < config.depth(); i++) {
      String block = prefix + "blocks." + i + ".";
      List<Tensor> tensors = new ArrayList<>(norm(weights, block + "norm1"));
      tensors.addAll(linear(weights, block + "attn.qkv"));
      tensors.addAll(linear(weights, block + "attn.proj"));
      tensors.addAll(norm(weights, block + "norm2"));
      tensors.addAll(linear(weights, block + "mlp.fc1"));
      tensors.addAll(linear(weights, block + "mlp.fc2"));
      blocks.add(List.copyOf(tensors));
    }
    List<Tensor> merging = new ArrayList<>(norm(weights, prefix + "merger.ln_q"));
    merging.addAll(linear(weights, prefix + "merger.mlp.0"));
    merging.addAll(linear(weights, prefix + "merger.mlp.2"));
    this.merger = List.copyOf(merging);
  }

  private static List<Tensor> norm(WeightLoader weights, String name) {
    return List.of(weights.norm(name + ".weight"), weights.norm(name + ".bias"));
  }

  private static List<Tensor> linear(WeightLoader weights, String name) {
    return List.of(weights.matrix(name + ".weight"), weights.matrix(name + ".bias"));
  }

  /** Embeddings [tokens, width of the language part] of an image. */
  Tensor encode(Scope scope, Patches image) {
    Grid grid = image.grid();
    try (Scope step = scope.child()) {
      List<Tensor> rotations =
          kernels.callAll(step, "rotations", rows(step, grid), columns(step, grid));
      Tensor patches_NP = step.floats(image.patches_NP(), grid.count(), image.width());
      Tensor x_ND = kernels.call(step, "embedded", patches_NP, patchWeight);
      patches_NP.close();
      for (List<Tensor> block : blocks) {
        Tensor y_ND = kernels.call(step, "block", x_ND, rotations.get(0), rotations.get(1), block);
        x_ND.close();
        x_ND = y_ND;
      }
      return kernels.call(scope, "merged", x_ND, merger);
    }
  }

  private Tensor rows(Scope scope, Grid grid) {
    return scope.longs(places(grid)[0], grid.count());
  }

  private Tensor columns(Scope scope, Grid grid) {
    return scope.longs(places(grid)[1], grid.count());
  }

  /** The row and column of each patch, in the order in which squares of patches are merged. */
  private long[][] places(Grid image) {
    int merge = config.mergeSize();
    long[][] places = new long[2][image.count()];
    int at = 0;
    for (int t = 0; t < image.time(); t++) {
      for (int row = 0; row < image.rows(); row += merge) {
        for (int column = 0; column < image.columns(); column += merge) {
          for (int i = 0; i < merge * merge; i++, at++) {
            places[0][at] = row + i / merge;
            places[1][at] = column + i % merge;
          }
        }
      }
    }
    return places;
  }

  @Override
  public void close() {
    kernels.close();
  }
}
