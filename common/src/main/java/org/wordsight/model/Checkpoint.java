package org.wordsight.model;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongConsumer;
import java.util.stream.Stream;
import org.wordsight.chat.Tokenizer;
import org.wordsight.error.WordsightException;
import org.wordsight.model.architecture.Blueprint;
import org.wordsight.model.architecture.ConfigFile;
import org.wordsight.model.architecture.DecoderNames;
import org.wordsight.model.layer.DecoderConfig;
import org.wordsight.model.layer.Projection;
import org.wordsight.safetensors.Dtype;
import org.wordsight.safetensors.ShardedTensors;
import org.wordsight.safetensors.TensorEntry;

/**
 * A checkpoint folder whose configuration and headers have been read and agree: every tensor that
 * the configuration implies is there, in the right shape. Weights stay in their files.
 */
public final class Checkpoint implements AutoCloseable {
  private final Path folder;
  private final Blueprint blueprint;
  private final ShardedTensors tensors;

  private Checkpoint(Path folder, Blueprint blueprint, ShardedTensors tensors) {
    this.folder = folder;
    this.blueprint = blueprint;
    this.tensors = tensors;
  }

  /**
   * Opens a checkpoint whose weights are to be used.
   *
   * @throws WordsightException if anything is missing, broken or not supported
   */
  public static Checkpoint open(Path folder) {
    Checkpoint checkpoint = openHeaders(folder);
    try {
      checkpoint.requireOneHead();
    } catch (RuntimeException e) {
      checkpoint.close();
      throw e;
    }
    return checkpoint;
  }

  /**
   * The same for callers that use no weights. A second head is not compared with the embedding: for
   * a large model, this reads more than a GiB of each.
   */
  public static Checkpoint openHeaders(Path folder) {
    if (!Files.isDirectory(folder)) {
      throw WordsightException.input(
          "Cannot load "
              + folder
              + ": there is no such folder. Give a checkpoint folder in Hugging"
              + " Face's layout.");
    }
    Blueprint blueprint = Architectures.read(ConfigFile.read(folder.resolve("config.json")));
    ShardedTensors tensors = ShardedTensors.open(folder);
    try {
      Quantisation.refuse(folder, tensors.entries().keySet());
      requireShapes(folder, blueprint.tensors(tensors.entries().keySet()), tensors);
    } catch (RuntimeException e) {
      tensors.close();
      throw e;
    }
    return new Checkpoint(folder, blueprint, tensors);
  }

  private static void requireShapes(
      Path folder, Map<String, List<Long>> expected, ShardedTensors tensors) {
    expected.forEach(
        (name, shape) -> {
          TensorEntry entry =
              tensors
                  .find(name)
                  .orElseThrow(
                      () ->
                          WordsightException.input(
                              "Cannot load "
                                  + folder
                                  + ": its weights have no tensor "
                                  + name
                                  + ", which config.json implies. Use a complete checkpoint."));
          if (!entry.shape().equals(shape)) {
            throw WordsightException.input(
                "Cannot load "
                    + entry.file()
                    + ": tensor "
                    + name
                    + " has shape "
                    + entry.shape()
                    + ", expected "
                    + shape
                    + " from config.json. Use files of one checkpoint.");
          }
          if (!entry.dtype().isWeight()) {
            throw WordsightException.input(
                "Cannot load "
                    + entry.file()
                    + ": tensor "
                    + name
                    + " has dtype "
                    + entry.dtype()
                    + ", expected F32, F16 or BF16. Use an unquantised checkpoint.");
          }
        });
  }

  /**
   * Where the embedding is also the head, a second head must be the same. transformers 4 does not
   * use one that differs, and transformers 5 does.
   */
  private void requireOneHead() {
    Optional<TensorEntry> stated = tensors.find(names().headWeight());
    if (!blueprint.decoder().tiedEmbeddings() || stated.isEmpty()) {
      return;
    }
    TensorEntry head = stated.get();
    TensorEntry embedding = tensors.entries().get(names().embedding());
    boolean same =
        head.dtype().isWeight()
            && head.shape().equals(embedding.shape())
            && tensors.areEqual(head, embedding);
    if (!same) {
      throw WordsightException.input(
          "Cannot load %s: tie_word_embeddings is true in config.json, but tensor %s differs from %s, expected the same numbers. Set tie_word_embeddings to false to use the tensor, or take it out of the file."
              .formatted(folder, head.name(), embedding.name()));
    }
  }

