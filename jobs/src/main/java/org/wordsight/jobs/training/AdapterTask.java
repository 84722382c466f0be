package org.wordsight.jobs.training;

import java.io.IOException;
import java.io.Serializable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.apache.commons.io.FileUtils;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.wordsight.config.LoraConfig;
import org.wordsight.config.ModelConfig;
import org.wordsight.error.WordsightException;
import org.wordsight.jobs.runtime.Inputs;
import org.wordsight.jobs.runtime.ModelHolder;
import org.wordsight.jobs.runtime.Sessions;
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
import org.wordsight.storage.Storage;
import org.wordsight.train.BatchPlan;
import org.wordsight.train.Fingerprint;
import org.wordsight.train.StepLedger;
import org.wordsight.train.StoredCheckpoints;
import org.wordsight.train.Trainer;
import org.wordsight.train.TrainingExample;
import org.wordsight.train.TrainingMachine;
import org.wordsight.train.TrainingSettings;

/**
 * Trains one adapter with the model that its JVM holds, and writes it to a folder. After a crash,
 * it continues from its newest checkpoint.
 *
 * @param place the folders for everything that survives a crash
 */
public record AdapterTask(
    ModelConfig student,
    Lora lora,
    TrainingSettings settings,
    int checkpointEverySteps,
    long memoryBudgetBytes,
    List<TrainingExample> examples,
    List<TrainingExample> validation,
    Place place)
    implements Serializable {
  private static final long serialVersionUID = 1L;
  private static final Logger LOGGER = LoggerFactory.getLogger(AdapterTask.class);

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

  /**
   * Folders of the warehouse.
   *
   * @param work checkpoints and step records
   * @param adapter the finished adapter; nothing reads it before the run's tables name it
   */
  public record Place(String warehouse, String work, String adapter) implements Serializable {
    private static final long serialVersionUID = 1L;

    /** The folder of the step records. */
    public String steps() {
      return work + "/steps";
    }

    String checkpoints() {
      return work + "/checkpoints";
    }
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
    String weights = CheckpointFingerprint.of(Inputs.folder(student), student.precision());
    TrainingMachine machine = TrainingMachine.here(model.backend(), settings.logicalShards());
    Fingerprint fingerprint =
        Fingerprint.of(weights, settings, initial, examples, validation, machine);
    Storage storage = Sessions.storage(place.warehouse());
    try (StepLedger ledger = StepLedger.open(storage, place.steps())) {
      Trainer trainer =
          new Trainer(
              settings,
              BatchPlan.seeded(examples, settings),
              validation,
              initial,
              new StoredCheckpoints(storage, place.checkpoints(), fingerprint, LOGGER::warn),
              checkpointEverySteps,
              ledger);
      Trainer.Result result = trainer.run(model.decoder(), memoryBudgetBytes);
      write(storage, result.adapter());
      return new Trained(
          PeftFolder.sha256(result.adapter(), KeyLayout.NEW),
          result.steps(),
          initial.layout().size());
    }
  }

  private void write(Storage storage, Adapter adapter) {
    try {
      Path local = Files.createTempDirectory("wordsight-adapter");
      try {
        PeftFolder.write(local, adapter, KeyLayout.NEW, lora.dropout(), student.name());
        try (Stream<Path> files = Files.list(local)) {
          for (Path file : files.sorted().toList()) {
            storage.put(place.adapter() + "/" + file.getFileName(), file);
          }
        }
      } finally {
        FileUtils.deleteDirectory(local.toFile());
      }
    } catch (IOException e) {
      throw WordsightException.input(
          "Cannot write adapter "
              + storage.location(place.adapter())
              + ": "
              + e.getMessage()
              + ". Check the disk and its permissions, then start again: it continues.",
          e);
    }
  }
}
