package org.wordsight.jobs.inspection;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import org.wordsight.config.DecontaminationConfig;
import org.wordsight.config.DecontaminationConfig.Benchmark;
import org.wordsight.config.EvaluationConfig;
import org.wordsight.config.Location;
import org.wordsight.config.RunConfig;
import org.wordsight.config.RunFile;
import org.wordsight.config.SplitConfig;
import org.wordsight.config.SynthesisConfig;
import org.wordsight.config.TrainingConfig;
import org.wordsight.contamination.BenchmarkFile;
import org.wordsight.data.Question;
import org.wordsight.error.WordsightException;
import org.wordsight.evaluate.VivaAnnotation;
import org.wordsight.evaluate.VivaItem;
import org.wordsight.jobs.curation.EmbedderPlace;
import org.wordsight.jobs.runtime.Console;
import org.wordsight.jobs.runtime.Inputs;
import org.wordsight.jobs.runtime.RunId;
import org.wordsight.synthesis.SeedQuestions;

/**
 * Finds everything about a run that can be known before anything is spent. It checks that all files
 * in the run file exist and are whole, and computes the memory, requests and cost. The inspection
 * reads headers and small files; on request it also reads every weight once. It writes nothing.
 */
public final class Inspection {
  private final RunConfig config;
  private final Findings findings = new Findings();
  private final ModelInspection models;

  private Inspection(RunConfig config) {
    this.config = config;
    this.models = new ModelInspection(config, findings);
  }

  /**
   * Inspects everything except the weights, which are checked when they are loaded.
   *
   * @param runId how the run is chosen that earlier runs are compared with
   */
  public static Inspection of(RunFile file, RunId runId) {
    RunConfig config = file.config();
    Inspection inspection = new Inspection(config);
    long largestWeights = inspection.models.inspect();
    Optional<List<Question>> seeds = inspection.inspectSynthesis();
    new PromptInspection(config, inspection.findings, inspection.models.readable())
        .inspect(seeds.orElse(List.of()));
    config
        .judge()
        .ifPresent(
            judge ->
                new JudgeInspection(config, judge, inspection.findings)
                    .inspect(seeds.orElse(List.of())));
    inspection.inspectBenchmarks();
    Optional<EmbedderPlace> embedder =
        config
            .curation()
            .semantic()
            .flatMap(
                semantic ->
                    new MeaningInspection(config, semantic, inspection.findings)
                        .inspect(seeds.orElse(List.of()), inspection.models.readable()));
    new HistoryInspection(file, runId, embedder, inspection.findings).inspect();
    inspection.inspectTraining();
    inspection.inspectEvaluation();
    new MachineInspection(config, inspection.findings).inspect(largestWeights);
    return inspection;
  }

  /** Reads every weight of every model once, and shows its progress. */
  public void inspectWeights(Console console) {
    models.inspectWeights(console);
  }

  /** The derived numbers, one a line. */
  public List<String> facts() {
    return findings.facts();
  }

  /** The warnings, one a line. */
  public List<String> warnings() {
    return findings.warnings();
  }

  /**
   * Throws all problems; does nothing where there are none.
   *
   * @throws WordsightException with all problems; exit code 2 has priority over 3
   */
  public void throwIfWrong() {
    findings.throwIfWrong();
  }

