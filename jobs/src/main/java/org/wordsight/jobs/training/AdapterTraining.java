package org.wordsight.jobs.training;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.commons.io.FileUtils;
import org.wordsight.error.IoReason;
import org.wordsight.error.WordsightException;
import org.wordsight.exchange.Gang;
import org.wordsight.jobs.runtime.Inputs;
import org.wordsight.jobs.runtime.Sessions;
import org.wordsight.lora.Adapter;
import org.wordsight.lora.AdapterLayout;
import org.wordsight.lora.KeyLayout;
import org.wordsight.lora.LanguageShape;
import org.wordsight.lora.ModuleId;
import org.wordsight.lora.NewAdapter;
import org.wordsight.lora.PeftFolder;
import org.wordsight.lora.TargetModules;
import org.wordsight.model.CheckpointFingerprint;
import org.wordsight.model.LoadedModel;
import org.wordsight.storage.Storage;
import org.wordsight.train.BatchPlan;
import org.wordsight.train.Fingerprint;
import org.wordsight.train.GangLink;
import org.wordsight.train.SampleFile;
import org.wordsight.train.StoredCheckpoints;
import org.wordsight.train.Trainer;
import org.wordsight.train.TrainingMachine;

/**
 * Trains an adapter with the model of this JVM, alone or with other workers. Rank 0 writes the
 * finished adapter.
 */
final class AdapterTraining {
  private final TrainingTask task;
  private final WorkerId id;
  private final LoadedModel model;
  private final Optional<Others> others;
  private final Storage storage;
  private final DriversLedger ledger;

  /**
   * The other workers and the agreement of all.
   *
   * @param threadsOfAnOperation on a CPU
   */
  record Others(Gang gang, int threadsOfAnOperation) {}

  AdapterTraining(TrainingTask task, WorkerId id, LoadedModel model, Optional<Others> others) {
    this.task = task;
    this.id = id;
    this.model = model;
    this.others = others;
    this.storage = Sessions.storage(task.place().warehouse());
    this.ledger = new DriversLedger(id, task);
  }

  WorkerEnd.Trained run() {
    SampleFile samples = SampleFile.read(storage, task.samples());
    NewAdapter initial = initial();
    TrainingMachine machine = machine();
    model
        .backend()
        .operatorProblem()
        .ifPresent(
            problem ->
                say(
                    "Training takes operations of libtorch in place of our own operators, which are faster: "
                        + problem));
    Fingerprint fingerprint =
        Fingerprint.of(
            CheckpointFingerprint.of(Inputs.folder(task.student()), task.student().precision()),
            task.settings(),
            initial,
            samples.train(),
            samples.validation(),
            machine);
    StoredCheckpoints stored =
        new StoredCheckpoints(storage, task.place().checkpoints(), fingerprint, this::say);
    Trainer trainer =
        new Trainer(
            task.settings(),
            BatchPlan.seeded(samples.train(), task.settings()),
            samples.validation(),
            initial,
            new PermittedCheckpoints(stored, ledger),
            task.computation().checkpointEverySteps(),
            ledger,
            task.choice());
    Trainer.Result result = trained(trainer, fingerprint);
    HeldTraining.ofModelInUse().close();
    if (id.rank() == 0) {
      write(result.adapter());
    }
    return new WorkerEnd.Trained(
        PeftFolder.sha256(result.adapter(), KeyLayout.NEW),
        result.steps(),
        result.keptStep(),
        initial.layout().size(),
        machine.text());
  }

  private Trainer.Result trained(Trainer trainer, Fingerprint fingerprint) {
    if (others.isEmpty()) {
      return trainer.run(model.decoder(), task.computation().memoryBudgetBytes());
    }
    GangLink link =
        new GangLink(
            others.get().gang(),
            fingerprint,
            HeldTraining.ofModelInUse().of(task.training()),
            task.computation().shardOptimizer(),
            others.get().threadsOfAnOperation());
    return trainer.run(model.decoder(), task.computation().memoryBudgetBytes(), link);
  }

  private NewAdapter initial() {
    LanguageShape shape = LanguageShape.of(model.modelType(), model.decoder().config());
    List<ModuleId> modules = TargetModules.languageProjections(shape);
    return new NewAdapter(
        new AdapterLayout(shape, task.lora().rank(), modules),
        task.lora().alpha(),
        task.settings().seed());
  }

  private TrainingMachine machine() {
    if (others.isEmpty()) {
      return TrainingMachine.here(model.backend(), task.settings().logicalShards());
    }
    int threads = others.get().threadsOfAnOperation();
    TrainingMachine machine = TrainingMachine.inAGang(model.backend(), threads);
    if (id.rank() == 0) {
      DriverLine.tell(
          new WorkerMessage.Met(
              id, new WorkerMessage.Meeting(threads, machine.device(), machine.library())));
    }
    return machine;
  }

  private void say(String text) {
    DriverLine.tell(new WorkerMessage.Said(id, text));
  }

  private void write(Adapter adapter) {
    ledger.requirePermission();
    try {
      Path local = Files.createTempDirectory("wordsight-adapter");
      try {
        PeftFolder.write(
            local, adapter, KeyLayout.NEW, task.lora().dropout(), task.student().name());
        try (Stream<Path> files = Files.list(local)) {
          for (Path file : files.sorted().toList()) {
            storage.put(task.place().adapter() + "/" + file.getFileName(), file);
          }
        }
      } finally {
        FileUtils.deleteDirectory(local.toFile());
      }
    } catch (IOException e) {
      throw WordsightException.input(
          "Cannot write adapter "
              + storage.location(task.place().adapter())
              + ": "
              + IoReason.of(e)
              + ". Check the disk and its permissions, then start again: it continues.",
          e);
    }
  }
}
