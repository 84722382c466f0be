package org.wordsight.model;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.wordsight.model.layer.DecoderConfig;
import org.wordsight.model.layer.DecoderWeights;
import org.wordsight.model.layer.LayerWeights;
import org.wordsight.model.layer.Projection;

/**
 * Hugging Face's names of a decoder's tensors, and the way from there to our weights.
 *
 * @param prefix before {@code layers}, such as {@code model.}
 * @param head the module of the output embedding, where it is not tied
 */
public record DecoderNames(String prefix, String head) {
  /** With the head where most checkpoints have it. */
  public DecoderNames(String prefix) {
    this(prefix, "lm_head");
  }

  /** The module of a projection, such as {@code model.layers.3.self_attn.q_proj}. */
  public String module(int layer, Projection projection) {
    return layer(layer) + projection.moduleName();
  }

  private String layer(int index) {
    return prefix + "layers." + index + ".";
  }

  String embedding() {
    return prefix + "embed_tokens.weight";
  }

  private String headWeight() {
    return head + ".weight";
  }

  /** Every tensor that a checkpoint must have, with its shape. */
  public Map<String, List<Long>> expected(DecoderConfig config) {
    Map<String, List<Long>> expected = new LinkedHashMap<>();
    long hidden = config.hiddenSize();
    expected.put(embedding(), List.of((long) config.vocabularySize(), hidden));
    for (int i = 0; i < config.layerCount(); i++) {
      expected.put(layer(i) + "input_layernorm.weight", List.of(hidden));
      expected.put(layer(i) + "post_attention_layernorm.weight", List.of(hidden));
      for (Projection projection : Projection.values()) {
        long out = projection.outputWidth(config);
        long in = projection.inputWidth(config);
        expected.put(module(i, projection) + ".weight", List.of(out, in));
        if (config.queryKeyValueBias() && isQueryKeyValue(projection)) {
          expected.put(module(i, projection) + ".bias", List.of(out));
        }
      }
    }
    expected.put(prefix + "norm.weight", List.of(hidden));
    if (!config.tiedEmbeddings()) {
      expected.put(headWeight(), List.of((long) config.vocabularySize(), hidden));
    }
    return expected;
  }

  private static boolean isQueryKeyValue(Projection projection) {
    return switch (projection) {
      case QUERY, KEY, VALUE -> true;
      case OUTPUT, GATE, UP, DOWN -> false;
    };
  }

  DecoderWeights load(DecoderConfig config, WeightLoader weights) {
    List<LayerWeights> layers = new ArrayList<>();
    for (int i = 0; i < config.layerCount(); i++) {
      layers.add(layer(config, weights, i));
    }
    return new DecoderWeights(
        weights.table(embedding()),
        layers,
        weights.norm(prefix + "norm.weight"),
        weights.factor(config.tiedEmbeddings() ? embedding() : headWeight()),
        weights.packs());
  }

  private LayerWeights layer(DecoderConfig config, WeightLoader weights, int i) {
    String query = module(i, Projection.QUERY);
    String key = module(i, Projection.KEY);
    String value = module(i, Projection.VALUE);
    String gate = module(i, Projection.GATE) + ".weight";
    String up = module(i, Projection.UP) + ".weight";
    return new LayerWeights(
        weights.norm(layer(i) + "input_layernorm.weight"),
        weights.factor(query + ".weight", key + ".weight", value + ".weight"),
        config.queryKeyValueBias()
            ? weights.matrix(query + ".bias", key + ".bias", value + ".bias")
            : weights.none(),
        weights.factor(module(i, Projection.OUTPUT) + ".weight"),
        weights.norm(layer(i) + "post_attention_layernorm.weight"),
        weights.factor(gate, up),
        weights.factor(module(i, Projection.DOWN) + ".weight"));
  }
}
