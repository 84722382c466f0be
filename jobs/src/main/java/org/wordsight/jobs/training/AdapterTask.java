package org.wordsight.jobs.training;

import java.io.IOException;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import org.apache.commons.io.FileUtils;
import org.wordsight.config.LoraConfig;
import org.wordsight.config.ModelConfig;
import org.wordsight.jobs.runtime.ModelHolder;
import org.wordsight.lora.Adapter;
import org.wordsight.lora.AdapterLayout;
import org.wordsight.lora.KeyLayout;
import org.wordsight.lora.LanguageShape;
import org.wordsight.lora.ModuleId;
import org.wordsight.lora.PeftFolder;
import org.wordsight.lora.TargetModules;
import org.wordsight.model.CheckpointFingerprint;
import org.wordsight.model.LoadedModel;
import org.wordsight.model.Purpose;
import org.wordsight.train.BatchPlan;
import org.wordsight.train.Fingerprint;
import org.wordsight.train.LocalCheckpoints;
import org.wordsight.train.StepLedger;
import org.wordsight.train.Trainer;
import org.wordsight.train.TrainingExample;
import org.wordsight.train.TrainingListener;
import org.wordsight.train.TrainingSettings;

/**
 * Trains one adapter with the model that its JVM holds, and writes it to a folder. After a crash,
 * it continues from its newest checkpoint.
 *
 * @param work the folder of checkpoints and step records, which survive a crash
 * @param folder the folder of the finished adapter, which appears whole or not at all
 */
public record AdapterTask(
    ModelConfig student,
    Lora lora,
    TrainingSettings settings,
    int checkpointEverySteps,
    long memoryBudgetBytes,
    List<TrainingExample> examples,
    List<TrainingExample> validation,
    String work,
    String folder)
    implements Serializable {
  private static final long serialVersionUID = 1L;
  private static final String LEDGER = "steps.jsonl";

  /** The size of the adapter. */
  public record Lora(int rank, double alpha, double dropout) implements Serializable {
    private static final long serialVersionUID = 1L;

    public static Lora of(LoraConfig config) {
      return new Lora(config.rank(), config.alpha(), config.dropout());
    }
  }

  /** The facts about the adapter for the run's tables. */
  public record Trained(String sha256, int steps, long trainableParameters)
      implements Serializable {
    private static final long serialVersionUID = 1L;
  }

  /** The file of the step records. */
  public static Path ledger(Path work) {
    return work.resolve(LEDGER);
  }

  public Trained run() {
    return ModelHolder.use(student, Purpose.LEARN, this::train);
  }

  private Trained train(LoadedModel model) {
    LanguageShape shape = LanguageShape.of(model.modelType(), model.decoder().config());
    List<ModuleId> modules = TargetModules.languageProjections(shape);
    Adapter initial =
        Adapter.initial(
            new AdapterLayout(shape, lora.rank(), modules), lora.alpha(), settings.seed());
    String weights = CheckpointFingerprint.of(student.folder(), student.precision());
    String fingerprint = Fingerprint.of(weights, settings, initial, examples, validation);
    try (StepLedger ledger = StepLedger.open(ledger(Path.of(work)))) {
      Trainer trainer =
          new Trainer(
              settings,
              BatchPlan.seeded(examples, settings),
              validation,
              initial,
              new LocalCheckpoints(Path.of(work).resolve("checkpoints"), fingerprint),
              checkpointEverySteps,
              ledger,
              new TrainingListener() {});
      Trainer.Result result = trainer.run(model.decoder(), model.device(), memoryBudgetBytes);
      write(result.adapter());
      return new Trained(
          PeftFolder.sha256(result.adapter(), KeyLayout.NEW),
          result.steps(),
          initial.layout().size());
    }
  }

  private void write(Adapter adapter) {
    Path finished = Path.of(folder);
    Path unfinished = finished.resolveSibling("." + finished.getFileName() + "-unfinished");
    try {
      FileUtils.deleteDirectory(unfinished.toFile());
      Files.createDirectories(unfinished);
      PeftFolder.write(unfinished, adapter, KeyLayout.NEW, lora.dropout(), student.name());
      FileUtils.deleteDirectory(finished.toFile());
      Files.move(unfinished, finished, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot write " + finished + ": " + e.getMessage(), e);
    }
  }
}