  public Path folder() {
    return folder;
  }

  public String modelType() {
    return blueprint.modelType();
  }

  public DecoderConfig decoder() {
    return blueprint.decoder();
  }

  public Blueprint blueprint() {
    return blueprint;
  }

  public ShardedTensors tensors() {
    return tensors;
  }

  /** The names of the language part in this checkpoint's files. */
  public DecoderNames names() {
    return blueprint.names(present());
  }

  private Set<String> present() {
    return tensors.entries().keySet();
  }

  /** The weight of a projection in the files. */
  public TensorEntry weight(int layer, Projection projection) {
    return tensors.entries().get(names().module(layer, projection) + ".weight");
  }

  /** Whether every matrix of the language part is stored in 16 bits. */
  boolean isHalf() {
    return matrices().noneMatch(entry -> entry.dtype() == Dtype.F32);
  }

  /** The number of weights in the matrices of the language part. */
  long matrixWeights() {
    return matrices().mapToLong(TensorEntry::elements).sum();
  }

  private Stream<TensorEntry> matrices() {
    DecoderNames names = names();
    boolean embeddingIsHead = decoder().tiedEmbeddings();
    return names.expected(decoder()).keySet().stream()
        .filter(name -> embeddingIsHead || !name.equals(names.embedding()))
        .map(tensors.entries()::get)
        .filter(entry -> entry.shape().size() == 2);
  }

  /** The number of tokens for which the model has vectors. */
  int vocabulary() {
    return Math.toIntExact(tensors.entries().get(names().embedding()).shape().get(0));
  }

  /**
   * Checks that the model knows the tokens of a tokenizer.
   *
   * @throws WordsightException if an id is beyond its vocabulary
   */
  public void requireKnown(int[] ids) {
    requireKnown(ids, vocabulary(), folder);
  }

  /**
   * Checks that the model has a vector for every token of a tokenizer.
   *
   * @throws WordsightException if one is beyond its vocabulary
   */
  public void requireKnown(Tokenizer tokenizer) {
    if (tokenizer.largestId() >= vocabulary()) {
      throw WordsightException.input(
          "Cannot use the tokenizer of %s: it can give token %d, \"%s\", expected ids below %d, the rows of the embedding. Use tokenizer and weights of one checkpoint."
              .formatted(
                  folder,
                  tokenizer.largestId(),
                  tokenizer.token(tokenizer.largestId()),
                  vocabulary()));
    }
  }

  static void requireKnown(int[] ids, int vocabulary, Path folder) {
    for (int id : ids) {
      if (id >= vocabulary) {
        throw WordsightException.input(
            "Cannot read a prompt with %s: its tokenizer gives token %d, expected one below %d, the rows of its embedding. Use tokenizer and weights of one checkpoint."
                .formatted(folder, id, vocabulary));
      }
    }
  }

  /** The number of weights of the whole model. */
  public long parameters() {
    return blueprint.tensors(present()).values().stream()
        .mapToLong(shape -> shape.stream().reduce(1L, (a, b) -> a * b))
        .sum();
  }

  /**
   * Reads every weight once, in little memory, and finds the faults that loading the model would
   * find.
   *
   * @param progress receives the number of {@link ShardedTensors#weightBytes} that have been read
   * @throws WordsightException if one is infinite or not a number
   */
  public void requireFinite(LongConsumer progress) {
    tensors.requireFinite(progress);
  }

  /**
   * Reads every matrix once, if a precision has a smaller range than the files.
   *
   * @param progress as in {@link #requireFinite}
   * @throws WordsightException if a weight is beyond the precision's range
   */
  public void requireHeld(Precision precision, LongConsumer progress) {
    boolean same =
        precision == Precision.FLOAT32
            || tensors.entries().values().stream()
                .allMatch(entry -> precision.holds(entry.dtype()));
    if (!same) {
      tensors
          .firstBeyond(precision.limit(), progress)
          .ifPresent(
              entry -> {
                throw WordsightException.input(
                    "Cannot load %s: tensor %s has weights beyond what %s holds. Use bfloat16 or float32 as precision."
                        .formatted(entry.file(), entry.name(), precision.type().label()));
              });
    }
  }

  @Override
  public void close() {
    tensors.close();
  }
}
