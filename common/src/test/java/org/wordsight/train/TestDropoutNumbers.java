package org.wordsight.train;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
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
import org.wordsight.tensor.Kernels;
import org.wordsight.tensor.Scope;
import org.wordsight.tensor.Tensor;

/** The kernels that a GPU runs, on the CPU, against the masks that Java makes. */
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
        Kernels kernels =
            gpu.kernels(
                Map.of("leastKept", Integer.toString(dropout.leastKept())),
                "masks_of_numbers.py")) {
      List<List<Tensor>> ofLayers = numbers.ofLayers(scope, STEP, SAMPLES, batch);
      for (int layer = 0; layer < SHAPE.layers(); layer++) {
        for (Projection projection : Projection.values()) {
          int width = SHAPE.inputWidth(projection);
          Tensor mask =
              kernels.infer(
                  scope,
                  "mask",
                  ofLayers.get(layer).get(0),
                  ofLayers.get(layer).get(1),
                  projection.ordinal(),
                  width);
          assertThat(mask.toFloats())
              .as("layer %d, %s", layer, projection)
              .containsExactly(ofJava(dropout, layer, projection, width, batch));
        }
      }
    }
  }

  private static float[] ofJava(
      Dropout dropout, int layer, Projection projection, int width, PackedBatch batch) {
    ByteBuffer mask = ByteBuffer.allocate(batch.tokens() * width).order(ByteOrder.LITTLE_ENDIAN);
    for (int row = 0; row < SAMPLES.size(); row++) {
      long stream = dropout.stream(STEP, SAMPLES.get(row), layer, projection.ordinal());
      for (int position = 0; position < batch.lengths()[row]; position++) {
        dropout.write(stream, position, width, mask);
      }
    }
    float[] floats = new float[mask.capacity()];
    for (int i = 0; i < floats.length; i++) {
      floats[i] = mask.get(i);
    }
    return floats;
  }
}
