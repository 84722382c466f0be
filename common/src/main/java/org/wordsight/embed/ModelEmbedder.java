package org.wordsight.embed;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.wordsight.model.LoadedModel;
import org.wordsight.model.architecture.Prompt;
import org.wordsight.model.layer.CachedDecoder;
import org.wordsight.model.layer.KeyValueCache;
import org.wordsight.model.layer.LoraWeights;
import org.wordsight.model.layer.RowSpan;
import org.wordsight.tensor.Scope;
import org.wordsight.tensor.Tensor;

/**
 * The language part of a loaded model as an embedder. A vector is the mean of the last hidden
 * states over all tokens of a text, scaled to length 1. The text is read as it is, without a chat
 * template.
 *
 * <p>Each text is computed alone, since products with other numbers of rows round differently.
 */
public final class ModelEmbedder implements Embedder {
  /** The most tokens of a text that are read, if the model allows so many. */
  private static final int MOST_TOKENS = 2_048;

  private final LoadedModel model;
  private final CachedDecoder decoder;
  private final int positions;

  /**
   * @param model stays open when this is closed
   */
  public ModelEmbedder(LoadedModel model) {
    this.model = model;
    this.decoder = new CachedDecoder(model.decoder(), LoraWeights.none());
    this.positions = Math.min(MOST_TOKENS, model.maximumPositions());
  }

  /**
   * The identity of this embedder for a checkpoint.
   *
   * @param checkpoint the hash of the model's files. It also covers the settings, which may allow
   *     fewer tokens
   */
  public static EmbedderIdentity identity(String checkpoint) {
    return EmbedderIdentity.ofMean("student", MOST_TOKENS, checkpoint);
  }

  @Override
  public String name() {
    return "student of " + model.folder();
  }

  @Override
  public int dimensions() {
    return model.decoder().config().hiddenSize();
  }

  @Override
  public List<TextVector> embed(List<String> texts) {
    return texts.stream().map(this::embed).toList();
  }

  private TextVector embed(String text) {
    int[] ids = model.tokenizer().encode(EmbeddedText.encodable(text));
    double[] sums =
        ids.length == 0
            ? new double[dimensions()]
            : mean(Arrays.copyOf(ids, Math.min(ids.length, positions)));
    return TextVector.of(sums, ids.length > positions);
  }

  private double[] mean(int[] ids) {
    Prompt prompt = model.prompt(ids);
    try (Scope scope = model.device().scope();
        KeyValueCache cache = decoder.cache(scope, 1, prompt.length(), decoder.noPrefix())) {
      cache.add(prompt.nextPosition());
      Tensor x_ND = model.embed(scope, prompt.ids(), prompt.images());
      Tensor h_ND =
          decoder.readAll(
              scope,
              x_ND,
              prompt.positions(),
              List.of(new RowSpan(0, 0, prompt.length())),
              cache,
              CachedDecoder.LayerListener.NOBODY);
      float[] mean = model.decoder().meanState(scope, h_ND).toFloats();
      return IntStream.range(0, mean.length).mapToDouble(i -> mean[i]).toArray();
    }
  }

  @Override
  public void close() {
    decoder.close();
  }
}
