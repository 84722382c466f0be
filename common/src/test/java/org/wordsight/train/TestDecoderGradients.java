package org.wordsight.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.wordsight.config.TrainingConfig.Schedule;
import org.wordsight.error.WordsightException;
import org.wordsight.lora.Adapter;
import org.wordsight.lora.AdapterLayout;
import org.wordsight.lora.LanguageShape;
import org.wordsight.lora.ModuleId;
import org.wordsight.lora.TargetModules;
import org.wordsight.model.LoadedModel;
import org.wordsight.model.Precision;
import org.wordsight.model.Purpose;
import org.wordsight.model.layer.Projection;
import org.wordsight.tensor.Device;

@Tag("any-threads")
class TestDecoderGradients {
  private static final long KEEP_ALL = Long.MAX_VALUE;
  private static final long KEEP_NONE = 1;

  private static LoadedModel model;
  private static LanguageShape shape;

  @BeforeAll
  static void load() {
    Path folder = Path.of("src/test/resources/references/qwen2/checkpoint");
    model = LoadedModel.load(folder, Precision.FLOAT32, Device.CPU, Purpose.LEARN);
    shape = LanguageShape.of(model.modelType(), model.decoder().config());
  }

  @AfterAll
  static void close() {
    model.close();
  }

  private static List<TrainingExample> examples() {
    Random random = new Random(5);
    List<TrainingExample> examples = new ArrayList<>();
    for (int i = 0; i < 12; i++) {
      int[] ids = random.ints(9 + 3 * (i % 5), 0, 300).toArray();
      examples.add(new TrainingExample("s" + i, ids, ids.length - 3));
    }
    return examples;
  }

  private static Adapter initial(List<ModuleId> modules) {
    Adapter adapter = Adapter.initial(new AdapterLayout(shape, 4, modules), 2, 42);
    Random random = new Random(3);
    for (ModuleId module : adapter.modules()) {
      int start = adapter.layout().startOfB(module);
      for (int i = 0; i < adapter.layout().elementsOfB(module); i++) {
        adapter.values()[start + i] = (float) random.nextGaussian() * 0.05f;
      }
    }
    return adapter;
  }

  private static Adapter all() {
    return initial(TargetModules.languageProjections(shape));
  }

  private static TrainingSettings settings(int shards, int microBatchTokens, double dropout) {
    return new TrainingSettings(
        2, 1e-3, Schedule.LINEAR, 0, 8, shards, microBatchTokens, 1.0, dropout, 42);
  }

  private static float[] train(TrainingSettings settings, Adapter initial, long memoryBudget) {
    return trainer(settings, initial).run(model.decoder(), memoryBudget).adapter().values();
  }

  private static Trainer trainer(TrainingSettings settings, Adapter initial) {
    return new Trainer(
        settings,
        BatchPlan.seeded(examples(), settings),
        List.of(),
        initial,
        CheckpointStore.none(),
        100,
        StepLedger.inMemory());
  }

  @Test
  void givesTheSameBitsWhetherLayersAreKeptOrRecordedAgain() {
    TrainingSettings settings = settings(2, 60, 0.1);
    float[] kept = train(settings, all(), KEEP_ALL);
    float[] again = train(settings, all(), KEEP_NONE);
    assertThat(again).isEqualTo(kept).isNotEqualTo(all().values());
  }

  @Test
  void changesOnlyRoundingWithShardsAndMicroBatches() {
    float[] one = trainer(settings(1, 1000, 0), all()).firstGradient(model.decoder());
    float[] many = trainer(settings(8, 20, 0), all()).firstGradient(model.decoder());
    assertThat(many).containsExactly(one, within(2e-6f));
  }

  @Test
  void dropsTheSameInputsInAnyBatch() {
    float[] one = trainer(settings(1, 1000, 0.3), all()).firstGradient(model.decoder());
    float[] many = trainer(settings(8, 20, 0.3), all()).firstGradient(model.decoder());
    assertThat(many).containsExactly(one, within(2e-6f));
    assertThat(one)
        .isNotEqualTo(trainer(settings(1, 1000, 0), all()).firstGradient(model.decoder()));
  }

