package org.wordsight.model.layer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.wordsight.model.AsOnAGpu;
import org.wordsight.model.LoadedModel;
import org.wordsight.model.Precision;
import org.wordsight.model.Purpose;
import org.wordsight.model.architecture.Prompt;
import org.wordsight.tensor.Device;
import org.wordsight.tensor.OperatorsInJava;
import org.wordsight.tensor.Scope;
import org.wordsight.vision.RgbImage;

/**
 * The kernels with which a GPU answers, run on the CPU, give the numbers of the CPU's own kernels.
 * Only the flash kernel itself is replaced by plain products.
 */
@Tag("any-threads")
class TestGpuKernels {
  private static final int[] SHORT = IntStream.range(40, 52).toArray();
  private static final int[] LONG = IntStream.range(30, 60).toArray();

  /** More positions than those up to which gate and up are joined. */
  private static final int[] LONGEST = IntStream.range(0, 300).map(i -> 3 + i * i % 60).toArray();

  /** The work with one model. */
  private record Pair(LoadedModel cpu, LoadedModel gpu) implements AutoCloseable {
    static Pair of(String name) throws URISyntaxException {
      Path folder =
          Path.of(TestGpuKernels.class.getResource("/references/" + name + "/checkpoint").toURI());
      return new Pair(
          LoadedModel.load(folder, Precision.FLOAT32, Device.CPU, Purpose.ANSWER),
          AsOnAGpu.load(folder));
    }

    /** Does the same with both models and compares the logits. */
    void assertSame(Function<LoadedModel, float[][]> work) {
      assertClose(work.apply(gpu), work.apply(cpu));
    }

    @Override
    public void close() {
      cpu.close();
      gpu.close();
    }
  }

  private static void assertClose(float[][] ours, float[][] expected) {
    assertThat(ours).hasDimensions(expected.length, expected[0].length);
    for (int row = 0; row < expected.length; row++) {
      assertThat(ours[row]).containsExactly(expected[row], within(1e-4f));
    }
  }

  private static List<Prompt> prompts(LoadedModel model, int[]... ids) {
    return Arrays.stream(ids).map(model::prompt).toList();
  }

  @ParameterizedTest
  @ValueSource(strings = {"llama", "qwen2", "qwen2_vl", "mllama"})
  void readAndContinueRowsOfUnequalLength(String name) throws URISyntaxException {
    try (Pair pair = Pair.of(name)) {
      pair.assertSame(
          model -> CachedRows.logits(model, prompts(model, SHORT, LONG, LONGEST, SHORT), 70, 71));
      pair.assertSame(model -> CachedRows.logits(model, prompts(model, LONG), 70, 71));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"llama", "qwen2_vl"})
  void readByOperatorsOfOurOwn(String name) throws URISyntaxException {
    OperatorsInJava.define();
    try (Pair pair = Pair.of(name)) {
      assertThat(pair.gpu().backend().answeringKernels(8)).contains("operators_own.py");
      pair.assertSame(model -> CachedRows.logits(model, prompts(model, LONGEST, SHORT), 70));
    }
  }

  @ParameterizedTest
  @CsvSource({"1", "11", "290"})
  void readPromptsPieceByPiece(int piece) throws URISyntaxException {
    try (Pair pair = Pair.of("llama")) {
      pair.assertSame(
          model -> {
            try (CachedRows rows = new CachedRows(model, 2, 310)) {
              rows.read(piece, prompts(model, LONGEST, SHORT));
              return rows.next(70, 71);
            }
          });
    }
  }

  @ParameterizedTest
  @CsvSource({"llama, 3", "llama, 50", "qwen2_vl, 8", "mllama, 9"})
  void readBehindASharedPrefix(String name, int piece) throws URISyntaxException {
    try (Pair pair = Pair.of(name)) {
      pair.assertSame(
          model -> {
            int[] prefix = Arrays.copyOf(LONG, 20);
            try (CachedRows rows = new CachedRows(model, LoraWeights.none(), 3, 40, prefix)) {
              rows.read(piece, prompts(model, LONG, Arrays.copyOf(LONG, 23), LONG));
              rows.next(70, 71, 72);
              return rows.next(5, 6, 7);
            }
          });
    }
  }

  /**
   * So many rows that groups are computed as positions, and then that rows are rotated in another
   * way.
   */
  @ParameterizedTest
  @CsvSource({"70, 0", "70, 9", "140, 0", "140, 9"})
  void continueManyRows(int count, int prefix) throws URISyntaxException {
    try (Pair pair = Pair.of("llama")) {
      pair.assertSame(
          model -> {
            int[] begun = Arrays.copyOf(LONG, prefix);
            int[] ids = IntStream.range(0, count).map(i -> 3 + i % 50).toArray();
            try (CachedRows rows = new CachedRows(model, LoraWeights.none(), count, 40, begun)) {
              Prompt[] prompts =
                  IntStream.range(0, count)
                      .mapToObj(i -> model.prompt(Arrays.copyOf(LONG, prefix + 1 + i % 17)))
                      .toArray(Prompt[]::new);
              rows.read(40, List.of(prompts));
              rows.next(ids);
              return rows.next(ids);
            }
          });
    }
  }

