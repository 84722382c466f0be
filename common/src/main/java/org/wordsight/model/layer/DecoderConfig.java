package org.wordsight.model.layer;

import java.util.HashMap;
import java.util.Map;

/**
 * The sizes of a decoder of the Llama family.
 *
 * @param vocabularySize rows of the embedding, which may exceed the tokenizer's tokens
 * @param keyValueHeadCount heads of keys and values; {@code headCount} is a multiple of it
 * @param headSize width of one head
 * @param epsilon of the RMS norms
 * @param queryKeyValueBias whether the query, key and value projections have biases
 * @param tiedEmbeddings whether the output head is the embedding
 * @param maximumPositions that the model was made for
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
    int maximumPositions) {

  /** Width of all queries of one position. */
  public int queryWidth() {
    return headCount * headSize;
  }

  /** Width of all keys, and of all values, of one position. */
  public int keyValueWidth() {
    return keyValueHeadCount * headSize;
  }

  /** Constants for the kernels. */
  Map<String, String> constants(String activation) {
    Map<String, String> constants = new HashMap<>();
    constants.put("activation", activation);
    constants.put("epsilon", Double.toString(epsilon));
    constants.put("heads", Integer.toString(headCount));
    constants.put("keyValueHeads", Integer.toString(keyValueHeadCount));
    constants.put("headSize", Integer.toString(headSize));
    constants.put("scale", Double.toString(1 / Math.sqrt(headSize)));
    constants.put("theta", Double.toString(rope.theta()));
    return constants;
  }
}