  @Test
  void trainsOnlyTheModulesThatAreAdapted() {
    List<ModuleId> some =
        List.of(new ModuleId(0, Projection.VALUE), new ModuleId(1, Projection.DOWN));
    Adapter whole = all();
    Adapter partial = initial(some);
    for (ModuleId module : whole.modules()) {
      int start = whole.layout().startOfB(module);
      for (int i = 0; i < whole.layout().elementsOfB(module); i++) {
        whole.values()[start + i] =
            some.contains(module) ? partial.values()[partial.layout().startOfB(module) + i] : 0;
      }
    }
    TrainingSettings settings = settings(1, 1000, 0);
    float[] ofPartial = trainer(settings, partial).firstGradient(model.decoder());
    float[] ofWhole = trainer(settings, whole).firstGradient(model.decoder());
    for (ModuleId module : some) {
      int from = partial.layout().startOfB(module);
      int fromWhole = whole.layout().startOfB(module);
      for (int i = 0; i < partial.layout().elementsOfB(module); i++) {
        assertThat(ofPartial[from + i]).isCloseTo(ofWhole[fromWhole + i], within(1e-6f));
      }
    }
  }

  @Test
  void followsTheSlopeOfTheLoss() {
    TrainingSettings settings = settings(1, 1000, 0);
    Adapter adapter = all();
    float[] gradient = trainer(settings, adapter).firstGradient(model.decoder());
    double norm = norm(gradient);
    float[] values = adapter.values().clone();
    double step = 1e-2;
    double higher = lossAt(settings, adapter.layout(), values, gradient, step / norm);
    double lower = lossAt(settings, adapter.layout(), values, gradient, -step / norm);
    assertThat((higher - lower) / (2 * step)).isCloseTo(norm, within(0.02 * norm));
  }

  private static double norm(float[] gradient) {
    double squares = 0;
    for (float value : gradient) {
      squares += (double) value * value;
    }
    return Math.sqrt(squares);
  }

  private static double lossAt(
      TrainingSettings settings,
      AdapterLayout layout,
      float[] values,
      float[] direction,
      double distance) {
    float[] moved = new float[values.length];
    for (int i = 0; i < moved.length; i++) {
      moved[i] = (float) (values[i] + distance * direction[i]);
    }
    try (StepLedger ledger = StepLedger.inMemory()) {
      BatchPlan plan = BatchPlan.given(examples(), settings, List.of(first(settings)));
      new Trainer(
              settings,
              plan,
              List.of(),
              new Adapter(layout, 2, moved),
              CheckpointStore.none(),
              100,
              ledger)
          .run(model.decoder(), 0);
      return ledger.records().get(0).loss();
    }
  }

  private static List<Integer> first(TrainingSettings settings) {
    return BatchPlan.seeded(examples(), settings).step(0).samples();
  }

  @Test
  void reservesMemoryForASampleThatIsLongerThanAPassOfSeveral() {
    List<TrainingExample> examples = examples();
    long longest = examples.stream().mapToInt(TrainingExample::length).max().orElseThrow();
    BatchPlan plan = BatchPlan.seeded(examples, settings(1, 10, 0));
    long reserved =
        DecoderGradients.reservedBytes(model.decoder(), all().layout(), 1, plan.longestPass());
    long working =
        TrainingMemory.workingBytes(
            shape, model.decoder().config(), 4, longest, model.decoder().backend());
    assertThat(longest).isGreaterThan(10);
    assertThat(reserved).isEqualTo(working + VectorMemory.deviceBytes(all().layout().size(), 1, 1));
  }

  @Test
  void refusesToTrainLayersThatTextDoesNotPass() {
    LanguageShape looking = new LanguageShape("mllama", 2, 32, 32, 8, 56, List.of(1));
    AdapterLayout layout = new AdapterLayout(looking, 4, TargetModules.allProjections(looking));
    Vectors vectors = new Vectors(model.decoder().backend());
    assertThatThrownBy(
            () ->
                new DecoderGradients(
                    model.decoder(),
                    vectors,
                    layout,
                    1,
                    settings(1, 1000, 0),
                    BatchPlan.seeded(examples(), settings(1, 1000, 0)),
                    0))
        .isInstanceOf(WordsightException.class)
        .hasMessageContaining(
            "layers.1.cross_attn.q_proj: the layer looks at images, so text gives it no gradient");
  }
}
