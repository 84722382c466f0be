package org.wordsight.model.layer;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * The sizes of a decoder of the Llama family.
 *
 * @param vocabularySize rows of the output head; the tokenizer may have fewer tokens
 * @param keyValueHeadCount heads of keys and values; {@code headCount} is a multiple of it
 * @param headSize width of one head
 * @param epsilon of the RMS norms
 * @param queryKeyValueBias whether the query, key and value projections have biases
 * @param tiedEmbeddings whether the output head is the embedding
 * @param maximumPositions the most positions for which the model was made
 * @param placeholders rows of the embedding beyond the vocabulary; no answer contains them
 * @param crossLayers the cross-attention layers, from 0, ascending. They attend to images in place
 *     of earlier tokens, and do nothing in a prompt without images
 */
public record DecoderConfig(
    int vocabularySize,
    int hiddenSize,
    int intermediateSize,
    int layerCount,
    int headCount,
    int keyValueHeadCount,
    int headSize,
    double epsilon,
    RopeConfig rope,
    boolean queryKeyValueBias,
    boolean tiedEmbeddings,
    int maximumPositions,
    int placeholders,
    List<Integer> crossLayers) {

  public DecoderConfig {
    crossLayers = List.copyOf(crossLayers);
  }

  /** A decoder without cross-attention layers. */
  public DecoderConfig(
      int vocabularySize,
      int hiddenSize,
      int intermediateSize,
      int layerCount,
      int headCount,
      int keyValueHeadCount,
      int headSize,
      double epsilon,
      RopeConfig rope,
      boolean queryKeyValueBias,
      boolean tiedEmbeddings,
      int maximumPositions) {
    this(
        vocabularySize,
        hiddenSize,
        intermediateSize,
        layerCount,
        headCount,
        keyValueHeadCount,
        headSize,
        epsilon,
        rope,
        queryKeyValueBias,
        tiedEmbeddings,
        maximumPositions,
        0,
        List.of());
  }

  /**
   * The same decoder with some cross-attention layers.
   *
   * @param more additional rows of the embedding; a tied head has them too
   */
  public DecoderConfig withCrossLayers(List<Integer> layers, int more) {
    return new DecoderConfig(
        tiedEmbeddings ? vocabularySize + more : vocabularySize,
        hiddenSize,
        intermediateSize,
        layerCount,
        headCount,
        keyValueHeadCount,
        headSize,
        epsilon,
        rope,
        queryKeyValueBias,
        tiedEmbeddings,
        maximumPositions,
        tiedEmbeddings ? 0 : more,
        layers);
  }

  /** Rows of the embedding. */
  public int embeddingRows() {
    return vocabularySize + placeholders;
  }

  /** The self-attention layers, ascending. */
  public List<Integer> selfLayers() {
    return IntStream.range(0, layerCount).filter(i -> !crossLayers.contains(i)).boxed().toList();
  }

  /** Width of all queries of one position. */
  public int queryWidth() {
    return headCount * headSize;
  }

  /** Width of all keys, and of all values, of one position. */
  public int keyValueWidth() {
    return keyValueHeadCount * headSize;
  }

  /** Constants for the kernels. */
  Map<String, String> constants(ActivationType activation) {
    Map<String, String> constants = new HashMap<>();
    constants.put("activation", activation.kernelNumber());
    constants.put("epsilon", Double.toString(epsilon));
    constants.put("heads", Integer.toString(headCount));
    constants.put("keyValueHeads", Integer.toString(keyValueHeadCount));
    constants.put("headSize", Integer.toString(headSize));
    constants.put("hidden", Integer.toString(hiddenSize));
    constants.put("intermediate", Integer.toString(intermediateSize));
    constants.put("scale", Double.toString(1 / Math.sqrt(headSize)));
    constants.put("theta", Double.toString(rope.theta()));
    return constants;
  }
}
