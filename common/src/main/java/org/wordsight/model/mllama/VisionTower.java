package org.wordsight.model.mllama;

import java.util.ArrayList;
import java.util.List;
import org.wordsight.model.architecture.WeightLoader;
import org.wordsight.model.layer.Backend;
import org.wordsight.tensor.Kernels;
import org.wordsight.tensor.Scope;
import org.wordsight.tensor.Tensor;
import org.wordsight.vision.MllamaImageProcessor;
import org.wordsight.vision.MllamaImageProcessor.Tiles;

/**
 * Turns tiles into states for the language part. It has a transformer over all tiles of an image,
 * and a second one whose layers have gates. A projection takes the last and some earlier states
 * together.
 */
final class VisionTower implements AutoCloseable {
  static final String TOWER = "vision_model.";
  static final String PROJECTOR = "multi_modal_projector";

  private final VisionConfig config;
  private final MllamaImageProcessor processor;
  private final Kernels kernels;
  private final List<Tensor> embedding;
  private final List<List<Tensor>> localLayers = new ArrayList<>();
  private final List<Tensor> between;
  private final List<List<Tensor>> globalLayers = new ArrayList<>();
  private final List<Tensor> projector;

  /**
   * @param prefix before the names of tower and projector
   */
  VisionTower(
      VisionConfig config,
      MllamaImageProcessor processor,
      String prefix,
      WeightLoader weights,
      Backend backend) {
    this.config = config;
    this.processor = processor;
    this.kernels = backend.kernels(config.constants(backend.activation()), "mllama_vision.py");
    String tower = prefix + TOWER;
    String positional = tower + "gated_positional_embedding.";
    List<Tensor> first = new ArrayList<>();
    first.add(weights.matrix(tower + "patch_embedding.weight", config.width()));
    first.addAll(tileEmbedding(weights, tower + "pre_tile"));
    first.add(weights.norm(tower + "class_embedding"));
    first.add(weights.norm(positional + "gate"));
    first.add(weights.matrix(positional + "embedding"));
    first.add(weights.matrix(positional + "tile_embedding.weight"));
    first.addAll(norm(weights, tower + "layernorm_pre"));
    this.embedding = List.copyOf(first);
    for (int i = 0; i < config.localLayers(); i++) {
      localLayers.add(layer(weights, tower + "transformer.layers." + i + "."));
    }
    List<Tensor> middle = new ArrayList<>(norm(weights, tower + "layernorm_post"));
    middle.addAll(tileEmbedding(weights, tower + "post_tile"));
    this.between = List.copyOf(middle);
    for (int i = 0; i < config.globalLayers(); i++) {
      String layer = tower + "global_transformer.layers." + i + ".";
      List<Tensor> gated = new ArrayList<>(layer(weights, layer));
      gated.add(weights.norm(layer + "gate_attn"));
      gated.add(weights.norm(layer + "gate_ffn"));
      globalLayers.add(List.copyOf(gated));
    }
    this.projector =
        List.of(
            weights.matrix(prefix + PROJECTOR + ".weight"),
            weights.matrix(prefix + PROJECTOR + ".bias"));
  }

  private static List<Tensor> tileEmbedding(WeightLoader weights, String name) {
    return List.of(
        weights.norm(name + "_positional_embedding.gate"),
        weights.matrix(name + "_positional_embedding.embedding.weight"));
  }

  private static List<Tensor> layer(WeightLoader weights, String layer) {
    String attention = layer + "self_attn.";
    List<Tensor> tensors = new ArrayList<>(norm(weights, layer + "input_layernorm"));
    tensors.add(
        weights.matrix(
            attention + "q_proj.weight", attention + "k_proj.weight", attention + "v_proj.weight"));
    tensors.add(weights.matrix(attention + "o_proj.weight"));
    tensors.addAll(norm(weights, layer + "post_attention_layernorm"));
    for (String linear : List.of("mlp.fc1", "mlp.fc2")) {
      tensors.add(weights.matrix(layer + linear + ".weight"));
      tensors.add(weights.matrix(layer + linear + ".bias"));
    }
    return List.copyOf(tensors);
  }

  private static List<Tensor> norm(WeightLoader weights, String name) {
    return List.of(weights.norm(name + ".weight"), weights.norm(name + ".bias"));
  }

  /**
   * The states [slots x patches, width of the language part] of an image: those of its tiles first,
   * then those of empty slots.
   */
  Tensor encode(Scope scope, Tiles image) {
    float[] values = new float[processor.values()];
    processor.normalise(image, values, 0);
    int side = processor.tileSize();
    try (Scope step = scope.child()) {
      Tensor pixels = step.floats(values, 1, config.slots(), 3, side, side);
      Tensor layouts_I = step.longs(new long[] {image.canvas().layoutId()}, 1);
      Tensor seen = step.number((long) image.count() * config.patches());
      Tensor x_IND = kernels.call(step, "embedded", pixels, layouts_I, embedding);
      pixels.close();
      List<Tensor> inputs = new ArrayList<>();
      for (List<Tensor> layer : localLayers) {
        inputs.add(x_IND);
        x_IND = kernels.call(step, "layer", x_IND, seen, layer);
        closeUnlessIntermediate(inputs);
      }
      inputs.add(x_IND);
      x_IND = kernels.call(step, "between", x_IND, layouts_I, between);
      for (List<Tensor> layer : globalLayers) {
        Tensor y_IND = kernels.call(step, "layer", x_IND, seen, layer);
        x_IND.close();
        x_IND = y_IND;
      }
      List<Tensor> intermediate = config.intermediate().stream().map(inputs::get).toList();
      return kernels.call(scope, "projected", x_IND, intermediate, projector);
    }
  }

  /** Frees the newest layer input if nothing needs it any more. */
  private void closeUnlessIntermediate(List<Tensor> inputs) {
    int newest = inputs.size() - 1;
    if (!config.intermediate().contains(newest)) {
      inputs.get(newest).close();
    }
  }

  @Override
  public void close() {
    kernels.close();
  }
}
