package org.wordsight.model;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.wordsight.chat.ChatTemplate;
import org.wordsight.chat.Tokenizer;
import org.wordsight.model.layer.Decoder;
import org.wordsight.model.layer.KeyValueCache;
import org.wordsight.model.layer.LoraWeights;
import org.wordsight.tensor.Device;
import org.wordsight.tensor.Scope;
import org.wordsight.tensor.Tensor;
import org.wordsight.vision.PillowRelease;
import org.wordsight.vision.ProcessedImages;
import org.wordsight.vision.RgbImage;

/**
 * A checkpoint that computes: tokenizer, chat template, and weights off the heap, once a JVM.
 *
 * <p>Generation: {@link #extend} reads a group of prompts into a {@link Decoder#cache}, {@link
 * Decoder#next} goes on. Training uses {@link #decoder} directly.
 */
public final class LoadedModel implements AutoCloseable {

  private final Path folder;
  private final String modelType;
  private final Precision precision;
  private final Device device;
  private final ChatTemplate template;
  private final Tokenizer tokenizer;
  private final Set<Integer> stopTokens;
  private final Scope weights;
  private final Decoder decoder;
  private final PromptReader reader;

  private LoadedModel(
      Checkpoint checkpoint, Precision precision, Device device, PillowRelease pillow) {
    this.folder = checkpoint.folder();
    this.modelType = checkpoint.modelType();
    this.precision = precision;
    this.device = device;
    this.template = ChatTemplate.load(folder);
    this.tokenizer = Tokenizer.load(folder);
    this.stopTokens = readStopTokens(folder);
    Blueprint blueprint = checkpoint.blueprint();
    Backend backend = new Backend(device, activation(precision, device), pillow);
    this.weights = device.scope();
    try (WeightLoader loader = new WeightLoader(checkpoint.tensors(), precision, device, weights)) {
      this.reader = blueprint.promptReader(loader, backend);
      this.decoder =
          new Decoder(
              blueprint.decoder(),
              checkpoint.names().load(blueprint.decoder(), loader),
              device,
              backend.activation());
    } catch (RuntimeException e) {
      weights.close();
      tokenizer.close();
      throw e;
    }
  }

  /**
   * Loads a checkpoint folder in Hugging Face's layout.
   *
   * @throws org.wordsight.error.WordsightException if anything is missing, broken or not supported
   */
  public static LoadedModel load(Path folder, Precision precision, Device device) {
    return load(folder, precision, device, PillowRelease.CURRENT);
  }

  /** The same with the pixels of another release of Pillow, to compare with what it gave. */
  public static LoadedModel load(
      Path folder, Precision precision, Device device, PillowRelease pillow) {
    try (Checkpoint checkpoint = Checkpoint.open(folder)) {
      return new LoadedModel(checkpoint, precision, device, pillow);
    }
  }

  private static String activation(Precision precision, Device device) {
    return (device.isGpu() ? precision : Precision.FLOAT32).code();
  }

  /** The ids in {@code generation_config.json}, else those in {@code config.json}. */
  private static Set<Integer> readStopTokens(Path folder) {
    String key = "eos_token_id";
    Path generation = folder.resolve("generation_config.json");
    if (Files.exists(generation)) {
      List<Integer> ids = ConfigFile.read(generation).integers(key);
      if (!ids.isEmpty()) {
        return Set.copyOf(ids);
      }
    }
    ConfigFile config = ConfigFile.read(folder.resolve("config.json"));
    return Set.copyOf(
        config.section("text_config").map(config::under).orElse(config).integers(key));
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
    return device;
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

  /** Positions that the model was made for, prompt and answer together. */
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
   * A prompt that shows images, in order, where its placeholders stand; see {@link PromptReader}.
   */
  public Prompt prompt(int[] ids, List<RgbImage> images) {
    return reader.read(ids, images);
  }

  /** What the images of a prompt become before the model sees them. */
  public ProcessedImages processed(int[] ids, List<RgbImage> images) {
    return reader.processed(ids, images);
  }

  /**
   * Reads prompts, one a row, shorter ones padded on the left. Where the cache has a shared prefix,
   * every prompt begins with its tokens, which are not computed again.
   *
   * @param prompts as many as the cache has rows
   * @return hidden states [B, T, D], T the length of the longest prompt without the prefix; a row's
   *     last position is its prompt's
   */
  public Tensor extend(Scope scope, List<Prompt> prompts, KeyValueCache cache, LoraWeights lora) {
    int prefix = cache.prefix().length();
    prompts.forEach(prompt -> requirePrefix(prompt, cache.prefix().ids()));
    int width = prompts.stream().mapToInt(Prompt::length).max().orElseThrow() - prefix;
    int axes = decoder.config().rope().axes();
    int rows = prompts.size();
    int[][] ids_BT = new int[rows][width];
    long[] positions_ABT = new long[axes * rows * width];
    int[] padding = new int[rows];
    long[] next = new long[rows];
    for (int row = 0; row < rows; row++) {
      Prompt prompt = prompts.get(row);
      int length = prompt.length() - prefix;
      padding[row] = width - length;
      next[row] = prompt.nextPosition();
      System.arraycopy(prompt.ids(), prefix, ids_BT[row], padding[row], length);
      for (int axis = 0; axis < axes; axis++) {
        int start = (axis * rows + row) * width + padding[row];
        System.arraycopy(prompt.positions()[axis], prefix, positions_ABT, start, length);
      }
    }
    int[] ids = Arrays.stream(ids_BT).flatMapToInt(Arrays::stream).toArray();
    List<Prompt.PreparedImage> images =
        prompts.stream().flatMap(prompt -> prompt.images().stream()).toList();
    Tensor x_1ND = reader.embed(scope, decoder, ids, images);
    Tensor x_BTD = decoder.reshape(scope, x_1ND, rows, width);
    Tensor positions = scope.longs(positions_ABT, axes, rows, width);
    return decoder.extend(scope, x_BTD, positions, padding, next, cache, lora);
  }

  private static void requirePrefix(Prompt prompt, int[] prefix) {
    boolean same =
        prompt.length() > prefix.length
            && Arrays.equals(prompt.ids(), 0, prefix.length, prefix, 0, prefix.length);
    if (!same) {
      throw new IllegalArgumentException(
          "A prompt of " + prompt.length() + " tokens does not begin with the cache's prefix");
    }
  }

  /** Hidden states [B, D] of each row's last position of [B, T, D]. */
  public Tensor last(Scope scope, Tensor x_BTD) {
    int width = Math.toIntExact(x_BTD.size(1));
    int[] indices = new int[Math.toIntExact(x_BTD.size(0))];
    Arrays.setAll(indices, row -> (row + 1) * width - 1);
    return decoder.choose(scope, x_BTD, indices);
  }

  @Override
  public void close() {
    reader.close();
    decoder.close();
    weights.close();
    tokenizer.close();
  }
}
