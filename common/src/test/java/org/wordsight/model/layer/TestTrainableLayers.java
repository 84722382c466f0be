package org.wordsight.model.layer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.wordsight.tensor.Device;
import org.wordsight.tensor.Kernels;
import org.wordsight.tensor.OperatorsInJava;
import org.wordsight.tensor.Scope;
import org.wordsight.tensor.Tensor;
import org.wordsight.tensor.TensorList;

/** Compares the forward pass and the written backward pass with plain operations and autograd. */
@Tag("any-threads")
class TestTrainableLayers {
  private static final DecoderConfig CONFIG = RandomDecoder.SMALL;
  private static final int RANK = 3;
  private static final double SCALE = 0.5;
  private static final double SCALE_DROPPED = 0.7;
  private static final TrainableLayers.Scale FACTORS =
      new TrainableLayers.Scale(SCALE, SCALE_DROPPED, Integer.MIN_VALUE / 2);

  /** The kernels of a device, and the form of their weights. */
  private enum Form {
    PACKED,
    PACKED_EACH_TIME,
    NOT_PACKED,
    /** On a CPU, many blocks of few rows. */
    IN_BLOCKS,
    /** The kernels of a GPU, whose fused attention is replaced by plain operations. */
    OF_A_GPU,
    /** The same with our own operators. */
    OF_A_GPU_WITH_OPERATORS
  }

  private static final Backend GPU = new GpuBackend(Device.CPU, ActivationType.FLOAT32);
  private static final int[] LENGTHS = {130, 70, 70, 33, 5};
  private static final int[] ONWARD = {3, 1, 4, 2, 5};
  private static final int TOKENS = Arrays.stream(LENGTHS).sum();

  private final Random random = new Random(4);
  private final RandomDecoder model = new RandomDecoder(CONFIG, 4);
  private final Scope scope = model.scope();
  private final Decoder decoder = model.decoder();

  @AfterEach
  void close() {
    model.close();
  }

  private Tensor floats(int... shape) {
    return model.floats(shape);
  }

  private List<Tensor> factors() {
    return model.factors(RANK);
  }

  /**
   * The masks of each projection over the inputs of all tokens, and the argument of a layer for
   * them.
   *
   * @param numbers the same for kernels that make masks themselves
   */
  private record Masks(List<Tensor> all, List<Tensor> ofLayer, List<Tensor> numbers) {}

  private Masks masks(boolean lastLayer) {
    int widest = Math.max(CONFIG.queryWidth(), CONFIG.intermediateSize());
    int[] tokens = random.ints(7L * TOKENS * 2).toArray();
    int[] channels = random.ints(widest).toArray();
    List<Tensor> all = new ArrayList<>();
    List<Tensor> ofLayer = new ArrayList<>();
    for (Projection projection : Projection.values()) {
      int width = projection.inputWidth(CONFIG);
      byte[] mask = new byte[TOKENS * width];
      for (int i = 0; i < mask.length; i++) {
        int token = 2 * (projection.ordinal() * TOKENS + i / width);
        int bits = tokens[token] * channels[i % width] + tokens[token + 1];
        mask[i] = (byte) (bits >= FACTORS.leastKept() ? 1 : 0);
      }
      all.add(scope.bytes(mask, TOKENS, width));
      boolean onwardAlone =
          lastLayer && projection != Projection.KEY && projection != Projection.VALUE;
      int[] needed = onwardAlone ? onward() : IntStream.range(0, TOKENS).toArray();
      byte[] chosen = new byte[needed.length * width];
      for (int i = 0; i < needed.length; i++) {
        System.arraycopy(mask, needed[i] * width, chosen, i * width, width);
      }
      ofLayer.add(scope.bytes(chosen, needed.length, width));
    }
    return new Masks(
        all,
        ofLayer,
        List.of(scope.ints(tokens, 7, TOKENS, 2), scope.ints(channels, channels.length)));
  }

  private static int[] onward() {
    List<Integer> tokens = new ArrayList<>();
    int end = 0;
    for (int row = 0; row < LENGTHS.length; row++) {
      end += LENGTHS[row];
      for (int i = end - ONWARD[row]; i < end; i++) {
        tokens.add(i);
      }
    }
    return tokens.stream().mapToInt(Integer::intValue).toArray();
  }

