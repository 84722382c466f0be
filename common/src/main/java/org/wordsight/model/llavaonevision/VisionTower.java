package org.wordsight.model.llavaonevision;

import java.util.ArrayList;
import java.util.List;
import org.wordsight.model.architecture.WeightLoader;
import org.wordsight.model.layer.Backend;
import org.wordsight.tensor.Kernels;
import org.wordsight.tensor.Scope;
import org.wordsight.tensor.Tensor;

/** Turns tiles into hidden states. I tiles, S pixels of a side, N patches of a tile, D hidden. */
final class VisionTower implements AutoCloseable {
  private final List<Integer> layers;
  private final Kernels kernels;
  private final Tensor patchWeight;
  private final Tensor patchBias;
  private final Tensor positions_ND;
  private final List<List<Tensor>> blocks = new ArrayList<>();

  /** Loads the blocks up to the last one whose hidden states are needed. */
  VisionTower(
      TowerConfig config,
      FeatureConfig features,
      String prefix,
      WeightLoader weights,
      Backend backend) {
    this.layers = features.layers();
    this.kernels = backend.kernels(config.constants(backend.activation()), "siglip.py");
    String patch = prefix + "embeddings.patch_embedding";
    this.patchWeight = weights.matrix(patch + ".weight", config.width());
    this.patchBias = weights.matrix(patch + ".bias");
    this.positions_ND = weights.matrix(prefix + "embeddings.position_embedding.weight");
    for (int i = 0; i < features.deepest(); i++) {
      blocks.add(block(weights, prefix + "encoder.layers." + i + "."));
    }
  }

  private static List<Tensor> block(WeightLoader weights, String block) {
    String query = block + "self_attn.q_proj";
    String key = block + "self_attn.k_proj";
    String value = block + "self_attn.v_proj";
    List<Tensor> tensors = new ArrayList<>(norm(weights, block + "layer_norm1"));
    tensors.add(weights.matrix(query + ".weight", key + ".weight", value + ".weight"));
    tensors.add(weights.matrix(query + ".bias", key + ".bias", value + ".bias"));
    tensors.addAll(linear(weights, block + "self_attn.out_proj"));
    tensors.addAll(norm(weights, block + "layer_norm2"));
    tensors.addAll(linear(weights, block + "mlp.fc1"));
    tensors.addAll(linear(weights, block + "mlp.fc2"));
    return List.copyOf(tensors);
  }

  private static List<Tensor> norm(WeightLoader weights, String name) {
    return List.of(weights.norm(name + ".weight"), weights.norm(name + ".bias"));
  }

  private static List<Tensor> linear(WeightLoader weights, String name) {
    return List.of(weights.matrix(name + ".weight"), weights.matrix(name + ".bias"));
  }

  /**
   * The hidden states [I, N, D] of each chosen layer.
   *
   * @param pixels_I3SS normalised
   */
  List<Tensor> encode(Scope scope, Tensor pixels_I3SS) {
    Tensor x_IND =
        kernels.call(scope, "embedded", pixels_I3SS, patchWeight, patchBias, positions_ND);
    Tensor[] chosen = new Tensor[layers.size()];
    keep(x_IND, 0, chosen);
    for (int i = 0; i < blocks.size(); i++) {
      Tensor y = kernels.call(scope, "block", x_IND, blocks.get(i));
      if (!layers.contains(i)) {
        x_IND.close();
      }
      x_IND = y;
      keep(x_IND, i + 1, chosen);
    }
    return List.of(chosen);
  }

  private void keep(Tensor x_IND, int layer, Tensor[] chosen) {
    for (int i = 0; i < chosen.length; i++) {
      if (layers.get(i) == layer) {
        chosen[i] = x_IND;
      }
    }
  }

  @Override
  public void close() {
    kernels.close();
  }
}
