package org.wordsight.embed;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OnnxValue;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.wordsight.chat.Tokenizer;
import org.wordsight.error.ExitCode;
import org.wordsight.error.WordsightException;

/**
 * A sentence encoder in ONNX's format: the mean of its last hidden states, as the models of
 * sentence-transformers define it, scaled to length 1.
 *
 * <p>Each text is computed alone. In a batch a text would be padded. A model in 8 bits would even
 * scale a text's numbers by those of other texts. One thread computes a text, so that several
 * threads can embed at the same time.
 */
final class OnnxEmbedder implements Embedder {
  /** The names of the model's inputs. */
  private static final String IDS = "input_ids";

  private static final String MASK = "attention_mask";
  private static final String TYPES = "token_type_ids";

  /** The names under which encoders give their last hidden states. */
  private static final List<String> STATES = List.of("last_hidden_state", "token_embeddings");

  private final OrtEnvironment environment;
  private final OrtSession session;
  private final Tokenizer tokenizer;
  private final String name;
  private final String output;
  private final int positions;
  private final int dimensions;

  private OnnxEmbedder(
      OrtEnvironment environment, OrtSession session, Tokenizer tokenizer, EncoderFiles files)
      throws OrtException {
    this.environment = environment;
    this.session = session;
    this.tokenizer = tokenizer;
    this.name = "minilm of " + files.place();
    this.positions = EncoderSettings.read(files.folder()).positions();
    Set<String> unknown = new TreeSet<>(session.getInputNames());
    unknown.removeAll(Set.of(IDS, MASK, TYPES));
    this.output =
        STATES.stream()
            .filter(session.getOutputNames()::contains)
            .findFirst()
            .orElseThrow(
                () -> noEncoder("it gives " + session.getOutputNames() + ", expected " + STATES));
    if (!unknown.isEmpty()) {
      throw noEncoder(
          "it wants " + unknown + ", expected no more than " + List.of(IDS, MASK, TYPES));
    }
    this.dimensions = sums("").length;
  }

  private WordsightException noEncoder(String problem) {
    return WordsightException.input(
        "Cannot use the embedder %s: %s. Use a sentence encoder such as all-MiniLM-L6-v2."
            .formatted(name, problem));
  }

  static OnnxEmbedder load(EncoderFiles files) {
    Tokenizer tokenizer = Tokenizer.load(files.folder());
    OrtEnvironment environment = OrtEnvironment.getEnvironment();
    try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
      options.setIntraOpNumThreads(1);
      options.setInterOpNumThreads(1);
      OrtSession session = environment.createSession(files.model().toString(), options);
      try {
        return new OnnxEmbedder(environment, session, tokenizer, files);
      } catch (OrtException | RuntimeException e) {
        session.close();
        throw e;
      }
    } catch (OrtException e) {
      tokenizer.close();
      throw WordsightException.input(
          "Cannot load the embedder of %s: %s. Copy its files again."
              .formatted(files.place(), firstLine(e)),
          e);
    } catch (RuntimeException e) {
      tokenizer.close();
      throw e;
    }
  }

  private static String firstLine(OrtException e) {
    return String.valueOf(e.getMessage()).lines().findFirst().orElse("");
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public int dimensions() {
    return dimensions;
  }

  @Override
  public List<TextVector> embed(List<String> texts) {
    return texts.stream().map(this::embed).toList();
  }

  private TextVector embed(String text) {
    try {
      long[] ids = ids(text);
      return TextVector.of(sums(cut(ids)), ids.length > positions);
    } catch (OrtException e) {
      throw new WordsightException(
          ExitCode.DEVICE,
          "Cannot embed a text with %s: %s. Use another embedder or another model."
              .formatted(name, firstLine(e)),
          e);
    }
  }

  private double[] sums(String text) throws OrtException {
    return sums(ids(text));
  }

  private long[] ids(String text) {
    return Arrays.stream(tokenizer.encodeWithSpecialTokens(EmbeddedText.encodable(text)))
        .asLongStream()
        .toArray();
  }

  /** The first ids, and the special token at the end. */
  private long[] cut(long[] ids) {
    if (ids.length <= positions) {
      return ids;
    }
    long[] cut = Arrays.copyOf(ids, positions);
    cut[positions - 1] = ids[ids.length - 1];
    return cut;
  }

  /** The sums [D] of the last hidden states over all tokens. */
  private double[] sums(long[] ids) throws OrtException {
    long[] ones = new long[ids.length];
    Arrays.fill(ones, 1);
    Map<String, long[]> values = Map.of(IDS, ids, MASK, ones, TYPES, new long[ids.length]);
    Map<String, OnnxTensor> inputs = new HashMap<>();
    try {
      for (String input : session.getInputNames()) {
        inputs.put(
            input,
            OnnxTensor.createTensor(
                environment, LongBuffer.wrap(values.get(input)), new long[] {1, ids.length}));
      }
      try (OrtSession.Result result = session.run(inputs, Set.of(output))) {
        return summed(result.get(0), ids.length);
      }
    } finally {
      inputs.values().forEach(OnnxTensor::close);
    }
  }

  private double[] summed(OnnxValue value, int tokens) {
    Optional<FloatBuffer> states =
        value instanceof OnnxTensor tensor
            ? Optional.ofNullable(tensor.getFloatBuffer())
            : Optional.empty();
    if (states.isEmpty() || states.get().remaining() % tokens != 0) {
      throw noEncoder(
          output + " is " + value.getInfo() + ", expected [1, tokens, width] of floats");
    }
    double[] sums = new double[states.get().remaining() / tokens];
    for (int i = 0; states.get().hasRemaining(); i = (i + 1) % sums.length) {
      sums[i] += states.get().get();
    }
    return sums;
  }

  @Override
  public void close() {
    tokenizer.close();
    try {
      session.close();
    } catch (OrtException e) {
      throw new IllegalStateException("Cannot close " + name, e);
    }
  }
}
