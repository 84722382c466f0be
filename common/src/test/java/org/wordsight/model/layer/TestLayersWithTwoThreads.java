package org.wordsight.model.layer;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.wordsight.tensor.Device;
import org.wordsight.tensor.Kernels;
import org.wordsight.tensor.Matrix;
import org.wordsight.tensor.Scope;
import org.wordsight.tensor.Tensor;
import org.wordsight.tensor.TensorList;
import org.wordsight.tensor.TwoThreads;

/** Products, attention and trainable layers, large enough for two threads to share the work. */
@Tag("two-threads")
class TestLayersWithTwoThreads {
  private static final int HIDDEN = 256;
  private static final DecoderConfig CONFIG = RandomDecoder.config(600, HIDDEN, 512, 2, 8, 4, 32);
  private static final int[] LENGTHS = {130, 70, 70, 33, 5, 100, 120, 90};
  private static final int TOKENS = Arrays.stream(LENGTHS).sum();
  private static final int REPEATS = 4;

  private final RandomDecoder model = new RandomDecoder(CONFIG, 5);
  private final Scope scope = model.scope();

  @BeforeAll
  static void requireTwoThreads() {
    TwoThreads.require();
  }

  @AfterEach
  void close() {
    model.close();
  }

  @ParameterizedTest
  @EnumSource(Products.class)
  void productsGiveTheSameBitsAgainAndSideBySide(Products products) {
    if (!products.isSupported()) {
      assertThat(System.getProperty("os.arch")).isNotEqualTo("amd64");
      return;
    }
    Matrix matrix = matrix(products, model.floats(512, HIDDEN));
    Tensor noBias = scope.floats(new float[0], 0);
    try (Kernels kernels = MultiplyingKernels.load(products)) {
      for (int rows : new int[] {1, 2, 8, 33, 200, 1000}) {
        Tensor x_ND = model.floats(rows, HIDDEN);
        Supplier<float[]> product =
            () -> {
              try (Scope own = Device.CPU.scope()) {
                return kernels.infer(own, "product", x_ND, matrix, noBias).toFloats();
              }
            };
        float[] withTwo = product.get();
        for (int i = 0; i < REPEATS; i++) {
          assertThat(Arrays.equals(product.get(), withTwo)).as("%d rows, again", rows).isTrue();
        }
        float[] withOne = TwoThreads.withOne(product);
        for (float[] beside : TwoThreads.sideBySide(REPEATS, product::get)) {
          assertThat(Arrays.equals(beside, withOne)).as("%d rows, side by side", rows).isTrue();
        }
        assertClose(withTwo, withOne);
      }
    }
  }

  private Matrix matrix(Products products, Tensor plain) {
    if (products.layout().isEmpty()) {
      return scope.matrix(plain);
    }
    try (Kernels kernels =
        Kernels.load(Device.CPU, products.constants(), products.layout().get())) {
      return kernels.matrix(scope, "packed", plain);
    }
  }

  /**
   * The results of a layer's forward and backward pass: its output, and the gradients of input and
   * factors.
   */
  private record BothWays(float[] output, float[] input, float[] factors) {
    boolean hasTheBitsOf(BothWays other) {
      return Arrays.equals(output, other.output)
          && Arrays.equals(input, other.input)
          && Arrays.equals(factors, other.factors);
    }
  }

  @ParameterizedTest
  @EnumSource(Packing.class)
  void trainableLayersGiveTheSameBitsAgainAndSideBySide(Packing packing) {
    TensorList low = scope.list(model.factors(8));
    Tensor x_ND = model.floats(TOKENS, HIDDEN);
    Tensor gradient_ND = model.floats(TOKENS, HIDDEN);
    TrainableLayers.Scale scale = new TrainableLayers.Scale(0.5, 0.5, Integer.MIN_VALUE);
    try (TrainableLayers layers = model.decoder().trainable(scale, packing)) {
      Supplier<BothWays> pass = () -> bothWays(layers, x_ND, gradient_ND, low);
      BothWays withTwo = pass.get();
      for (int i = 0; i < REPEATS; i++) {
        assertThat(pass.get().hasTheBitsOf(withTwo)).as("again").isTrue();
      }
      BothWays withOne = TwoThreads.withOne(pass);
      for (BothWays beside : TwoThreads.sideBySide(REPEATS, pass::get)) {
        assertThat(beside.hasTheBitsOf(withOne)).as("side by side, one thread each").isTrue();
      }
      // Sums over all tokens are cut into a part for each thread: their bits depend on the number.
      assertClose(withTwo.output(), withOne.output());
      assertClose(withTwo.input(), withOne.input());
      assertClose(withTwo.factors(), withOne.factors());
    }
  }

