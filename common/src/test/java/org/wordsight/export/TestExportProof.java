package org.wordsight.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.wordsight.error.WordsightException;
import org.wordsight.lora.Adapter;
import org.wordsight.lora.AdapterLayout;
import org.wordsight.lora.KeyLayout;
import org.wordsight.lora.LanguageShape;
import org.wordsight.lora.MergedCheckpoint;
import org.wordsight.lora.ModuleId;
import org.wordsight.lora.PeftFolder;
import org.wordsight.lora.TargetModules;
import org.wordsight.model.Checkpoint;
import org.wordsight.model.Placement;
import org.wordsight.model.layer.Projection;
import org.wordsight.safetensors.SafetensorsFile;
import org.wordsight.safetensors.TensorEntry;

/** Exports of adapters that PEFT has trained on small random models. */
class TestExportProof {
  private static final Path REFERENCES = Path.of("src/test/resources/references");

  @TempDir private Path folder;

  private static Checkpoint checkpoint(String modelType) {
    return Checkpoint.open(REFERENCES.resolve(modelType).resolve("checkpoint"));
  }

  private static Adapter adapter(String modelType, Checkpoint checkpoint) {
    return PeftFolder.read(
        REFERENCES.resolve(modelType).resolve("adapters/lora/final"), shape(checkpoint));
  }

  private static LanguageShape shape(Checkpoint checkpoint) {
    return LanguageShape.of(checkpoint.modelType(), checkpoint.decoder());
  }

  private static ExportProof proof(Checkpoint checkpoint, Adapter adapter) {
    return new ExportProof(checkpoint, adapter, Optional.of(Placement.FLOAT32_ON_CPU));
  }

  private static ExportProof ofFiles(Checkpoint checkpoint, Adapter adapter) {
    return new ExportProof(checkpoint, adapter, Optional.empty());
  }

  private static List<String> failed(List<Check> checks) {
    return checks.stream()
        .filter(check -> check.outcome() == Check.Outcome.FAILED)
        .map(Check::line)
        .toList();
  }