  private Optional<List<Question>> inspectSynthesis() {
    SynthesisConfig synthesis = config.synthesis();
    Optional<List<Question>> seeds =
        findings.attempt(() -> SeedQuestions.read(Inputs.path(synthesis.seedQuestions())));
    if (seeds.isPresent() && seeds.get().size() < synthesis.examplesPerCall()) {
      findings.problem(
          WordsightException.usage(
              "Cannot show %d examples: %s holds %d seed questions, expected at least as many as"
                      .formatted(
                          synthesis.examplesPerCall(),
                          synthesis.seedQuestions(),
                          seeds.get().size())
                  + " synthesis.examplesPerCall. Lower it or write more."));
    }

    int wanted = config.split().wanted();
    int fewest = (wanted + synthesis.questionsPerCall() - 1) / synthesis.questionsPerCall();
    findings.fact(
        "requests: at least %,d for %,d samples at %d a request%s; each answer at most %,d tokens",
        fewest,
        wanted,
        synthesis.questionsPerCall(),
        synthesis.maximumRequests().isPresent()
            ? String.format(Locale.ROOT, ", at most %,d", synthesis.maximumRequests().getAsInt())
            : "",
        synthesis.maximumNewTokens());
    if (config.teachingModel().isPresent()) {
      findings.fact("cost: $0.00 (the teacher is a model of your own)");
    }
    return seeds;
  }

  /** The annotation of VIVA is inspected with the evaluation. */
  private void inspectBenchmarks() {
    for (Benchmark benchmark : config.curation().decontamination().benchmarks()) {
      if (benchmark instanceof DecontaminationConfig.File file) {
        findings
            .attempt(() -> BenchmarkFile.read(file.name(), Inputs.path(file.path())))
            .ifPresent(
                items ->
                    findings.fact(
                        "decontamination: benchmark %s, %,d items", file.name(), items.size()));
      }
    }
  }

  private void inspectTraining() {
    SplitConfig split = config.split();
    TrainingConfig training = config.training();
    TrainingConfig.Steps steps = training.steps();
    TrainingConfig.Choice choice = training.choice();
    if (split.validation() == 0 && (choice.keepBest() || choice.stopEarlyEpochs() > 0)) {
      findings.problem(
          WordsightException.usage(
              "Cannot choose an adapter by its validation loss: split.validation is 0, expected at"
                  + " least 1 with training.keepBest or training.stopEarlyEpochs. Raise it, or leave"
                  + " these keys out."));
    }
    for (int subset : split.subsets()) {
      int stepsPerEpoch = (subset + steps.batchSize() - 1) / steps.batchSize();
      findings.fact(
          "training on %,d: %,d steps, at most %,d tokens",
          subset,
          stepsPerEpoch * steps.epochs(),
          (long) subset * steps.epochs() * training.text().maximumTokens());
    }
  }

  private void inspectEvaluation() {
    EvaluationConfig evaluation = config.evaluation();
    Optional<VivaAnnotation> annotation =
        findings.attempt(() -> VivaAnnotation.read(Inputs.path(evaluation.viva().annotation())));
    if (annotation.isEmpty()) {
      return;
    }

    List<VivaItem> items = annotation.get().items();
    int scored = Math.min(items.size(), evaluation.limit().orElse(Integer.MAX_VALUE));
    int adapters = config.split().subsets().size() + (config.training().shuffledControl() ? 1 : 0);
    findings.fact(
        "benchmark: %,d items, arms %s, base and %d adapters: at most %,d answers; %d broken rows",
        scored,
        evaluation.arms().stream()
            .map(arm -> arm.name().toLowerCase(Locale.ROOT))
            .collect(Collectors.joining(", ")),
        adapters,
        (long) scored * evaluation.arms().size() * (1 + adapters),
        annotation.get().broken().size());
    if (evaluation.looks()) {
      findings
          .attempt(() -> missingImages(evaluation.viva().images().orElseThrow(), items, scored))
          .ifPresent(missing -> tellMissing(missing, scored));
    }
  }

  private static List<String> missingImages(Location images, List<VivaItem> items, int scored) {
    Inputs.requireFolder("evaluation.viva.images", images);
    return Inputs.missing(
        images, items.subList(0, scored).stream().map(VivaItem::imageFile).toList());
  }

  private void tellMissing(List<String> missing, int scored) {
    findings.fact(
        "images: %,d of %,d are there%s",
        scored - missing.size(),
        scored,
        missing.isEmpty() ? "" : "; the others are scored as missing, first " + missing.get(0));
  }
}
