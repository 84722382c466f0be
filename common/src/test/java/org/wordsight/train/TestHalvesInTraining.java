package org.wordsight.train;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.wordsight.config.TrainingConfig.Schedule;
import org.wordsight.lora.Adapter;
import org.wordsight.lora.AdapterLayout;
import org.wordsight.lora.LanguageShape;
import org.wordsight.lora.TargetModules;
import org.wordsight.model.Checkpoint;
import org.wordsight.model.LoadedModel;
import org.wordsight.model.Precision;
import org.wordsight.model.Purpose;
import org.wordsight.model.WeightMemory;
import org.wordsight.model.layer.ActivationType;
import org.wordsight.model.layer.CpuBackend;
import org.wordsight.model.layer.TrainableLayers;
import org.wordsight.safetensors.SafetensorsWriter;
import org.wordsight.safetensors.ShardedTensors;
import org.wordsight.safetensors.TensorEntry;
import org.wordsight.safetensors.TensorSource;
import org.wordsight.tensor.Device;

/** Layers that are stored in 16 bits stay so while they are trained, and give the same bits. */
@Tag("any-threads")
class TestHalvesInTraining {
  private static final Path REFERENCES = Path.of("src/test/resources/references");
  private static final TrainingSettings SETTINGS =
      new TrainingSettings(2, 1e-3, Schedule.LINEAR, 0, 4, 2, 64, 1.0, 0.1, 42);
  private static final long NOTHING = 1;

  @TempDir private Path folder;

  /** The same checkpoint with every weight in float32. */
  private Path widened(Path checkpoint) throws IOException {
    Path wide = Files.createDirectory(folder.resolve("wide"));
    try (Stream<Path> files = Files.list(checkpoint)) {
      for (Path file : files.filter(each -> !isWeights(each)).toList()) {
        Files.copy(file, wide.resolve(file.getFileName().toString()));
      }
    }
    try (ShardedTensors tensors = ShardedTensors.open(checkpoint)) {
      List<TensorSource> all = new ArrayList<>();
      for (TensorEntry entry : tensors.entries().values()) {
        FloatBuffer values = FloatBuffer.wrap(tensors.floats(entry));
        all.add(TensorSource.floats(entry.name(), values, entry.dimensions()));
      }
      SafetensorsWriter.write(wide.resolve("model.safetensors"), Map.of("format", "pt"), all);
    }
    return wide;
  }

  private static boolean isWeights(Path file) {
    return file.getFileName().toString().contains("safetensors");
  }

  private static List<TrainingExample> examples() {
    Random random = new Random(5);
    List<TrainingExample> examples = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      int[] ids = random.ints(9 + 3 * (i % 5), 5, 200).toArray();
      examples.add(new TrainingExample("s" + i, ids, ids.length - 3));
    }
    return examples;
  }

  private static float[] trained(Path checkpoint, long memoryBudgetBytes) {
    try (LoadedModel model =
            LoadedModel.load(checkpoint, Precision.FLOAT32, Device.CPU, Purpose.LEARN);
        StepLedger ledger = StepLedger.inMemory()) {
      LanguageShape shape = LanguageShape.of(model.modelType(), model.decoder().config());
      AdapterLayout layout = new AdapterLayout(shape, 4, TargetModules.languageProjections(shape));
      return new Trainer(
              SETTINGS,
              BatchPlan.seeded(examples(), SETTINGS),
              List.of(),
              Adapter.initial(layout, 2, 42),
              CheckpointStore.none(),
              100,
              ledger)
          .run(model.decoder(), memoryBudgetBytes)
          .adapter()
          .values();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"llama", "qwen2_vl"})
  void giveTheBitsOfFloat32AndTakeHalfOfItsMemory(String name) throws IOException {
    Path half = REFERENCES.resolve(name).resolve("checkpoint");
    Path wide = widened(half);
    float[] expected = trained(wide, 0);
    assertThat(trained(half, 0)).isEqualTo(expected);
    assertThat(trained(half, NOTHING)).as("copies made again").isEqualTo(expected);
    try (Checkpoint halves = Checkpoint.open(half);
        Checkpoint floats = Checkpoint.open(wide)) {
      CpuBackend cpu = new CpuBackend(ActivationType.FLOAT32);
      assertThat(WeightMemory.bytes(floats, cpu, Purpose.LEARN))
          .isEqualTo(
              WeightMemory.bytes(halves, cpu, Purpose.LEARN)
                  + 2 * TrainableLayers.elements(halves.decoder()));
    }
  }
}
