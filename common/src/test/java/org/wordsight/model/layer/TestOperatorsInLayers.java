package org.wordsight.model.layer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.wordsight.tensor.Device;
import org.wordsight.tensor.Kernels;
import org.wordsight.tensor.OperatorsInJava;
import org.wordsight.tensor.Scope;
import org.wordsight.tensor.Tensor;
import org.wordsight.tensor.TensorList;

/**
 * A GPU's trained layers in 16 bits, on the CPU: our operators take every tensor that they get, and
 * give what libtorch's operations give. In float32, {@link TestTrainableLayers} compares both.
 */
@Tag("any-threads")
class TestOperatorsInLayers {
  private static final DecoderConfig CONFIG = RandomDecoder.SMALL;
  private static final Backend GPU = new GpuBackend(Device.CPU, ActivationType.BFLOAT16);
  private static final int RANK = 3;
  private static final int[] LENGTHS = {13, 7, 5};
  private static final int[] ONWARD = {3, 1, 5};
  private static final int TOKENS = 25;
  private static final TrainableLayers.Scale FACTORS =
      new TrainableLayers.Scale(0.5, 0.7, Integer.MIN_VALUE / 2);

  private final RandomDecoder model = new RandomDecoder(CONFIG, 4, GPU);
  private final Scope scope = model.scope();
  private final Kernels kernels = GPU.kernels(CONFIG.constants(GPU.held()), "rounded.py");

  @BeforeEach
  void define() {
    OperatorsInJava.define();
  }

  @AfterEach
  void close() {
    kernels.close();
    model.close();
  }

  private Tensor rounded(Tensor floats) {
    return kernels.call(scope, "rounded", floats);
  }

  private TensorList low(boolean drops) {
    List<Tensor> low = new ArrayList<>();
    model.factors(RANK).forEach(factor -> low.add(rounded(factor)));
    if (drops) {
      Random random = new Random(6);
      int widest = Math.max(CONFIG.queryWidth(), CONFIG.intermediateSize());
      low.add(scope.ints(random.ints(7L * TOKENS * 2).toArray(), 7, TOKENS, 2));
      low.add(scope.ints(random.ints(widest).toArray(), widest));
    }
    return scope.list(low);
  }

  /** A layer's output, and then its gradients. */
  private List<Tensor> results(
      String operators, int layer, Tensor x, Tensor gradient, TensorList low) {
    List<String> resources = TrainingKernels.forCpu(GPU, operators);
    AttentionRows rows = AttentionRows.of(model.decoder(), GPU, scope, LENGTHS, ONWARD);
    try (TrainableLayers layers =
        new TrainableLayers(CONFIG, model.weights(), GPU, resources, FACTORS, Packing.NONE)) {
      TrainableLayers.Forward forward = layers.forward(scope, layer, x, rows, low);
      List<Tensor> results = new ArrayList<>(List.of(forward.output_MD()));
      TrainableLayers.Backward backward =
          layers.backward(scope, layer, gradient, x, rows, low, forward.kept());
      backward.input_ND().ifPresent(results::add);
      results.addAll(backward.factors());
      return results;
    }
  }

  @ParameterizedTest
  @CsvSource({"0, true", "1, true", "1, false", "2, true"})
  void giveWhatLibtorchsOperationsGive(int layer, boolean drops) {
    Tensor x = rounded(model.floats(TOKENS, CONFIG.hiddenSize()));
    int outputs = layer == 2 ? 9 : TOKENS;
    Tensor gradient = rounded(model.floats(outputs, CONFIG.hiddenSize()));
    TensorList low = low(drops);
    List<Tensor> expected = results("operators_libtorch.py", layer, x, gradient, low);
    List<Tensor> ours = results("operators_own.py", layer, x, gradient, low);
    assertThat(ours).hasSameSizeAs(expected);
    for (int i = 0; i < ours.size(); i++) {
      float[] wanted = TensorReader.joined(List.of(expected.get(i)));
      float largest = 0;
      for (float value : wanted) {
        largest = Math.max(largest, Math.abs(value));
      }
      assertThat(TensorReader.joined(List.of(ours.get(i))))
          .as("result %d", i)
          .containsExactly(wanted, within(0.03f * largest));
    }
  }
}
