package org.wordsight.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.wordsight.config.TrainingConfig.Schedule;
import org.wordsight.exchange.Gang;
import org.wordsight.exchange.Gangs;
import org.wordsight.lora.Adapter;
import org.wordsight.lora.AdapterLayout;
import org.wordsight.lora.LanguageShape;
import org.wordsight.lora.TargetModules;
import org.wordsight.model.LoadedModel;
import org.wordsight.model.Precision;
import org.wordsight.model.Purpose;
import org.wordsight.tensor.Device;
import org.wordsight.tensor.NeedsGpu;

/** A GPU gives the same bits when it repeats a training. */
@NeedsGpu
class TestTrainingOnGpu {
  private static final TrainingSettings SETTINGS =
      new TrainingSettings(2, 1e-3, Schedule.LINEAR, 0, 8, 2, 60, 1.0, 0.1, 42);
  private static final long KEEP_ALL = Long.MAX_VALUE;
  private static final long KEEP_NONE = 1;

  private static LoadedModel model;

  @BeforeAll
  static void load() {
    Path folder = Path.of("src/test/resources/references/llama/checkpoint");
    model = LoadedModel.load(folder, Precision.BFLOAT16, Device.gpu(0), Purpose.LEARN);
  }

  @AfterAll
  static void close() {
    if (model != null) {
      model.close();
    }
  }

  private static float[] train(CheckpointStore checkpoints, long memoryBudgetBytes) {
    try (StepLedger ledger = StepLedger.inMemory()) {
      return trainer(checkpoints, ledger)
          .run(model.decoder(), memoryBudgetBytes)
          .adapter()
          .values();
    }
  }

  private static Trainer trainer(CheckpointStore checkpoints, StepLedger ledger) {
    Random random = new Random(5);
    List<TrainingExample> examples = new ArrayList<>();
    for (int i = 0; i < 24; i++) {
      int[] ids = random.ints(9 + 3 * (i % 5), 0, 300).toArray();
      examples.add(new TrainingExample("s" + i, ids, ids.length - 3));
    }
    LanguageShape shape = LanguageShape.of(model.modelType(), model.decoder().config());
    AdapterLayout layout = new AdapterLayout(shape, 8, TargetModules.languageProjections(shape));
    return new Trainer(
        SETTINGS,
        BatchPlan.seeded(examples, SETTINGS),
        List.of(),
        Adapter.initial(layout, 4, 42),
        checkpoints,
        2,
        ledger);
  }

  /** Holds the newest state, and fails after the first one, like a killed process. */
  private static final class FailsLater implements CheckpointStore {
    private Optional<TrainingState> newest = Optional.empty();
    private boolean fails = true;

    @Override
    public Optional<TrainingState> newest() {
      return newest;
    }

    @Override
    public void save(TrainingState state) {
      if (fails && newest.isPresent()) {
        throw new IllegalStateException("killed");
      }
      newest =
          Optional.of(
              new TrainingState(
                  state.stepsDone(),
                  copy(state.parameters()),
                  copy(state.firstMoments()),
                  copy(state.secondMoments())));
    }

    private static FloatBuffer copy(FloatBuffer values) {
      return FloatBuffer.allocate(values.remaining()).put(values.duplicate()).flip();
    }
  }

  @Test
  void givesTheSameBitsAgainAndWhetherLayersAreKeptOrNot() {
    float[] kept = train(CheckpointStore.none(), KEEP_ALL);
    assertThat(train(CheckpointStore.none(), KEEP_ALL)).isEqualTo(kept);
    assertThat(train(CheckpointStore.none(), KEEP_NONE)).isEqualTo(kept);
  }

  @Test
  void givesTheSameBitsWhenItIsKilledAndContinues() {
    float[] whole = train(CheckpointStore.none(), KEEP_ALL);
    FailsLater store = new FailsLater();
    assertThatThrownBy(() -> train(store, KEEP_ALL)).hasMessage("killed");
    store.fails = false;
    assertThat(store.newest().orElseThrow().stepsDone()).isEqualTo(2);
    assertThat(train(store, KEEP_ALL)).isEqualTo(whole);
  }

  /** Two workers have one GPU each where they can. Here both use the first one. */
  @Test
  void givesTheSameBitsToAGangOfTwoWorkers() {
    float[] alone = train(CheckpointStore.none(), KEEP_ALL);
    for (boolean shardOptimizer : new boolean[] {false, true}) {
      List<float[]> members = Gangs.run(2, gang -> member(gang, shardOptimizer));
      assertThat(members.get(0)).as("sharded: %s", shardOptimizer).isEqualTo(alone);
      assertThat(members.get(1)).as("sharded: %s", shardOptimizer).isEqualTo(alone);
    }
  }

  private static float[] member(Gang gang, boolean shardOptimizer) {
    Fingerprint work = new Fingerprint(Map.of("the student's weights", "a"));
    try (HeldState held = new HeldState();
        StepLedger ledger = StepLedger.inMemory()) {
      return trainer(CheckpointStore.none(), ledger)
          .run(model.decoder(), KEEP_ALL, new GangLink(gang, work, held, shardOptimizer))
          .adapter()
          .values();
    }
  }
}
