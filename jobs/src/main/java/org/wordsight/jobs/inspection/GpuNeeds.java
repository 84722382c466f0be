package org.wordsight.jobs.inspection;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.wordsight.config.EvaluationConfig.Arm;
import org.wordsight.config.ModelConfig;
import org.wordsight.config.ModelsConfig;
import org.wordsight.config.RunConfig;
import org.wordsight.config.TrainingConfig;
import org.wordsight.generate.AnswerMemory;
import org.wordsight.jobs.runtime.Inputs;
import org.wordsight.lora.AdapterLayout;
import org.wordsight.lora.LanguageShape;
import org.wordsight.lora.TargetModules;
import org.wordsight.model.Checkpoint;
import org.wordsight.model.Purpose;
import org.wordsight.model.WeightMemory;
import org.wordsight.model.layer.DecoderConfig;
import org.wordsight.model.layer.GpuBackend;
import org.wordsight.tensor.Device;
import org.wordsight.train.BatchPlan;
import org.wordsight.train.TrainingMemory;
import org.wordsight.train.VectorMemory;

/** Describes the memory that a run's models take on a GPU. The GPU itself is not asked. */
final class GpuNeeds {
  private static final long MEBIBYTE = 1L << 20;

  /** The length of a row in the figures; its prompt is nearly as long. */
  private static final int POSITIONS = 1000;

  /** Our own operators, which nearly every GPU can use, need no masks of dropout. */
  private static final boolean KEEPS_MASKS = false;

  private final RunConfig config;

  GpuNeeds(RunConfig config) {
    this.config = config;
  }

  /**
   * What one model takes for one use.
   *
   * @param name of the model and its use
   * @param leastBytes without which it cannot work at all
   * @param remedy what to change if they are too many
   * @param line for people
   */
  record Need(String name, long leastBytes, String remedy, String line) {}

  /** The needs of each model and use. */
  List<Need> all() {
    List<Need> needs = new ArrayList<>();
    ModelsConfig models = config.models();
    int group = config.synthesis().groupSize();
    config.teachingModel().ifPresent(one -> needs.add(answering("the teacher", one, group)));
    config
        .judgingModel()
        .ifPresent(
            one -> needs.add(answering("the judge", one, config.judge().orElseThrow().answers())));
    config.embeddingModel().ifPresent(one -> needs.add(answering("the embedder", one, 1)));
    needs.add(training(models.student()));
    int rows = config.evaluation().batchSize();
    needs.add(answering("models.student", models.student(), rows));
    models.llm().ifPresent(llm -> needs.add(answering("models.llm", llm, rows)));
    if (config.evaluation().arms().contains(Arm.CAPTION)) {
      models.captioner().ifPresent(one -> needs.add(answering("models.captioner", one, rows)));
    }
    return needs;
  }

  private static GpuBackend backend(ModelConfig model) {
    return new GpuBackend(Device.gpu(0), model.precision().type());
  }

  private Need answering(String name, ModelConfig model, int rows) {
    GpuBackend backend = backend(model);
    try (Checkpoint checkpoint = Checkpoint.openHeaders(Inputs.folder(model))) {
      DecoderConfig decoder = checkpoint.decoder();
      long weights = WeightMemory.bytes(checkpoint, backend, Purpose.ANSWER);
      String line =
          String.format(
              Locale.ROOT,
              "%s: %,d MiB of weights; %d rows of %,d tokens take %,d MiB, and reading their"
                  + " prompts %,d MiB, besides the weights",
              name,
              mebibytes(weights),
              rows,
              POSITIONS,
              mebibytes(AnswerMemory.rowsBytes(decoder, rows, POSITIONS, backend)),
              mebibytes(AnswerMemory.readingBytes(decoder, rows, POSITIONS, backend)));
      return new Need(
          name,
          weights + AnswerMemory.rowsBytes(decoder, 1, POSITIONS, backend),
          "Set precision to bfloat16, use a smaller model",
          line);
    }
  }

  /**
   * @throws org.wordsight.error.WordsightException if no kernel of a GPU trains the model's heads
   */
  private Need training(ModelConfig model) {
    GpuBackend backend = backend(model);
    TrainingConfig training = config.training();
    int rank = config.lora().rank();
    try (Checkpoint checkpoint = Checkpoint.openHeaders(Inputs.folder(model))) {
      backend.requireTrainableHeads(checkpoint.decoder().headSize());
      LanguageShape shape = LanguageShape.of(checkpoint.modelType(), checkpoint.decoder());
      int shards = training.steps().logicalShards();
      int sideBySide = backend.shardsSideBySide(shards);
      long tokens =
          sideBySide
              * BatchPlan.longestPass(
                  training.steps().microBatchTokens(), training.text().maximumTokens());
      long parameters =
          AdapterLayout.parameters(shape, rank, TargetModules.languageProjections(shape));
      long weights = WeightMemory.bytes(checkpoint, backend, Purpose.LEARN);
      long vectors = VectorMemory.deviceBytes(parameters, shards, sideBySide);
      long working =
          TrainingMemory.workingBytes(shape, checkpoint.decoder(), rank, tokens, backend);
      String name = "models.student in training";
      String line =
          String.format(
              Locale.ROOT,
              "%s: %,d MiB of weights, %,d MiB of the adapter's vectors, %,d MiB for work; with"
                  + " %,d MiB more, no layer is computed again",
              name,
              mebibytes(weights),
              mebibytes(vectors),
              mebibytes(working),
              mebibytes(
                  TrainingMemory.keptBytes(
                      shape, rank, tokens, backend.activation(), KEEPS_MASKS)));
      return new Need(
          name,
          weights + vectors + working,
          "Set precision to bfloat16, lower training.microBatchTokens",
          line);
    }
  }

  private static long mebibytes(long bytes) {
    return (bytes + MEBIBYTE - 1) / MEBIBYTE;
  }
}
