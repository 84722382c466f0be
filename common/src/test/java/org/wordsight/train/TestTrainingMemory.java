package org.wordsight.train;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.wordsight.lora.LanguageShape;
import org.wordsight.model.Checkpoint;
import org.wordsight.model.layer.DecoderConfig;
import org.wordsight.model.layer.Packing;
import org.wordsight.model.layer.TrainableLayers;

/** The memory for copies of weights. */
class TestTrainingMemory {
  private static DecoderConfig decoder;
  private static LanguageShape shape;

  @BeforeAll
  static void read() {
    Path folder = Path.of("src/test/resources/references/qwen2/checkpoint");
    try (Checkpoint checkpoint = Checkpoint.open(folder)) {
      decoder = checkpoint.decoder();
      shape = LanguageShape.of(checkpoint.modelType(), decoder);
    }
  }

  /** The largest matrix is that of gate and up. */
  private static long largestCopies() {
    return 3L * 4 * 2 * decoder.intermediateSize() * decoder.hiddenSize();
  }

  @Test
  void countsThreeCopiesOfTheLargestMatrixWhileItIsPacked() {
    assertThat(TrainableLayers.packingBytes(decoder)).isEqualTo(largestCopies());
  }

  @Test
  void countsTheCopiesOfEachShardInWork() {
    assertThat(TrainingMemory.nativeBytes(shape, decoder, 4, 0, 3, 1, 0))
        .isEqualTo(3 * largestCopies() + 1);
  }

  @Test
  void takesTheCopiesFromTheMemoryForKeptLayers() {
    long budget = 100_000_000;
    assertThat(DecoderGradients.keptBytes(budget, Packing.NONE, decoder, 2)).isEqualTo(budget);
    assertThat(DecoderGradients.keptBytes(budget, Packing.HELD, decoder, 2))
        .isEqualTo(budget - TrainableLayers.packedBytes(decoder));
    assertThat(DecoderGradients.keptBytes(budget, Packing.EACH_TIME, decoder, 2))
        .isEqualTo(budget - 2 * largestCopies());
    assertThat(DecoderGradients.keptBytes(1, Packing.EACH_TIME, decoder, 2)).isZero();
  }
}
