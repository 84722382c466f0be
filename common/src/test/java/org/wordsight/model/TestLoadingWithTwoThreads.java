package org.wordsight.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.wordsight.error.WordsightException;
import org.wordsight.model.layer.CachedRows;
import org.wordsight.tensor.Device;
import org.wordsight.tensor.LiveTensors;
import org.wordsight.tensor.TwoThreads;

/** Layers of checkpoints with 16-bit weights are laid out side by side where there are threads. */
@Tag("two-threads")
class TestLoadingWithTwoThreads {
  private static final int[] PROMPT = IntStream.range(30, 60).toArray();

  @BeforeAll
  static void requireTwoThreads() {
    TwoThreads.require();
  }

  private static Path folder(String name) {
    try {
      return Path.of(
          TestLoadingWithTwoThreads.class
              .getResource("/references/" + name + "/checkpoint")
              .toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  private static LoadedModel load(Path folder) {
    return LoadedModel.load(folder, Precision.BFLOAT16, Device.CPU, Purpose.ANSWER);
  }

  private static float[] logits(LoadedModel model) {
    return TwoThreads.withOne(
        () -> CachedRows.logits(model, List.of(model.prompt(PROMPT)), 70, 71)[0]);
  }

  @ParameterizedTest
  @ValueSource(strings = {"llama", "qwen2", "qwen2_vl", "llava_onevision", "mllama"})
  void loadsLayersSideBySideAsOneAfterTheOther(String name) {
    float[] expected;
    try (LoadedModel model = TwoThreads.withOne(() -> load(folder(name)))) {
      assertThat(model.decoder().products().areHalf()).as("laid out side by side").isTrue();
      assertThat(model.decoder().config().layerCount()).isGreaterThan(1);
      expected = logits(model);
    }
    for (int i = 0; i < 3; i++) {
      try (LoadedModel model = load(folder(name))) {
        assertThat(logits(model)).containsExactly(expected);
      }
    }
  }

  @Test
  void refusesABrokenLayerAndFreesTheOthers(@TempDir Path folder) throws IOException {
    BrokenCheckpoint.copyOf("qwen2", folder)
        .putFloat("model.safetensors", "model.layers.1.mlp.down_proj.weight", Float.NaN);
    int before = LiveTensors.count();
    assertThatThrownBy(() -> load(folder))
        .isInstanceOf(WordsightException.class)
        .hasMessageContaining("tensor model.layers.1.mlp.down_proj.weight is not finite");
    assertThat(LiveTensors.count()).isEqualTo(before);
  }

  @Test
  void freesEverythingThatItLoaded() {
    load(folder("qwen2_vl")).close();
    int before = LiveTensors.count();
    try (LoadedModel model = load(folder("qwen2_vl"))) {
      assertThat(LiveTensors.count()).isGreaterThan(before);
      logits(model);
    }
    assertThat(LiveTensors.count()).isEqualTo(before);
  }
}
