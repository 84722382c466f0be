package org.wordsight.jobs.inspection;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.apache.spark.SparkConf;
import org.wordsight.config.EvaluationConfig.Arm;
import org.wordsight.config.ModelConfig;
import org.wordsight.config.ModelsConfig;
import org.wordsight.config.RunConfig;
import org.wordsight.config.TrainingConfig;
import org.wordsight.generate.AnswerMemory;
import org.wordsight.jobs.runtime.ExecutorMemory;
import org.wordsight.jobs.runtime.ExecutorMemory.Part;
import org.wordsight.jobs.runtime.Inputs;
import org.wordsight.jobs.runtime.Sessions;
import org.wordsight.lora.AdapterLayout;
import org.wordsight.lora.LanguageShape;
import org.wordsight.lora.TargetModules;
import org.wordsight.model.Checkpoint;
import org.wordsight.model.Purpose;
import org.wordsight.model.WeightMemory;
import org.wordsight.model.layer.CpuBackend;
import org.wordsight.train.BatchPlan;
import org.wordsight.train.TrainingMemory;
import org.wordsight.train.VectorMemory;

/**
 * Computes the memory of a JVM that runs the models of some stages, on the heap and outside it. The
 * JVM holds one model at a time, so the largest need counts.
 */
public final class MemoryNeeds {
  private static final long MEBIBYTE = 1L << 20;

  /** Spark, tables and the JVM's own objects. */
  private static final long LEAST_HEAP = 512 * MEBIBYTE;

  private static final long HEAP = 2048 * MEBIBYTE;

  /** Libraries, threads, class data, network buffers. */
  private static final long LEAST_BESIDE = 384 * MEBIBYTE;

  private static final long BESIDE = 1024 * MEBIBYTE;

  private final RunConfig config;
  private final SparkConf settings;

  private MemoryNeeds(RunConfig config, SparkConf settings) {
    this.config = config;
    this.settings = settings;
  }

  /**
   * The need of one stage's model.
   *
   * @param name of the model in the run file
   * @param heap for an adapter in training
   * @param work for activations and caches
   */
  private record Need(String name, long heap, long weights, long work) {
    long beside() {
      return weights + work;
    }
  }

  /**
   * Reads the headers of the checkpoints that the stages use.
   *
   * @param verbs of the stages
   * @param settings the cores of an executor, and whether it has a GPU
   * @return absent where no stage uses a model
   */
  public static Optional<ExecutorMemory> of(
      RunConfig config, Collection<String> verbs, SparkConf settings) {
    List<Need> needs = new MemoryNeeds(config, settings).needs(verbs);
    if (needs.isEmpty()) {
      return Optional.empty();
    }

    Need heap = needs.stream().max(Comparator.comparingLong(Need::heap)).orElseThrow();
    Need least = needs.stream().max(Comparator.comparingLong(Need::weights)).orElseThrow();
    Need beside = needs.stream().max(Comparator.comparingLong(Need::beside)).orElseThrow();
    return Optional.of(
        new ExecutorMemory(
            new Part(
                mebibytes(LEAST_HEAP + heap.heap),
                mebibytes(Math.max(HEAP, LEAST_HEAP + heap.heap + heap.heap / 4)),
                heap.heap == 0 ? "Spark" : "Spark and the adapter's state in training"),
            new Part(
                mebibytes(LEAST_BESIDE + least.weights),
                mebibytes(BESIDE + beside.beside() + beside.beside() / 10),
                "%s (%d MiB of weights, at most %d MiB beside them) and libraries"
                    .formatted(beside.name, mebibytes(beside.weights), mebibytes(beside.work)))));
  }

  private static long mebibytes(long bytes) {
    return (bytes + MEBIBYTE - 1) / MEBIBYTE;
  }