  private Tensor sight() {
    float[] mask = new float[TOKENS * TOKENS];
    Arrays.fill(mask, Float.NEGATIVE_INFINITY);
    int start = 0;
    for (int length : LENGTHS) {
      for (int token = start; token < start + length; token++) {
        Arrays.fill(mask, token * TOKENS + start, token * TOKENS + token + 1, 0);
      }
      start += length;
    }
    return scope.floats(mask, TOKENS, TOKENS);
  }

  private List<float[]> plain(
      int layer, Tensor x_ND, Tensor gradient, AttentionRows rows, List<Tensor> low) {
    Map<String, String> constants = CONFIG.constants(ActivationType.FLOAT32);
    constants.put("lora", Double.toString(SCALE_DROPPED));
    try (Kernels plain = Kernels.load(Device.CPU, constants, "plain_layer.py");
        TrainableLayers unpacked = trainable(Form.NOT_PACKED)) {
      boolean last = layer == 2;
      long[] tokens =
          (last ? Arrays.stream(onward()) : IntStream.range(0, TOKENS)).asLongStream().toArray();
      return plain
          .callAll(
              scope,
              "differentiated",
              x_ND,
              rows.cos_N11E(),
              rows.sin_N11E(),
              sight(),
              scope.longs(tokens, tokens.length),
              gradient,
              unpacked.argument(layer).subList(0, 9),
              low)
          .stream()
          .map(Tensor::toFloats)
          .toList();
    }
  }

  private TrainableLayers trainable(Form form) {
    return trainable(form, FACTORS);
  }

  private TrainableLayers trainable(Form form, TrainableLayers.Scale scale) {
    return switch (form) {
      case PACKED -> decoder.trainable(scale, Packing.HELD);
      case PACKED_EACH_TIME -> decoder.trainable(scale, Packing.EACH_TIME);
      case NOT_PACKED -> decoder.trainable(scale, Packing.NONE);
      case IN_BLOCKS ->
          new TrainableLayers(
              CONFIG,
              model.weights(),
              decoder.backend(),
              decoder.backend().trainingKernels(),
              scale,
              Packing.HELD,
              1);
      case OF_A_GPU -> ofAGpu(scale, "operators_libtorch.py");
      case OF_A_GPU_WITH_OPERATORS -> {
        OperatorsInJava.define();
        yield ofAGpu(scale, "operators_own.py");
      }
    };
  }

  private TrainableLayers ofAGpu(TrainableLayers.Scale scale, String operators) {
    List<String> kernels = TrainingKernels.forCpu(GPU, operators);
    return new TrainableLayers(CONFIG, model.weights(), GPU, kernels, scale, Packing.NONE);
  }

  private static boolean isOfAGpu(Form form) {
    return form == Form.OF_A_GPU || form == Form.OF_A_GPU_WITH_OPERATORS;
  }

  private AttentionRows rows(Form form) {
    return isOfAGpu(form)
        ? AttentionRows.of(decoder, GPU, scope, LENGTHS, ONWARD)
        : decoder.attentionRows(scope, LENGTHS, ONWARD);
  }

  private void compare(int layer, Form form) {
    boolean last = layer == 2;
    Tensor x_ND = floats(TOKENS, 24);
    Tensor gradient_MD = floats(last ? onward().length : TOKENS, 24);
    List<Tensor> factors = factors();
    Masks masks = masks(last);
    AttentionRows rows = rows(form);
    List<float[]> expected = plain(layer, x_ND, gradient_MD, rows, joined(factors, masks.all()));
    try (TrainableLayers layers = trainable(form)) {
      List<Tensor> dropout = isOfAGpu(form) ? masks.numbers() : masks.ofLayer();
      TensorList low = scope.list(joined(factors, dropout));
      TrainableLayers.Forward forward = layers.forward(scope, layer, x_ND, rows, low);
      assertClose("output", forward.output_MD(), expected.get(0));
      TrainableLayers.Backward backward =
          layers.backward(scope, layer, gradient_MD, x_ND, rows, low, forward.kept());
      assertThat(backward.input_ND().isPresent()).isEqualTo(layer > 0);
      backward.input_ND().ifPresent(input -> assertClose("input", input, expected.get(1)));
      for (int i = 0; i < 14; i++) {
        String factor = Projection.values()[i / 2] + (i % 2 == 0 ? " A" : " B");
        assertClose(factor, backward.factors().get(i), expected.get(2 + i));
      }
    }
  }

