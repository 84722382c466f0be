package org.wordsight.jobs;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.stream.Collectors;
import org.wordsight.chat.ChatTemplate;
import org.wordsight.chat.Tokenizer;
import org.wordsight.config.ModelConfig;
import org.wordsight.config.RunConfig;
import org.wordsight.config.TrainingConfig;
import org.wordsight.error.WordsightException;
import org.wordsight.jobs.runtime.Inputs;
import org.wordsight.jobs.runtime.Progress;
import org.wordsight.jobs.runtime.Publication;
import org.wordsight.jobs.runtime.Run;
import org.wordsight.jobs.table.AdapterRow;
import org.wordsight.jobs.table.RejectedRow;
import org.wordsight.jobs.table.SampleRow;
import org.wordsight.jobs.table.TrainPlanRow;
import org.wordsight.jobs.table.TrainStepRow;
import org.wordsight.jobs.training.AdapterPlan;
import org.wordsight.jobs.training.AdapterRun;
import org.wordsight.jobs.training.TrainingSamples;
import org.wordsight.jobs.training.TrainingTask;
import org.wordsight.jobs.training.WorkerEnd;
import org.wordsight.prompt.PromptTemplate;
import org.wordsight.prompt.TrainingPrompt;
import org.wordsight.storage.Storage;
import org.wordsight.train.BatchPlan;
import org.wordsight.train.StepLedger;
import org.wordsight.train.StepRecord;
import org.wordsight.train.TrainingText;

/**
 * Trains the student on text: one LoRA adapter for each subset of the samples. Where the run file
 * asks for a control, the stage trains it too. The stage reads {@code samples}. It writes {@code
 * train_plan}, {@code train_steps} and {@code adapters}, and samples that are too long to {@code
 * rejected}. A finished adapter is left as it is. An unfinished one continues from its newest
 * checkpoint.
 */
public final class TrainStage {
  private static final int MOST_LOSSES_SHOWN = 5;

  public void run(Run run) {
    List<SampleRow> rows = SampleRow.TABLE.records(run.read(SampleRow.TABLE));
    ModelConfig student = run.config().models().student();
    try (Tokenizer tokenizer = Tokenizer.load(Inputs.folder(student))) {
      TrainingText text = text(run.config(), tokenizer);
      Map<String, RejectedRow> rejected = new LinkedHashMap<>();
      Map<AdapterPlan, TrainingSamples> samples = new LinkedHashMap<>();
      for (AdapterPlan plan : AdapterPlan.of(run.config())) {
        TrainingConfig training = run.config().training();
        TrainingSamples ofPlan =
            TrainingSamples.of(
                rows, plan, text, training.text().maximumTokens(), training.steps().seed());
        ofPlan.rejected().forEach(row -> rejected.put(row.sourceId(), row));
        if (!run.hasPublished(plan.part())) {
          samples.put(plan, ofPlan);
        }
      }
      publishRejected(run, List.copyOf(rejected.values()));
      samples.forEach((plan, ofPlan) -> train(run, plan, ofPlan));
    }
  }

  private static TrainingText text(RunConfig config, Tokenizer tokenizer) {
    PromptTemplate prompt =
        PromptTemplate.of(PromptTemplate.Purpose.TRAINING, config.training().text().prompt());
    return new TrainingText(
        ChatTemplate.load(Inputs.folder(config.models().student())),
        tokenizer,
        new TrainingPrompt(prompt),
        config.training().text().answerForm());
  }

  private static void publishRejected(Run run, List<RejectedRow> rejected) {
    if (rejected.isEmpty()) {
      return;
    }
    run.console()
        .message(
            "train: %,d samples are longer than training.maximumTokens (%,d) and are left out; table rejected names them"
                .formatted(rejected.size(), run.config().training().text().maximumTokens()));
    try (Publication out = run.publication("train")) {
      out.write(RejectedRow.TABLE, rejected);
      out.commit();
    }
  }