  @Test
  void copiesThatAreHeldAndCopiesThatAreMadeEachTimeGiveTheSameBits() {
    TensorList low = scope.list(model.factors(8));
    Tensor x_ND = model.floats(TOKENS, HIDDEN);
    Tensor gradient_ND = model.floats(TOKENS, HIDDEN);
    TrainableLayers.Scale scale = new TrainableLayers.Scale(0.5, 0.5, Integer.MIN_VALUE);
    try (TrainableLayers held = model.decoder().trainable(scale, Packing.HELD);
        TrainableLayers eachTime = model.decoder().trainable(scale, Packing.EACH_TIME)) {
      Supplier<BothWays> first = () -> bothWays(held, x_ND, gradient_ND, low);
      Supplier<BothWays> second = () -> bothWays(eachTime, x_ND, gradient_ND, low);
      assertThat(second.get().hasTheBitsOf(first.get())).as("two threads").isTrue();
      BothWays withOne = TwoThreads.withOne(first);
      assertThat(TwoThreads.withOne(second).hasTheBitsOf(withOne)).as("one thread").isTrue();
      for (BothWays beside : TwoThreads.sideBySide(REPEATS, second::get)) {
        assertThat(beside.hasTheBitsOf(withOne)).as("side by side, one thread each").isTrue();
      }
    }
  }

  private BothWays bothWays(
      TrainableLayers layers, Tensor x_ND, Tensor gradient_ND, TensorList low) {
    try (Scope own = Device.CPU.scope()) {
      AttentionRows rows = model.decoder().attentionRows(own, LENGTHS, LENGTHS);
      TrainableLayers.Forward forward = layers.forward(own, 1, x_ND, rows, low);
      float[] output = TensorReader.joined(List.of(forward.output_MD()));
      TrainableLayers.Backward backward =
          layers.backward(own, 1, gradient_ND, x_ND, rows, low, forward.kept());
      return new BothWays(
          output,
          TensorReader.joined(List.of(backward.input_ND().orElseThrow())),
          TensorReader.joined(backward.factors()));
    }
  }

  @Test
  void theHeadGivesTheSameBitsAgainAndSideBySide() {
    Tensor x_MD = model.floats(300, HIDDEN);
    long[] labels = new long[300];
    Arrays.setAll(labels, i -> i * 7 % 600);
    TrainableLayers.Scale scale = new TrainableLayers.Scale(0.5, 0.5, Integer.MIN_VALUE);
    try (TrainableLayers layers = model.decoder().trainable(scale, Packing.NONE)) {
      Supplier<float[]> head =
          () -> {
            try (Scope own = Device.CPU.scope()) {
              TrainableLayers.Head both =
                  layers.head(own, x_MD, own.longs(labels, labels.length), 0.25);
              return TensorReader.joined(List.of(both.losses_M(), both.input_MD()));
            }
          };
      float[] withTwo = head.get();
      assertThat(Arrays.equals(head.get(), withTwo)).isTrue();
      float[] withOne = TwoThreads.withOne(head);
      assertThat(TwoThreads.sideBySide(REPEATS, head::get))
          .allMatch(beside -> Arrays.equals(beside, withOne));
      assertClose(withTwo, withOne);
    }
  }

  /** Allows the rounding of sums that threads share. */
  private static void assertClose(float[] actual, float[] expected) {
    float largest = 0;
    for (float value : expected) {
      largest = Math.max(largest, Math.abs(value));
    }
    assertThat(largestDifference(actual, expected)).isLessThan(3e-6f * largest);
  }

  private static float largestDifference(float[] actual, float[] expected) {
    assertThat(actual).hasSameSizeAs(expected);
    float largest = 0;
    for (int i = 0; i < actual.length; i++) {
      largest = Math.max(largest, Math.abs(actual[i] - expected[i]));
    }
    return largest;
  }
}
