package org.wordsight.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.wordsight.config.TrainingConfig.Schedule;
import org.wordsight.lora.Adapter;
import org.wordsight.lora.AdapterLayout;
import org.wordsight.lora.LanguageShape;
import org.wordsight.lora.TargetModules;
import org.wordsight.model.LoadedModel;
import org.wordsight.model.Precision;
import org.wordsight.model.Purpose;
import org.wordsight.model.layer.ActivationType;
import org.wordsight.model.layer.CpuBackend;
import org.wordsight.tensor.Device;
import org.wordsight.tensor.LiveTensors;
import org.wordsight.tensor.Scope;
import org.wordsight.tensor.Tensor;
import org.wordsight.tensor.TwoThreads;

/** The demo's student, trained with shards side by side. */
@Tag("two-threads")
class TestTrainingWithTwoThreads {
  private static final Path STUDENT = Path.of("..", "conf", "demo", "student");

  private static LoadedModel model;
  private static AdapterLayout layout;

  @BeforeAll
  static void load() {
    TwoThreads.require();
    model = LoadedModel.load(STUDENT, Precision.FLOAT32, Device.CPU, Purpose.LEARN);
    LanguageShape shape = LanguageShape.of(model.modelType(), model.decoder().config());
    layout = new AdapterLayout(shape, 8, TargetModules.languageProjections(shape));
  }

  @AfterAll
  static void close() {
    model.close();
  }

  private static List<TrainingExample> examples(int count, int seed) {
    Random random = new Random(seed);
    List<TrainingExample> examples = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      int[] ids = random.ints(20 + 9 * (i % 7), 0, 300).toArray();
      examples.add(new TrainingExample("s" + i, ids, ids.length - 2 - i % 3));
    }
    return examples;
  }

  private record Trained(float[] adapter, List<Double> losses, double validationLoss) {}

  private static Trained train(int logicalShards) {
    TrainingSettings settings =
        new TrainingSettings(2, 1e-3, Schedule.LINEAR, 1, 8, logicalShards, 200, 1.0, 0.1, 42);
    try (StepLedger ledger = StepLedger.inMemory()) {
      Trainer.Result result =
          new Trainer(
                  settings,
                  BatchPlan.seeded(examples(22, 5), settings),
                  examples(9, 6),
                  Adapter.initial(layout, 16, 42),
                  CheckpointStore.none(),
                  100,
                  ledger)
              .run(model.decoder(), 0);
      return new Trained(
          result.adapter().values(),
          ledger.records().stream().map(StepRecord::loss).toList(),
          result.validationLoss().orElseThrow());
    }
  }

  private static void assertSameBits(Trained actual, Trained expected) {
    assertThat(actual.losses()).isEqualTo(expected.losses());
    assertThat(actual.validationLoss()).isEqualTo(expected.validationLoss());
    assertThat(actual.adapter()).isEqualTo(expected.adapter());
  }

  @Test
  void givesTheBitsOfOneThreadWithShardsSideBySide() {
    Supplier<Trained> training = () -> train(4);
    Trained withTwo = training.get();
    assertThat(withTwo.losses()).hasSize(6);
    assertThat(withTwo.losses().get(5)).isLessThan(withTwo.losses().get(0));
    assertSameBits(training.get(), withTwo);
    // Each shard is computed by one thread, for any number of threads, as long as there are enough
    // shards.
    assertSameBits(TwoThreads.withOne(training), withTwo);
  }

  @Test
  void givesTheSameBitsBesideOtherWork() throws Exception {
    Trained alone = train(4);
    Trained aloneInOneShard = train(1);
    AtomicBoolean ended = new AtomicBoolean();
    ExecutorService thread = Executors.newSingleThreadExecutor();
    try {
      CountDownLatch begun = new CountDownLatch(1);
      Future<Integer> others =
          thread.submit(
              () -> {
                int trained = 0;
                while (!ended.get()) {
                  train(2);
                  trained++;
                  begun.countDown();
                }
                return trained;
              });
      begun.await();
      assertSameBits(train(4), alone);
      assertSameBits(train(1), aloneInOneShard);
      ended.set(true);
      assertThat(others.get()).isPositive();
    } finally {
      ended.set(true);
      thread.shutdown();
    }
  }

  @Test
  void givesTheSameBitsIfEachOfTheShardsHasSeveralThreads() {
    // Twice as many threads as cores compute the same, and let two shards of two threads run at
    // once.
    Supplier<Trained> training = () -> train(2);
    Trained withOneThreadEach = training.get();
    Trained withTwoThreadsEach = TwoThreads.with(4, training);
    assertSameBits(TwoThreads.with(4, training), withTwoThreadsEach);
    assertThat(withTwoThreadsEach.adapter()).isNotEqualTo(withOneThreadEach.adapter());
  }

  @Test
  void roundsASingleShardByTheNumberOfThreadsButAlwaysTheSame() {
    Supplier<Trained> training = () -> train(1);
    Trained withTwo = training.get();
    assertSameBits(training.get(), withTwo);
    // Both threads share the one shard's sums: the number of threads decides the bits.
    Trained withOne = TwoThreads.withOne(training);
    assertThat(withTwo.adapter()).isNotEqualTo(withOne.adapter());
    for (int step = 0; step < 6; step++) {
      assertThat(withTwo.losses().get(step))
          .isCloseTo(withOne.losses().get(step), within(1e-4 * withOne.losses().get(step)));
    }
  }

  @Test
  void freesEverythingThatAStepMade() {
    train(4);
    int before = LiveTensors.count();
    train(4);
    assertThat(LiveTensors.count()).isEqualTo(before);
  }

  @Test
  void givesTheSameNormWithOneThreadAsWithTwo() {
    Random random = new Random(6);
    float[] values = new float[3_000_001];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) random.nextGaussian();
    }
    try (Vectors vectors = new Vectors(new CpuBackend(ActivationType.FLOAT32));
        Scope scope = vectors.scope()) {
      Tensor vector = vectors.of(scope, FloatBuffer.wrap(values));
      double withTwo = vectors.norm(scope, vector).toDouble();
      assertThat(TwoThreads.withOne(() -> vectors.norm(scope, vector).toDouble()))
          .isEqualTo(withTwo);
    }
  }
}
