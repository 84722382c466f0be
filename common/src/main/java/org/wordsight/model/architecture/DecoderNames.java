package org.wordsight.model.architecture;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.wordsight.model.layer.CrossWeights;
import org.wordsight.model.layer.DecoderConfig;
import org.wordsight.model.layer.DecoderWeights;
import org.wordsight.model.layer.Embedding;
import org.wordsight.model.layer.LayerWeights;
import org.wordsight.model.layer.Products;
import org.wordsight.model.layer.Projection;
import org.wordsight.tensor.Matrix;

/**
 * The names of a decoder's tensors in Hugging Face's files. This class also loads the weights of
 * these names.
 *
 * @param prefix before {@code layers}, such as {@code model.}
 * @param head the module of the output embedding, if it is not tied
 * @param crossLayers see {@link DecoderConfig#crossLayers()}
 */
public record DecoderNames(String prefix, String head, List<Integer> crossLayers) {
  private static final String QUERY_NORM = "cross_attn.q_norm.weight";
  private static final String KEY_NORM = "cross_attn.k_norm.weight";
  private static final String ATTENTION_GATE = "cross_attn_attn_gate";
  private static final String FEED_FORWARD_GATE = "cross_attn_mlp_gate";

  public DecoderNames {
    crossLayers = List.copyOf(crossLayers);
  }

  /** Names of a decoder without cross-attention layers. */
  public DecoderNames(String prefix, String head) {
    this(prefix, head, List.of());
  }

  /** The same, with the name of the head in most checkpoints. */
  public DecoderNames(String prefix) {
    this(prefix, "lm_head");
  }

  /** The module of a projection, such as {@code model.layers.3.self_attn.q_proj}. */
  public String module(int layer, Projection projection) {
    return layer(layer)
        + (crossLayers.contains(layer) ? projection.crossModuleName() : projection.moduleName());
  }

  private String layer(int index) {
    return prefix + "layers." + index + ".";
  }

  /** The tensor of the embedding. */
  public String embedding() {
    return prefix + "embed_tokens.weight";
  }

  private String headWeight() {
    return head + ".weight";
  }

  /** Every tensor that a checkpoint must have, with its shape. */
  public Map<String, List<Long>> expected(DecoderConfig config) {
    Map<String, List<Long>> expected = new LinkedHashMap<>();
    long hidden = config.hiddenSize();
    expected.put(embedding(), List.of((long) config.embeddingRows(), hidden));
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
    for (int i : crossLayers) {
      for (String norm : List.of(QUERY_NORM, KEY_NORM)) {
        expected.put(layer(i) + norm, List.of((long) config.headSize()));
      }
      for (String gate : List.of(ATTENTION_GATE, FEED_FORWARD_GATE)) {
        expected.put(layer(i) + gate, List.of(1L));
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

  /** Loads every weight of the decoder. */
  public DecoderWeights load(DecoderConfig config, WeightLoader weights) {
    // The largest matrix comes first, since converting it takes the most memory.
    Matrix head = weights.factor(config.tiedEmbeddings() ? embedding() : headWeight());
    List<LayerWeights> layers =
        LayerLoading.load(weights, config.layerCount(), (loader, i) -> layer(config, loader, i));
    Map<Integer, CrossWeights> looking = new HashMap<>();
    crossLayers.forEach(i -> looking.put(i, crossLayer(weights, i)));
    return new DecoderWeights(
        embedding(config, weights, head),
        layers,
        looking,
        weights.norm(prefix + "norm.weight"),
        head,
        weights.products());
  }

  /**
   * The embedding. If one tensor is embedding and head, and the head is held exactly, the head's
   * tensor is used for both.
   */
  private Embedding embedding(DecoderConfig config, WeightLoader weights, Matrix head) {
    return config.tiedEmbeddings() && weights.products() == Products.PLAIN && weights.isExact()
        ? new Embedding(head.tensor(), false)
        : weights.table(embedding());
  }

  private CrossWeights crossLayer(WeightLoader weights, int i) {
    return new CrossWeights(
        weights.factor(
            module(i, Projection.KEY) + ".weight", module(i, Projection.VALUE) + ".weight"),
        weights.norm(layer(i) + QUERY_NORM),
        weights.norm(layer(i) + KEY_NORM),
        weights.norm(layer(i) + ATTENTION_GATE),
        weights.norm(layer(i) + FEED_FORWARD_GATE));
  }

  private LayerWeights layer(DecoderConfig config, WeightLoader weights, int i) {
    String query = module(i, Projection.QUERY);
    String key = module(i, Projection.KEY);
    String value = module(i, Projection.VALUE);
    String gate = module(i, Projection.GATE) + ".weight";
    String up = module(i, Projection.UP) + ".weight";
    return new LayerWeights(
        weights.norm(layer(i) + "input_layernorm.weight"),
        crossLayers.contains(i)
            ? weights.layerFactor(query + ".weight")
            : weights.layerFactor(query + ".weight", key + ".weight", value + ".weight"),
        config.queryKeyValueBias()
            ? weights.matrix(query + ".bias", key + ".bias", value + ".bias")
            : weights.none(),
        weights.layerFactor(module(i, Projection.OUTPUT) + ".weight"),
        weights.norm(layer(i) + "post_attention_layernorm.weight"),
        weights.layerFactor(gate, up),
        weights.layerFactor(module(i, Projection.DOWN) + ".weight"));
  }
}
