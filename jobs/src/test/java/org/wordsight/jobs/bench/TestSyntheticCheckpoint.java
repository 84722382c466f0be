package org.wordsight.jobs.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.wordsight.jobs.bench.SyntheticCheckpoint.Shape;
import org.wordsight.model.LoadedModel;
import org.wordsight.model.Precision;
import org.wordsight.model.Purpose;
import org.wordsight.tensor.Device;

class TestSyntheticCheckpoint {
  private static final Shape SMALL = new Shape(800, 64, 128, 4, 2);
  private static final Path TOKENIZER = Path.of("../conf/demo/teacher");

  @Test
  void loadsWithTheAskedSizeAndIsDeleted() {
    Path folder;
    try (SyntheticCheckpoint checkpoint = SyntheticCheckpoint.write(SMALL, 500_000, TOKENIZER)) {
      folder = checkpoint.folder();
      try (LoadedModel model =
          LoadedModel.load(folder, Precision.BFLOAT16, Device.CPU, Purpose.ANSWER)) {
        int layers = model.decoder().config().layerCount();
        assertThat(layers).isEqualTo(4);
      }
      assertThat(folder).isDirectoryContaining("glob:**/model-00001-of-00001.safetensors");
    }
    assertThat(folder).doesNotExist();
  }
}