  private List<Need> needs(Collection<String> verbs) {
    List<Need> needs = new ArrayList<>();
    ModelsConfig models = config.models();
    if (verbs.contains("generate")) {
      int rows = config.synthesis().groupSize();
      config.teachingModel().ifPresent(one -> needs.add(answering("the teacher", one, rows)));
      config
          .judgingModel()
          .ifPresent(
              one ->
                  needs.add(answering("the judge", one, config.judge().orElseThrow().answers())));
    }

    // Waves of questions are curated while they are generated.
    if (verbs.contains("generate") || verbs.contains("curate")) {
      config.embeddingModel().ifPresent(one -> needs.add(answering("the embedder", one, 1)));
    }

    if (verbs.contains("train")) {
      needs.add(training(models.student()));
    }

    if (verbs.contains("evaluate")) {
      int rows = config.evaluation().batchSize();
      needs.add(answering("models.student", models.student(), rows));
      models.llm().ifPresent(llm -> needs.add(answering("models.llm", llm, rows)));
      if (config.evaluation().arms().contains(Arm.CAPTION)) {
        models.captioner().ifPresent(one -> needs.add(answering("models.captioner", one, rows)));
      }
    }

    return needs;
  }

  private Need answering(String name, ModelConfig model, int rows) {
    try (Checkpoint checkpoint = Checkpoint.openHeaders(Inputs.folder(model))) {
      return hasGpu()
          ? new Need(name, 0, 0, onTheWayToTheGpu())
          : new Need(
              name,
              0,
              WeightMemory.bytes(checkpoint, cpu(model), Purpose.ANSWER),
              AnswerMemory.mostBytes(checkpoint.decoder(), rows));
    }
  }

  private Need training(ModelConfig model) {
    try (Checkpoint checkpoint = Checkpoint.openHeaders(Inputs.folder(model))) {
      TrainingConfig training = config.training();
      int shards = training.steps().logicalShards();
      LanguageShape shape = LanguageShape.of(checkpoint.modelType(), checkpoint.decoder());
      int rank = config.lora().rank();
      long parameters =
          AdapterLayout.parameters(shape, rank, TargetModules.languageProjections(shape));
      long heap = VectorMemory.heapBytes(parameters);
      long exchange =
          VectorMemory.exchangeBytes(parameters, shards, training.computation().workers());
      String name = "models.student in training";
      if (hasGpu()) {
        long copies = VectorMemory.hostCopyBytes(parameters, training.computation().workers());
        return new Need(name, heap, 0, onTheWayToTheGpu() + copies + exchange);
      }

      int sideBySide = CpuBackend.shardsSideBySide(cores(), shards);
      long vectors = VectorMemory.deviceBytes(parameters, shards, sideBySide);
      long weights = WeightMemory.bytes(checkpoint, cpu(model), Purpose.LEARN);
      long work =
          TrainingMemory.nativeBytes(
              shape,
              checkpoint.decoder(),
              rank,
              BatchPlan.longestPass(
                  training.steps().microBatchTokens(), training.text().maximumTokens()),
              sideBySide,
              training.computation().memoryBudgetBytes(),
              weights);
      return new Need(name, heap, weights, work + vectors + exchange);
    }
  }

  private static CpuBackend cpu(ModelConfig model) {
    return new CpuBackend(model.precision().type());
  }

  /**
   * The memory for copying weights to the GPU: one block at a time, and the GPU driver's own
   * libraries.
   */
  private static long onTheWayToTheGpu() {
    return 3072 * MEBIBYTE;
  }

  private boolean hasGpu() {
    return Sessions.hasExecutors(settings)
        ? haveGpu(settings)
        : LocalDevice.of(config, settings).gpu().isPresent();
  }

  /** Whether executors compute on a GPU. */
  static boolean haveGpu(SparkConf settings) {
    return settings.getInt("spark.executor.resource.gpu.amount", 0) > 0;
  }

  private int cores() {
    return settings.getInt("spark.executor.cores", Runtime.getRuntime().availableProcessors());
  }
}
