package org.wordsight.model;

import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.wordsight.chat.ChatTemplate;
import org.wordsight.chat.Tokenizer;
import org.wordsight.model.architecture.Blueprint;
import org.wordsight.model.architecture.Prompt;
import org.wordsight.model.architecture.PromptReader;
import org.wordsight.model.architecture.WeightLoader;
import org.wordsight.model.layer.Backend;
import org.wordsight.model.layer.Decoder;
import org.wordsight.model.layer.DecoderConfig;
import org.wordsight.model.layer.Products;
import org.wordsight.model.layer.SeenImage;
import org.wordsight.tensor.Device;
import org.wordsight.tensor.Scope;
import org.wordsight.tensor.Tensor;
import org.wordsight.vision.PillowRelease;
import org.wordsight.vision.ProcessedImages;
import org.wordsight.vision.RgbImage;

/**
 * A checkpoint that can compute: tokenizer, chat template, and weights outside the heap. {@code
 * ModelHolder} says how many models a JVM holds. A {@link org.wordsight.model.layer.CachedDecoder}
 * over {@link #decoder} answers; training uses the decoder itself.
 */
public final class LoadedModel implements AutoCloseable {

  private final Path folder;
  private final String modelType;
  private final Precision precision;
  private final Backend backend;
  private final ChatTemplate template;
  private final Tokenizer tokenizer;
  private final Set<Integer> stopTokens;
  private final int vocabulary;
  private final Scope weights;
  private final Decoder decoder;
  private final Function<Purpose, Products> products;
  private final PromptReader reader;

  private LoadedModel(
      Checkpoint checkpoint,
      Precision precision,
      Backend backend,
      Purpose purpose,
      PillowRelease pillow) {
    this.folder = checkpoint.folder();
    this.modelType = checkpoint.modelType();
    this.precision = precision;
    this.backend = backend;
    this.template = ChatTemplate.load(folder);
    this.stopTokens = StopTokens.read(folder).ids();
    this.vocabulary = checkpoint.vocabulary();
    Blueprint blueprint = checkpoint.blueprint();
    boolean half = checkpoint.isHalf();
    long matrixWeights = checkpoint.matrixWeights();
    this.products = each -> each.products(backend, half, matrixWeights);
    this.tokenizer = Tokenizer.load(folder);
    this.weights = backend.scope();
    try (WeightLoader loader =
        new WeightLoader(
            checkpoint.tensors(),
            backend,
            products.apply(purpose),
            purpose.keepsHalves(backend, checkpoint),
            weights)) {
      this.reader = blueprint.promptReader(loader, backend, pillow);
      this.decoder = decoder(checkpoint, loader, backend, reader);
    } catch (RuntimeException e) {
      weights.close();
      tokenizer.close();
      throw e;
    }
  }

  /** The language part. If it cannot be loaded, the reader is closed. */
  private static Decoder decoder(
      Checkpoint checkpoint, WeightLoader loader, Backend backend, PromptReader reader) {
    try {
      DecoderConfig config = checkpoint.decoder();
      return new Decoder(config, checkpoint.names().load(config, loader), backend);
    } catch (RuntimeException e) {
      reader.close();
      throw e;
    }
  }

  /**
   * Loads a checkpoint folder in Hugging Face's layout.
   *
   * @throws org.wordsight.error.WordsightException if anything is missing, broken or not supported
   */
  public static LoadedModel load(Path folder, Precision precision, Device device, Purpose purpose) {
    return load(folder, precision, device, purpose, PillowRelease.CURRENT);
  }

  /**
   * The same with the pixels of another release of Pillow, to compare with a reference of that
   * release.
   */
  public static LoadedModel load(
      Path folder, Precision precision, Device device, Purpose purpose, PillowRelease pillow) {
    device.requireUsable();
    return load(folder, precision, Backend.of(device, precision.type()), purpose, pillow);
  }

  /** The same with a given backend, which holds weights in the type of {@code precision}. */
  static LoadedModel load(
      Path folder, Precision precision, Backend backend, Purpose purpose, PillowRelease pillow) {
    try (Checkpoint checkpoint = Checkpoint.open(folder)) {
      return new LoadedModel(checkpoint, precision, backend, purpose, pillow);
    }
  }

  public Path folder() {
    return folder;
  }

  public String modelType() {
    return modelType;
  }

  public Precision precision() {
    return precision;
  }

  public Device device() {
    return backend.device();
  }

  /** The device on which the model computes, and the way in which it computes. */
  public Backend backend() {
    return backend;
  }

  /** Whether the weights are held in the form that a purpose needs. */
  public boolean serves(Purpose purpose) {
    return decoder.products() == products.apply(purpose);
  }

  public ChatTemplate template() {
    return template;
  }

  public Tokenizer tokenizer() {
    return tokenizer;
  }

  /** The tokens that end an answer. */
  public Set<Integer> stopTokens() {
    return stopTokens;
  }

  /** The most positions for which the model was made, prompt and answer together. */
  public int maximumPositions() {
    return decoder.config().maximumPositions();
  }

  public Decoder decoder() {
    return decoder;
  }

  /** A prompt of text alone. */
  public Prompt prompt(int[] ids) {
    return prompt(ids, List.of());
  }

  /**
   * A prompt with images, in the order of its placeholders; see {@link PromptReader}.
   *
   * @throws org.wordsight.error.WordsightException if a token is beyond the model's vocabulary, or
   *     images and placeholders do not fit
   */
  public Prompt prompt(int[] ids, List<RgbImage> images) {
    Checkpoint.requireKnown(ids, vocabulary, folder);
    return reader.read(ids, images);
  }

  /** The images of a prompt after the image processor. */
  public ProcessedImages processed(int[] ids, List<RgbImage> images) {
    return reader.processed(ids, images);
  }

  /**
   * Embeddings [N, D] of prompts, one after the other, with images in their places.
   *
   * @param ids_N of all prompts
   * @param images of all prompts, in the order of their placeholders
   */
  public Tensor embed(Scope scope, int[] ids_N, List<Prompt.PreparedImage> images) {
    return reader.embed(scope, decoder, ids_N, images);
  }

  /**
   * The states of images for the cross-attention layers. They are {@linkplain
   * org.wordsight.model.layer.CachedDecoder#show given to the cache} before their prompt is read.
   *
   * @param images of one prompt
   */
  public List<SeenImage> look(Scope scope, List<Prompt.PreparedImage> images) {
    return reader.look(scope, images);
  }

  @Override
  public void close() {
    reader.close();
    decoder.close();
    weights.close();
    tokenizer.close();
  }
}
