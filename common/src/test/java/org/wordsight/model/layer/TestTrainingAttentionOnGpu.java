package org.wordsight.model.layer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.wordsight.tensor.Device;
import org.wordsight.tensor.Kernels;
import org.wordsight.tensor.NeedsGpu;
import org.wordsight.tensor.Scope;
import org.wordsight.tensor.Tensor;

/** Training's attention on a GPU beside plain operations in float32. */
@NeedsGpu
class TestTrainingAttentionOnGpu {
  private static final Device GPU = Device.gpu(0);
  private static final int[] LENGTHS = {70, 33, 1, 128, 64};

  /** The rows' tokens that are needed, and the shape of heads. */
  private record Case(int[] needed, int heads, int keyValueHeads, int headSize) {
    DecoderConfig config() {
      return RandomDecoder.config(50, heads * headSize, 40, 3, heads, keyValueHeads, headSize);
    }

    @Override
    public String toString() {
      return "%s of %d and %d heads of %d"
          .formatted(Arrays.toString(needed), heads, keyValueHeads, headSize);
    }
  }

  static List<Case> cases() {
    int[] some = {3, 33, 1, 40, 2};
    int[] ends = {1, 1, 1, 1, 1};
    return List.of(
        new Case(LENGTHS, 6, 2, 16),
        new Case(some, 6, 2, 16),
        new Case(ends, 6, 2, 16),
        new Case(LENGTHS, 4, 4, 64),
        new Case(some, 8, 1, 128),
        new Case(some, 6, 2, 24));
  }

  @ParameterizedTest
  @MethodSource("cases")
  void givesTheNumbersOfPlainOperations(Case shape) {
    List<float[]> expected = bothWays(shape, Device.CPU, ActivationType.FLOAT32);
    compare(bothWays(shape, GPU, ActivationType.FLOAT32), expected, 1e-4f);
    compare(bothWays(shape, GPU, ActivationType.BFLOAT16), expected, 0.06f);
    compare(bothWays(shape, GPU, ActivationType.FLOAT16), expected, 0.01f);
  }

  private static void compare(List<float[]> results, List<float[]> expected, float tolerance) {
    for (int i = 0; i < expected.size(); i++) {
      float[] numbers = expected.get(i);
      assertThat(results.get(i)).hasSameSizeAs(numbers);
      for (int j = 0; j < numbers.length; j++) {
        assertThat(results.get(i)[j])
            .as("number %d of result %d", j, i)
            .isCloseTo(numbers[j], within(tolerance * Math.max(1, Math.abs(numbers[j]))));
      }
    }
  }

  private static List<float[]> bothWays(Case shape, Device device, ActivationType type) {
    List<String> resources =
        new ArrayList<>(List.of("attention_of_training.py", "attention_training_gpu.py"));
    if (device.isGpu()) {
      new GpuBackend(device, type)
          .trainingKernels().stream()
              .filter(name -> name.startsWith("attention_efficient") || name.contains("forward"))
              .forEach(resources::add);
    } else {
      resources.add("attention_in_plain_operations.py");
    }
    Map<String, String> constants = shape.config().constants(type);
    int[] needed = shape.needed();
    try (Scope scope = device.scope();
        Kernels kernels = Kernels.load(device, constants, resources.toArray(String[]::new))) {
      AttentionRows.Segments segments = AttentionRows.between(scope, needed, LENGTHS);
      Random random = new Random(5);
      int queries = Arrays.stream(needed).sum();
      int tokens = Arrays.stream(LENGTHS).sum();
      int width = shape.heads() * shape.headSize();
      int keyWidth = shape.keyValueHeads() * shape.headSize();
      return kernels
          .inferAll(
              scope,
              "both_ways",
              normal(scope, random, queries, width),
              normal(scope, random, tokens, keyWidth),
              normal(scope, random, tokens, keyWidth),
              normal(scope, random, queries, width),
              segments.sizes(),
              segments.tensors())
          .stream()
          .map(Tensor::toFloats)
          .toList();
    }
  }

  /** Numbers that bfloat16 holds, so that all types begin with the same. */
  private static Tensor normal(Scope scope, Random random, int rows, int width) {
    float[] numbers = new float[rows * width];
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = Math.round(random.nextGaussian() * 32) / 32f;
    }
    return scope.floats(numbers, rows, width);
  }
}