  private static List<Tensor> joined(List<Tensor> one, List<Tensor> other) {
    List<Tensor> all = new ArrayList<>(one);
    all.addAll(other);
    return all;
  }

  private void assertClose(String what, Tensor actual, float[] expected) {
    float largest = 0;
    for (float value : expected) {
      largest = Math.max(largest, Math.abs(value));
    }
    assertThat(TensorReader.joined(List.of(actual)))
        .as(what)
        .containsExactly(expected, within(3e-6f * largest));
  }

  @Test
  void givesAutogradsGradientsInALayerBetween() {
    compare(1, Form.PACKED);
    compare(1, Form.PACKED_EACH_TIME);
    compare(1, Form.NOT_PACKED);
    compare(1, Form.IN_BLOCKS);
    compare(1, Form.OF_A_GPU);
    compare(1, Form.OF_A_GPU_WITH_OPERATORS);
  }

  @Test
  void asksForNoInputGradientInTheFirstLayer() {
    compare(0, Form.PACKED);
    compare(0, Form.NOT_PACKED);
    compare(0, Form.IN_BLOCKS);
    compare(0, Form.OF_A_GPU);
    compare(0, Form.OF_A_GPU_WITH_OPERATORS);
  }

  @Test
  void computesOnlyTargetPositionsAfterTheLastAttention() {
    compare(2, Form.PACKED);
    compare(2, Form.NOT_PACKED);
    compare(2, Form.OF_A_GPU);
    compare(2, Form.OF_A_GPU_WITH_OPERATORS);
  }

  @Test
  void leavesInputsWholeWithoutDropout() {
    Tensor x_ND = floats(TOKENS, 24);
    List<Tensor> factors = factors();
    AttentionRows rows = decoder.attentionRows(scope, LENGTHS, ONWARD);
    List<Tensor> nothingDropped = new ArrayList<>(factors);
    for (Projection projection : Projection.values()) {
      byte[] ones = new byte[TOKENS * projection.inputWidth(CONFIG)];
      Arrays.fill(ones, (byte) 1);
      nothingDropped.add(scope.bytes(ones, TOKENS, projection.inputWidth(CONFIG)));
    }
    TrainableLayers.Scale same = new TrainableLayers.Scale(SCALE, SCALE, Integer.MIN_VALUE);
    try (TrainableLayers layers = trainable(Form.NOT_PACKED, same)) {
      float[] whole =
          layers.forward(scope, 0, x_ND, rows, scope.list(factors)).output_MD().toFloats();
      assertThat(
              layers
                  .forward(scope, 0, x_ND, rows, scope.list(nothingDropped))
                  .output_MD()
                  .toFloats())
          .isEqualTo(whole);
    }
  }

  @Test
  void givesTheHeadsGradientAsFiniteDifferencesDo() {
    for (Form form : Form.values()) {
      compareHead(form);
    }
  }

  private void compareHead(Form form) {
    Tensor labels = scope.longs(new long[] {3, 7, 7}, 3);
    float[] x = floats(3, 24).toFloats();
    try (TrainableLayers layers = trainable(form)) {
      TrainableLayers.Head head = layers.head(scope, scope.floats(x, 3, 24), labels, 0.25);
      float[] gradient = head.input_MD().toFloats();
      double before = sum(layers.targetLosses(scope, scope.floats(x, 3, 24), labels));
      assertThat(sum(head.losses_M())).isEqualTo(before);
      for (int i = 0; i < x.length; i += 7) {
        float[] moved = x.clone();
        moved[i] += 1e-2f;
        double higher = sum(layers.targetLosses(scope, scope.floats(moved, 3, 24), labels));
        moved[i] -= 2e-2f;
        double lower = sum(layers.targetLosses(scope, scope.floats(moved, 3, 24), labels));
        assertThat((double) gradient[i]).isCloseTo(0.25 * (higher - lower) / 2e-2, within(1e-3));
      }
    }
  }

  private static double sum(Tensor losses) {
    double sum = 0;
    for (float loss : losses.toFloats()) {
      sum += loss;
    }
    return sum;
  }
}