  @Test
  void goOnForMoreStepsThanAreBegunAtOnce() throws URISyntaxException {
    try (Pair pair = Pair.of("qwen2")) {
      pair.assertSame(model -> CachedRows.logits(model, prompts(model, SHORT, LONG), LONGEST));
    }
  }

  @Test
  void continueOneRowBehindAPrefix() throws URISyntaxException {
    try (Pair pair = Pair.of("qwen2")) {
      pair.assertSame(
          model -> {
            int[] prefix = Arrays.copyOf(LONG, 20);
            try (CachedRows rows = new CachedRows(model, LoraWeights.none(), 1, 40, prefix)) {
              rows.read(40, prompts(model, LONG));
              rows.next(70);
              return rows.next(5);
            }
          });
    }
  }

  @Test
  void moveRowsAndReadOthersInTheirPlace() throws URISyntaxException {
    try (Pair pair = Pair.of("llama")) {
      pair.assertSame(
          model -> {
            try (CachedRows rows = new CachedRows(model, 3, 40)) {
              rows.read(40, prompts(model, SHORT, SHORT, LONG));
              rows.next(5, 6, 70);
              rows.cache().remove(0);
              rows.next(71, 7);
              rows.read(5, prompts(model, Arrays.copyOf(LONG, 17)));
              rows.next(8, 9, 10);
              return rows.next(10, 9, 8);
            }
          });
    }
  }

  @Test
  void beginARowAsAnotherDoes() throws URISyntaxException {
    try (Pair pair = Pair.of("qwen2")) {
      pair.assertSame(
          model -> {
            try (CachedRows rows = new CachedRows(model, 2, 40)) {
              rows.read(40, prompts(model, LONG));
              int row = rows.cache().add(20);
              rows.cache().copy(0, row, 20);
              rows.next(70, 71);
              return rows.next(72, 73);
            }
          });
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"llama", "qwen2"})
  void addAnAdapter(String name) throws URISyntaxException {
    try (Pair pair = Pair.of(name);
        Scope scope = Device.CPU.scope()) {
      DecoderConfig config = pair.cpu().decoder().config();
      LoraWeights lora = RandomAnswers.adapter(scope, config);
      pair.assertSame(
          model -> CachedRows.logits(model, lora, prompts(model, SHORT, LONGEST), 70, 71));
      float[][] without = CachedRows.logits(pair.gpu(), prompts(pair.gpu(), SHORT), 70);
      float[][] with = CachedRows.logits(pair.gpu(), lora, prompts(pair.gpu(), SHORT), 70);
      assertThat(with[0][0]).isNotCloseTo(without[0][0], within(1e-2f));
    }
  }

  @ParameterizedTest
  @CsvSource({
    "qwen2_vl, 41 306 307 308 50 51",
    "llava_onevision, 41 306 307 308 50 51",
    "mllama, 41 306 50 51"
  })
  void readPromptsThatShowImages(String name, String prompt) throws URISyntaxException {
    int[] ids = Arrays.stream(prompt.split(" ")).mapToInt(Integer::parseInt).toArray();
    byte[] rgb = new byte[3 * 56 * 84];
    new Random(3).nextBytes(rgb);
    List<RgbImage> images = List.of(new RgbImage(84, 56, rgb));
    try (Pair pair = Pair.of(name)) {
      pair.assertSame(
          model -> {
            Prompt seeing = model.prompt(ids, images);
            return CachedRows.logits(model, List.of(seeing, model.prompt(SHORT), seeing), 70, 71);
          });
    }
  }

  /** Every number is of the type that the next operation takes. */
  @Test
  void computeInBfloat16() {
    DecoderConfig config = RandomDecoder.config(50, 24, 40, 3, 6, 2, 12);
    GpuBackend rounded = new GpuBackend(Device.CPU, ActivationType.BFLOAT16);
    GpuBackend exact = new GpuBackend(Device.CPU, ActivationType.FLOAT32);
    assertThat(RandomAnswers.logits(config, rounded, 2, 4))
        .containsExactly(RandomAnswers.logits(config, exact, 2, 4), within(0.05f));
  }

  @Test
  void useTheFlashKernelIfItTakesTheNumbers() {
    assertThat(new GpuBackend(Device.gpu(0), ActivationType.BFLOAT16).answeringKernels(128))
        .contains("flash.py");
    assertThat(new GpuBackend(Device.gpu(0), ActivationType.FLOAT16).answeringKernels(80))
        .contains("flash.py");
    assertThat(new GpuBackend(Device.gpu(0), ActivationType.FLOAT32).answeringKernels(128))
        .contains("flash_plain.py");
    assertThat(new GpuBackend(Device.gpu(0), ActivationType.BFLOAT16).answeringKernels(12))
        .contains("flash_plain.py");
  }
}