  private static void train(Run run, AdapterPlan plan, TrainingSamples samples) {
    if (samples.train().isEmpty()) {
      throw WordsightException.usage(
          "Cannot train "
              + plan.id()
              + ": training.maximumTokens is "
              + run.config().training().text().maximumTokens()
              + ", and every sample is longer. Raise it.");
    }
    TrainingTask.Place place =
        new TrainingTask.Place(
            run.warehouse().place(),
            run.workFolder("training/" + plan.id()),
            run.adapterFolder(plan.id()));
    BatchPlan batches = BatchPlan.seeded(samples.train(), TrainingTask.settings(run.config()));
    publishPlan(run, plan, batches);
    Storage storage = run.warehouse().storage();
    long[] tokens = tokensAfterEachStep(batches);
    try (StepLedger ledger = StepLedger.open(storage, place.steps(), run::requireLease)) {
      WorkerEnd.Trained trained;
      try (Progress progress =
          Progress.start(
              run.console(),
              Progress.Work.free(
                  "train " + plan.id() + " (" + batches.steps() + " steps)",
                  "tokens",
                  tokens[batches.steps()],
                  () -> tokens[Math.min(tokens.length - 1, ledger.lastStep())]))) {
        trained = new AdapterRun(run, plan, place, ledger).train(samples);
      }
      List<StepRecord> steps =
          ledger.records().stream().filter(step -> step.step() <= trained.steps()).toList();
      publish(run, plan, storage.location(place.adapter()), trained, steps);
      summarise(run, plan, steps, tokens[trained.steps()]);
    }
    run.remove(place.work());
  }

  private static void publishPlan(Run run, AdapterPlan plan, BatchPlan batches) {
    if (run.hasPublished(plan.planPart())) {
      return;
    }
    List<TrainPlanRow> rows = new ArrayList<>();
    for (int index = 0; index < batches.steps(); index++) {
      List<BatchPlan.Shard> shards = batches.shards(index);
      for (int shard = 0; shard < shards.size(); shard++) {
        BatchPlan.Shard one = shards.get(shard);
        rows.add(
            new TrainPlanRow(
                plan.id(), index + 1, shard, one.sampleIds(), one.tokens(), one.targetTokens()));
      }
    }
    try (Publication out = run.publication(plan.planPart())) {
      out.write(TrainPlanRow.TABLE, rows);
      out.commit();
    }
  }

  private static long[] tokensAfterEachStep(BatchPlan plan) {
    long[] tokens = new long[plan.steps() + 1];
    for (int i = 0; i < plan.steps(); i++) {
      tokens[i + 1] = tokens[i] + plan.tokens(plan.step(i).samples());
    }
    return tokens;
  }

  private static void publish(
      Run run,
      AdapterPlan plan,
      String location,
      WorkerEnd.Trained trained,
      List<StepRecord> steps) {
    AdapterRow adapter =
        new AdapterRow(
            plan.id(),
            run.config().models().student().name(),
            run.config().teacher().name(),
            plan.trainSize(),
            plan.control(),
            validationLoss(steps.get(trained.keptStep() - 1)),
            location,
            trained.sha256(),
            trained.steps(),
            trained.keptStep(),
            trained.trainableParameters(),
            trained.computedWith());
    List<TrainStepRow> rows =
        steps.stream().map(step -> new TrainStepRow(plan.id(), step)).toList();
    try (Publication out = run.publication(plan.part())) {
      out.write(TrainStepRow.TABLE, rows);
      out.write(AdapterRow.TABLE, List.of(adapter));
      out.commit();
    }
  }

  private static OptionalDouble validationLoss(StepRecord step) {
    return step.validationLoss().map(OptionalDouble::of).orElse(OptionalDouble.empty());
  }

  private static void summarise(Run run, AdapterPlan plan, List<StepRecord> steps, long tokens) {
    double seconds = steps.stream().mapToDouble(StepRecord::seconds).sum();
    List<Double> losses = steps.stream().flatMap(step -> step.validationLoss().stream()).toList();
    run.console()
        .message(
            String.format(
                Locale.ROOT,
                "train %s: %,d steps, %,.0f tokens/s%s",
                plan.id(),
                steps.size(),
                tokens / seconds,
                validation(losses)));
  }

  /** The loss after each epoch if there are few epochs, else the lowest and the last loss. */
  private static String validation(List<Double> losses) {
    if (losses.isEmpty()) {
      return "";
    }

    if (losses.size() <= MOST_LOSSES_SHOWN) {
      return losses.stream()
          .map(loss -> String.format(Locale.ROOT, "%.4f", loss))
          .collect(Collectors.joining(", ", "; validation loss after each epoch: ", ""));
    }

    double lowest = Collections.min(losses);
    return String.format(
        Locale.ROOT,
        "; validation loss: %.4f at its lowest, after epoch %d of %d; %.4f after the last",
        lowest,
        losses.indexOf(lowest) + 1,
        losses.size(),
        losses.get(losses.size() - 1));
  }
}
