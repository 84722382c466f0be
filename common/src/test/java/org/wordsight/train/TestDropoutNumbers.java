package org.wordsight.train;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.wordsight.lora.LanguageShape;
import org.wordsight.model.layer.ActivationType;
import org.wordsight.model.layer.Backend;
import org.wordsight.model.layer.GpuBackend;
import org.wordsight.model.layer.Projection;
import org.wordsight.tensor.Device;
import org.wordsight.tensor.ElementType;
import org.wordsight.tensor.Kernels;
import org.wordsight.tensor.Scope;
import org.wordsight.tensor.Tensor;
import org.wordsight.tensor.TensorList;

/** Compares the kernels of a GPU, run on the CPU, with the masks that Java makes. */
@Tag("any-threads")
class TestDropoutNumbers {
  private static final LanguageShape SHAPE = new LanguageShape("qwen2", 2, 8, 8, 4, 13);
  private static final int STEP = 3;
  private static final List<Integer> SAMPLES = List.of(5, 1_000_000);
  private static final List<TrainingExample> EXAMPLES =
      List.of(
          new TrainingExample("a", new int[] {1, 2, 3, 4, 5}, 2),
          new TrainingExample("b", new int[] {1, 2, 3}, 2));

  @Test
  void giveTheSameMasksAsJava() {
    Backend gpu = new GpuBackend(Device.CPU, ActivationType.FLOAT32);
    Dropout dropout = new Dropout(0.3, 42, 13);
    PackedBatch batch = PackedBatch.of(EXAMPLES);
    try (DropoutNumbers numbers = new DropoutNumbers(dropout, SHAPE, gpu);
        Scope scope = gpu.scope();
        Kernels kernels = gpu.kernels(constants(dropout), withFlags(gpu.trainingKernels()))) {
      List<List<Tensor>> ofLayers = numbers.ofLayers(scope, STEP, SAMPLES, batch);
      for (int layer = 0; layer < SHAPE.layers(); layer++) {
        List<Tensor> masks =
            kernels.inferAll(
                scope, "masks", low(scope, ofLayers.get(layer)), scope.longs(new long[0], 0));
        assertThat(masks).hasSize(Projection.values().length);
        for (Projection projection : Projection.values()) {
          int width = SHAPE.inputWidth(projection);
          byte[] flags = bytes(masks.get(projection.ordinal()));
          assertThat(flags)
              .as("layer %d, %s", layer, projection)
              .containsExactly(ofJava(dropout, layer, projection, width, batch));
        }
      }
    }
  }

  /** The kernels with the form of dropout that makes flags. */
  private static String[] withFlags(List<String> kernels) {
    return kernels.stream()
        .map(name -> name.equals("operators_own.py") ? "operators_libtorch.py" : name)
        .toArray(String[]::new);
  }

  /** The constants of the kernels of training; the masks need one of them. */
  private static Map<String, String> constants(Dropout dropout) {
    Map<String, String> constants =
        new HashMap<>(Map.of("leastKept", Integer.toString(dropout.leastKept())));
    for (String whole : List.of("headRows", "headSize", "heads", "keyValueHeads")) {
      constants.put(whole, "1");
    }
    for (String number : List.of("epsilon", "lora", "loraDropped", "scale")) {
      constants.put(number, "1.");
    }
    constants.put("activation", ActivationType.FLOAT32.kernelNumber());
    return constants;
  }

  /** A layer's argument: A and B of each projection, of rank 1, and the numbers. */
  private static TensorList low(Scope scope, List<Tensor> numbers) {
    List<Tensor> low = new ArrayList<>();
    for (Projection projection : Projection.values()) {
      low.add(scope.zeros(ElementType.FLOAT32, 1, SHAPE.inputWidth(projection)));
      low.add(scope.zeros(ElementType.FLOAT32, SHAPE.outputWidth(projection), 1));
    }
    low.addAll(numbers);
    return scope.list(low);
  }

  private static byte[] bytes(Tensor flags) {
    ByteBuffer memory = flags.hostBytes();
    byte[] bytes = new byte[memory.remaining()];
    memory.get(bytes);
    return bytes;
  }

  private static byte[] ofJava(
      Dropout dropout, int layer, Projection projection, int width, PackedBatch batch) {
    ByteBuffer mask = ByteBuffer.allocate(batch.tokens() * width).order(ByteOrder.LITTLE_ENDIAN);
    for (int row = 0; row < SAMPLES.size(); row++) {
      long stream = dropout.stream(STEP, SAMPLES.get(row), layer, projection.ordinal());
      for (int position = 0; position < batch.lengths()[row]; position++) {
        dropout.write(stream, position, width, mask, new int[dropout.room()]);
      }
    }
    return mask.array();
  }
}