  @ParameterizedTest
  @ValueSource(strings = {"llama", "qwen2", "qwen2_vl", "llava_onevision", "mllama"})
  void passesExportsOfEveryArchitectureInBothLayouts(String modelType) throws IOException {
    try (Checkpoint checkpoint = checkpoint(modelType)) {
      Adapter adapter = adapter(modelType, checkpoint);
      int keys = 2 * adapter.modules().size();
      for (KeyLayout layout : KeyLayout.values()) {
        Path plain = Files.createDirectory(folder.resolve("plain-" + layout));
        PeftFolder.write(plain, adapter, layout, 0.05, modelType);
        List<Check> checks = proof(checkpoint, adapter).ofAdapter(plain, layout);
        assertThat(failed(checks)).isEmpty();
        assertThat(checks.get(0).line())
            .isEqualTo("keys: %d, allowed: %d, passed".formatted(keys, keys));

        Path merged = Files.createDirectory(folder.resolve("merged-" + layout));
        new MergedCheckpoint(checkpoint, adapter, Optional.of(layout)).write(merged);
        List<Check> ofMerged = proof(checkpoint, adapter).ofMerged(merged, Optional.of(layout));
        assertThat(failed(ofMerged)).isEmpty();
        assertThat(ofMerged)
            .extracting(Check::name)
            .contains(
                "numbers that are not base and adapter, rounded once",
                "largest drift of a logit, merged against adapter",
                "mean drift of logits, merged against adapter");
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"llava_onevision", "mllama"})
  void warnsIfAServerHasNoLoraForTheArchitecture(String modelType) {
    try (Checkpoint checkpoint = checkpoint(modelType)) {
      Adapter adapter = adapter(modelType, checkpoint);
      PeftFolder.write(folder, adapter, KeyLayout.NEW, 0.05, modelType);
      assertThat(ofFiles(checkpoint, adapter).ofAdapter(folder, KeyLayout.NEW))
          .extracting(Check::line)
          .contains(
              "warning, vLLM has no LoRA for %s. Serve the merged checkpoint: export it with --merged."
                  .formatted(modelType));
    }
  }

  @Test
  void warnsIfTheRankIsMoreThanAServerTakesByDefault() {
    try (Checkpoint checkpoint = checkpoint("qwen2")) {
      LanguageShape shape = shape(checkpoint);
      Adapter wide =
          Adapter.initial(
              new AdapterLayout(shape, 32, TargetModules.languageProjections(shape)), 16, 42);
      assertThat(Servers.warnings(wide))
          .extracting(Check::line)
          .containsExactly(
              "warning, vLLM serves rank 16 at most by default, and the rank is: 32. Start it with --max-lora-rank 32 or more.");
    }
  }

  @Test
  void failsAnAdapterThatHasLearnedNothing() {
    try (Checkpoint checkpoint = checkpoint("qwen2")) {
      LanguageShape shape = shape(checkpoint);
      AdapterLayout layout = new AdapterLayout(shape, 4, TargetModules.languageProjections(shape));
      Adapter untrained = Adapter.initial(layout, 16, 42);
      PeftFolder.write(folder, untrained, KeyLayout.NEW, 0.05, "qwen2");
      List<String> failed = failed(proof(checkpoint, untrained).ofAdapter(folder, KeyLayout.NEW));
      assertThat(failed).hasSize(2);
      assertThat(failed.get(0))
          .isEqualTo(
              "modules that learned nothing: %d, allowed: 0, FAILED"
                  .formatted(layout.modules().size()));
      assertThat(failed.get(1))
          .matches("largest change of a logit by the adapter: (\\S+), allowed: above \\1, FAILED");
    }
  }

  @Test
  void failsParametersInLayersThatTextDoesNotPass() {
    try (Checkpoint checkpoint = checkpoint("mllama")) {
      LanguageShape shape = shape(checkpoint);
      AdapterLayout all = new AdapterLayout(shape, 2, TargetModules.allProjections(shape));
      float[] values = new float[all.size()];
      Arrays.fill(values, 0.01f);
      PeftFolder.write(folder, new Adapter(all, 4, values), KeyLayout.NEW, 0.05, "mllama");
      Adapter adapter = PeftFolder.read(folder, shape);
      assertThat(failed(ofFiles(checkpoint, adapter).ofAdapter(folder, KeyLayout.NEW)))
          .containsExactly(
              "modules that learned nothing: %d, allowed: 0, FAILED"
                  .formatted(7 * shape.crossLayers().size()));
    }
  }

  @Test
  void failsAnAdapterWhoseFileHoldsOtherNumbers() {
    try (Checkpoint checkpoint = checkpoint("qwen2_vl")) {
      Adapter adapter = adapter("qwen2_vl", checkpoint);
      float[] values = adapter.values().clone();
      values[3] = Math.nextUp(values[3]);
      Adapter other = new Adapter(adapter.layout(), adapter.alpha(), values);
      PeftFolder.write(folder, other, KeyLayout.NEW, 0.05, "qwen2_vl");
      assertThat(failed(ofFiles(checkpoint, adapter).ofAdapter(folder, KeyLayout.NEW)))
          .containsExactly("numbers that are not as trained: 1, allowed: 0, FAILED");
    }
  }

  @Test
  void failsAnAdapterInTheOtherLayout() {
    try (Checkpoint checkpoint = checkpoint("qwen2_vl")) {
      Adapter adapter = adapter("qwen2_vl", checkpoint);
      PeftFolder.write(folder, adapter, KeyLayout.OLD, 0.05, "qwen2_vl");
      assertThat(failed(ofFiles(checkpoint, adapter).ofAdapter(folder, KeyLayout.NEW)))
          .containsExactly(
              "keys that layout new does not have: %d, allowed: 0, FAILED"
                  .formatted(2 * adapter.modules().size()));
    }
  }

  @Test
  void failsAMergedCheckpointThatWasChangedAfterwards() throws IOException {
    try (Checkpoint checkpoint = checkpoint("qwen2_vl")) {
      Adapter adapter = adapter("qwen2_vl", checkpoint);
      new MergedCheckpoint(checkpoint, adapter, Optional.empty()).write(folder);
      flipFirstBit(checkpoint.weight(1, Projection.UP).name());
      flipFirstBit("model.embed_tokens.weight");
      assertThat(failed(ofFiles(checkpoint, adapter).ofMerged(folder, Optional.empty())))
          .containsExactly(
              "other tensors that changed: 1, allowed: 0, FAILED",
              "numbers that are not base and adapter, rounded once: 1, allowed: 0, FAILED");
    }
  }

  /** Turns the sign of a tensor's first number. */
  private void flipFirstBit(String name) throws IOException {
    Path file = folder.resolve("model.safetensors");
    byte[] bytes = Files.readAllBytes(file);
    byte[] tensor;
    TensorEntry entry;
    try (SafetensorsFile tensors = SafetensorsFile.open(file)) {
      entry = tensors.entry(name);
      tensor = tensors.bytes(name);
    }

    int start = Math.toIntExact(entry.start());
    assertThat(bytes[start]).isEqualTo(tensor[0]);
    bytes[start + entry.dtype().bytes() - 1] ^= (byte) 0x80;
    Files.write(file, bytes);
  }

  @Test
  void failsAMergeThatRoundingLost() {
    try (Checkpoint checkpoint = checkpoint("qwen2_vl")) {
      Adapter adapter = adapter("qwen2_vl", checkpoint);
      float[] tiny = adapter.values().clone();
      for (ModuleId module : adapter.modules()) {
        int start = adapter.layout().startOfB(module);
        for (int i = 0; i < adapter.layout().elementsOfB(module); i++) {
          tiny[start + i] = Float.MIN_VALUE;
        }
      }

      Adapter lost = new Adapter(adapter.layout(), adapter.alpha(), tiny);
      new MergedCheckpoint(checkpoint, lost, Optional.empty()).write(folder);
      assertThat(failed(ofFiles(checkpoint, lost).ofMerged(folder, Optional.empty())))
          .containsExactly(
              "adapted weights that rounding left as they were: %d, allowed: 0, FAILED"
                  .formatted(lost.modules().size()));
    }
  }

  @Test
  void refusesAFolderThatCannotBeReadBack() throws IOException {
    try (Checkpoint checkpoint = checkpoint("qwen2")) {
      Adapter adapter = adapter("qwen2", checkpoint);
      PeftFolder.write(folder, adapter, KeyLayout.NEW, 0.05, "qwen2");
      Files.writeString(folder.resolve(PeftFolder.WEIGHTS), "half");
      ExportProof proof = ofFiles(checkpoint, adapter);
      assertThatThrownBy(() -> proof.ofAdapter(folder, KeyLayout.NEW))
          .isInstanceOf(WordsightException.class)
          .hasMessageContaining(PeftFolder.WEIGHTS);
    }
  }

  @Test
  void refusesANumberThatIsNotFinite() {
    assertThatThrownBy(() -> Check.atMost("drift", Double.NaN, 1))
        .isInstanceOf(WordsightException.class)
        .hasMessage(
            "Cannot prove an export: drift is NaN, expected a finite number. Check the adapter and the checkpoint.");
  }
}
