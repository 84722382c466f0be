package org.wordsight.jobs;

import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.wordsight.jobs.evaluation.SmallBenchmark;
import org.wordsight.jobs.runtime.Publication;
import org.wordsight.jobs.runtime.Run;
import org.wordsight.jobs.table.AdapterRow;
import org.wordsight.jobs.table.CandidateRow;
import org.wordsight.jobs.table.ContaminationRow;
import org.wordsight.jobs.table.CurationRow;
import org.wordsight.jobs.table.DuplicateRow;
import org.wordsight.jobs.table.RejectedRow;
import org.wordsight.jobs.table.RequestRow;
import org.wordsight.jobs.table.SampleRow;
import org.wordsight.jobs.table.TrainStepRow;
import org.wordsight.jobs.table.WasteRow;
import org.wordsight.train.StepRecord;

/** A run with a few rows in every table. The evaluation of the small benchmark is real. */
final class WholeRun {
  private static final List<String> OPTIONS = List.of("help", "wait", "call", "film", "leave");

  private WholeRun() {}

  /** The run file's folder must hold the small benchmark. */
  static void publish(Run run) {
    run.stage("generate", "", () -> generate(run));
    run.stage("curate", "", () -> curate(run));
    run.stage("split", "", () -> split(run));
    run.stage("train", "", () -> train(run));
    run.stage("evaluate", "", () -> new EvaluateStage(new SmallBenchmark.Rule()).run(run));
  }

  private static void generate(Run run) {
    try (Publication out = run.publication("generate")) {
      out.write(
          RequestRow.TABLE,
          IntStream.range(0, 4)
              .mapToObj(
                  i ->
                      new RequestRow(
                          "r" + i,
                          0,
                          i,
                          "teacher",
                          "teacher",
                          "hash",
                          "{}",
                          1,
                          "answered",
                          "[]",
                          100,
                          50,
                          0.25,
                          250_000,
                          run.id(),
                          900))
              .toList());
      out.write(WasteRow.TABLE, List.of(new WasteRow("r1", 1, "timed_out", 300_000)));
      out.write(CandidateRow.TABLE, IntStream.range(0, 14).mapToObj(WholeRun::candidate).toList());
      out.write(
          RejectedRow.TABLE,
          List.of(
              new RejectedRow("generate", "r1#3", "repeated-option", "option B is option A", "{}"),
              new RejectedRow("generate", "r2#0", "cut-off", "the answer ends", "[{")));
      out.commit();
    }
  }

  private static CandidateRow candidate(int i) {
    return new CandidateRow(
        "c" + i, "r" + i / 4, i % 4, "Situation " + i, "What now?", OPTIONS, "A", "It helps.");
  }

  private static void curate(Run run) {
    try (Publication out = run.publication("curate")) {
      out.write(
          DuplicateRow.TABLE,
          List.of(
              new DuplicateRow("c10", "c1", "near", 0.9, "shingles"),
              new DuplicateRow("c11", "seed:2", "exact", 1, "exact")));
      out.write(
          ContaminationRow.TABLE,
          List.of(
              contamination("c12", "3", 0.8, "a b c", "drop"),
              contamination("c12", "4", 0.6, "a b", "drop"),
              contamination("c1", "5", 0.5, "a b", "flag")));
      out.write(
          CurationRow.TABLE,
          IntStream.range(0, 10)
              .mapToObj(i -> new CurationRow("c" + i, "kept", Optional.of("c" + i)))
              .toList());
      out.write(
          RejectedRow.TABLE, List.of(new RejectedRow("curate", "c13", "surplus", "kept", "")));
      out.commit();
    }
  }

  private static ContaminationRow contamination(
      String candidate, String item, double score, String span, String policy) {
    return new ContaminationRow(
        candidate, "viva", item, "situation", "ngram-coverage", score, span, "situation", policy);
  }

  private static void split(Run run) {
    try (Publication out = run.publication("split")) {
      out.write(
          SampleRow.TABLE,
          IntStream.range(0, 10)
              .mapToObj(
                  i ->
                      new SampleRow(
                          "s" + i,
                          "c" + i,
                          i < 8 ? "train" : "validation",
                          i < 8 ? i : i - 8,
                          "c" + i,
                          "Situation <" + i + ">",
                          "What now?",
                          OPTIONS,
                          "A",
                          "It helps."))
              .toList());
      out.commit();
    }
  }

  private static void train(Run run) {
    try (Publication out = run.publication("train-" + SmallBenchmark.ADAPTER.adapterId())) {
      out.write(AdapterRow.TABLE, List.of(SmallBenchmark.ADAPTER));
      out.write(
          TrainStepRow.TABLE,
          IntStream.rangeClosed(1, 3)
              .mapToObj(
                  step ->
                      new TrainStepRow(
                          SmallBenchmark.ADAPTER.adapterId(),
                          new StepRecord(
                              step,
                              step,
                              1.0 / step,
                              0.5,
                              1e-3,
                              16,
                              List.of("s1", "s2"),
                              0.1,
                              1,
                              "sha",
                              Optional.of("cpu"),
                              Optional.of(0.5 / step))))
              .toList());
      out.commit();
    }
  }
}
