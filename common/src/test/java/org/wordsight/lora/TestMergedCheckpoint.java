package org.wordsight.lora;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.wordsight.model.Checkpoint;
import org.wordsight.model.layer.Projection;
import org.wordsight.safetensors.Narrowing;
import org.wordsight.safetensors.SafetensorsFile;
import org.wordsight.safetensors.TensorEntry;

class TestMergedCheckpoint {
  private static final Path REFERENCE = Path.of("src/test/resources/references/qwen2_vl");

  @TempDir private Path folder;

  private static Adapter adapter(Checkpoint checkpoint) {
    return PeftFolder.read(
        REFERENCE.resolve("adapters/lora/final"),
        LanguageShape.of(checkpoint.modelType(), checkpoint.decoder()));
  }

  @Test
  void addsTheAdapterAndKeepsEverythingElse() throws Exception {
    try (Checkpoint checkpoint = Checkpoint.open(REFERENCE.resolve("checkpoint"))) {
      Adapter adapter = adapter(checkpoint);
      new MergedCheckpoint(checkpoint, adapter, Optional.empty()).write(folder);
      try (SafetensorsFile merged = SafetensorsFile.open(folder.resolve("model.safetensors"))) {
        assertThat(merged.entries().keySet())
            .containsExactlyInAnyOrderElementsOf(checkpoint.tensors().entries().keySet());
        for (TensorEntry entry : checkpoint.tensors().entries().values()) {
          byte[] before = new byte[Math.toIntExact(entry.bytes())];
          checkpoint.tensors().map(entry, 0, before.length).get(before);
          boolean adapted = entry.name().matches(".*layers\\..*_proj\\.weight");
          assertThat(java.util.Arrays.equals(merged.bytes(entry.name()), before))
              .as("%s is as it was", entry.name())
              .isEqualTo(!adapted);
        }
      }
      assertThat(folder.resolve("tokenizer.json"))
          .hasSameBinaryContentAs(REFERENCE.resolve("checkpoint/tokenizer.json"));
    }
  }

  @Test
  void computesInFloat32AndRoundsOnce() {
    try (Checkpoint checkpoint = Checkpoint.open(REFERENCE.resolve("checkpoint"))) {
      Adapter adapter = adapter(checkpoint);
      ModuleId module = new ModuleId(1, Projection.UP);
      TensorEntry entry = checkpoint.weight(1, Projection.UP);
      float[] weight = checkpoint.tensors().floats(entry);
      float[] a = adapter.a(module);
      float[] b = adapter.b(module);
      int width = adapter.layout().inputWidth(module);
      for (int i = 0; i < weight.length; i++) {
        float sum = 0;
        for (int r = 0; r < adapter.rank(); r++) {
          sum += b[i / width * adapter.rank() + r] * a[r * width + i % width];
        }
        weight[i] += sum * (float) adapter.scale();
      }
      new MergedCheckpoint(checkpoint, adapter, Optional.empty()).write(folder);
      try (SafetensorsFile merged = SafetensorsFile.open(folder.resolve("model.safetensors"))) {
        assertThat(merged.bytes(entry.name()))
            .isEqualTo(Narrowing.bytes(entry.dtype(), weight).array());
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"qwen2_vl", "llava_onevision", "mllama"})
  void renamesTensorsToTheAskedLayout(String modelType) throws Exception {
    Path reference = REFERENCE.resolveSibling(modelType);
    try (Checkpoint checkpoint = Checkpoint.open(reference.resolve("checkpoint"))) {
      LanguageShape shape = LanguageShape.of(checkpoint.modelType(), checkpoint.decoder());
      Adapter adapter = PeftFolder.read(reference.resolve("adapters/lora/final"), shape);
      for (KeyLayout layout : KeyLayout.values()) {
        Path out = Files.createDirectory(folder.resolve(layout.toString()));
        new MergedCheckpoint(checkpoint, adapter, Optional.of(layout)).write(out);
        try (Checkpoint merged = Checkpoint.open(out)) {
          for (ModuleId module : TargetModules.allProjections(shape)) {
            assertThat(merged.weight(module.layer(), module.projection()).name())
                .isEqualTo(layout.name(shape, module) + ".weight");
          }
          assertThat(merged.tensors().entries()).hasSameSizeAs(checkpoint.tensors().entries());
        }
      }
    }
  }

  @Test
  void bringsEveryNameBackFromTheOtherLayout() {
    for (String modelType : List.of("qwen2_vl", "llava_onevision", "mllama")) {
      Path checkpointFolder = REFERENCE.resolveSibling(modelType).resolve("checkpoint");
      try (Checkpoint checkpoint = Checkpoint.open(checkpointFolder)) {
        for (String old : checkpoint.tensors().entries().keySet()) {
          String renewed = TensorNames.inLayout(KeyLayout.NEW, modelType, old);
          assertThat(renewed).matches("(model\\.[a-z_]+|lm_head)(\\..*)?");
          assertThat(TensorNames.inLayout(KeyLayout.NEW, modelType, renewed)).isEqualTo(renewed);
          assertThat(TensorNames.inLayout(KeyLayout.OLD, modelType, renewed)).isEqualTo(old);
          assertThat(TensorNames.inLayout(KeyLayout.OLD, modelType, old)).isEqualTo(old);
        }
      }
    }
  }
}
