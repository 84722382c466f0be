package org.wordsight.embed;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.wordsight.model.LoadedModel;
import org.wordsight.model.Precision;
import org.wordsight.model.Purpose;
import org.wordsight.tensor.Device;

class TestModelEmbedder {
  private static final Path CHECKPOINT =
      Path.of("src/test/resources/references/qwen2/checkpoint").toAbsolutePath();

  @Test
  void givesTheMeanOfTheLastHiddenStatesOfTransformers() throws IOException {
    try (LoadedModel model =
            LoadedModel.load(CHECKPOINT, Precision.FLOAT32, Device.CPU, Purpose.ANSWER);
        Embedder student = new ModelEmbedder(model)) {
      List<EmbeddingCases.Case> cases = EmbeddingCases.read("qwen2.json");
      List<TextVector> together =
          student.embed(cases.stream().map(EmbeddingCases.Case::text).toList());
      for (int i = 0; i < cases.size(); i++) {
        EmbeddingCases.Case expected = cases.get(i);
        assertThat(together.get(i).vector())
            .as(expected.text())
            .hasSize(student.dimensions())
            .containsExactly(expected.vector(), Offset.offset(2e-5f));
        assertThat(student.embed(List.of(expected.text())).get(0).vector())
            .as("alone")
            .isEqualTo(together.get(i).vector());
      }
    }
  }

  @Test
  void readsTextsThatAreEmptyOrTooLong() {
    try (LoadedModel model =
            LoadedModel.load(CHECKPOINT, Precision.FLOAT32, Device.CPU, Purpose.ANSWER);
        Embedder student = new ModelEmbedder(model)) {
      String endless = "word ".repeat(model.maximumPositions() + 10);
      List<TextVector> found = student.embed(List.of("", endless, "\ud83d"));
      assertThat(found.get(0).vector()).containsOnly(0);
      assertThat(found.get(1).cut()).isTrue();
      assertThat(found.get(2).cut()).isFalse();
    }
  }
}
