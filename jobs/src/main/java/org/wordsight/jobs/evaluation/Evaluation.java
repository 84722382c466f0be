package org.wordsight.jobs.evaluation;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.api.java.JavaSparkContext;
import org.wordsight.config.EvaluationConfig;
import org.wordsight.error.WordsightException;
import org.wordsight.evaluate.BenchmarkItem;
import org.wordsight.evaluate.EvaluationPrompts;
import org.wordsight.evaluate.PredictionLogEntry;
import org.wordsight.evaluate.VivaItem;
import org.wordsight.jobs.evaluation.EvaluationPlan.Phase;
import org.wordsight.jobs.evaluation.GroupPredictor.Group;
import org.wordsight.jobs.evaluation.GroupPredictor.LoggedGroup;
import org.wordsight.jobs.runtime.Progress;
import org.wordsight.jobs.runtime.Run;
import org.wordsight.jobs.runtime.SegmentLog;

/**
 * Runs every task of the plan on every item. Answers that are in the log are not asked for again.
 */
public final class Evaluation {
  private final Run run;
  private final ModelSessions sessions;
  private final SegmentLog<PredictionLogEntry> log;

  public Evaluation(Run run, ModelSessions sessions) {
    this.run = run;
    this.sessions = sessions;
    this.log = run.log("evaluation", PredictionLogEntry.class);
  }

  /**
   * Runs the plan.
   *
   * @return the log entries of each task, in the order of the items
   */
  public Map<EvaluationTask, List<PredictionLogEntry>> run(
      EvaluationPlan plan, List<VivaItem> items) {
    List<List<BenchmarkItem>> groups =
        BenchmarkItem.groups(
            items.stream().map(BenchmarkItem::of).toList(), run.config().evaluation().batchSize());
    long batches = (long) groups.size() * plan.tasks().size();
    Map<EvaluationTask, List<PredictionLogEntry>> entries = new LinkedHashMap<>();
    HashMap<String, String> captions = new HashMap<>();
    try (Progress progress =
        Progress.start(
            run.console(),
            Progress.Work.free(
                "evaluate", "batches", batches, () -> Math.min(batches, log.names().size())))) {
      for (Phase phase : plan.phases()) {
        entries.putAll(run(phase, groups, captions));
        entries.forEach(Evaluation::requireSomeAnswer);
        captions.putAll(described(entries));
      }
    }
    return entries;
  }

  private Map<EvaluationTask, List<PredictionLogEntry>> run(
      Phase phase, List<List<BenchmarkItem>> groups, HashMap<String, String> captions) {
    EvaluationConfig config = run.config().evaluation();
    GroupPredictor predictor =
        new GroupPredictor(
            phase.tasks(),
            EvaluationPrompts.of(config),
            phase.looks() ? config.viva().images().orElseThrow().text() : "",
            log,
            sessions);
    List<LoggedGroup> loggedGroups =
        onExecutors(predictor, groups.stream().map(items -> group(items, captions)).toList());
    Map<EvaluationTask, List<PredictionLogEntry>> entries = new LinkedHashMap<>();
    for (LoggedGroup part : loggedGroups) {
      entries
          .computeIfAbsent(phase.tasks().get(part.task()), q -> new ArrayList<>())
          .addAll(log.read(part.segment()));
    }
    return entries;
  }

  /**
   * One Spark task for each group. If an executor comes late or is lost, another one runs its
   * tasks.
   */
  private List<LoggedGroup> onExecutors(GroupPredictor predictor, List<Group> groups) {
    JavaSparkContext spark = JavaSparkContext.fromSparkContext(run.spark().sparkContext());
    spark.sc().setJobDescription("evaluate");
    try {
      return spark.parallelize(groups, groups.size()).mapPartitions(predictor).collect();
    } finally {
      spark.sc().setJobDescription(null);
    }
  }

  /**
   * Makes sure that a model has answered at least one item. A model that cannot see images, for
   * instance, refuses every prompt.
   */
  private static void requireSomeAnswer(EvaluationTask task, List<PredictionLogEntry> entries) {
    boolean refused =
        !entries.isEmpty()
            && entries.stream()
                .allMatch(entry -> entry.missing().equals(PredictionLogEntry.REFUSED));
    if (refused) {
      throw WordsightException.input(
          "Cannot evaluate: model %s can be given none of the %d prompts; the first: %s"
              .formatted(task.model().path(), entries.size(), entries.get(0).detail()));
    }
  }

  private static Group group(List<BenchmarkItem> items, Map<String, String> captions) {
    HashMap<String, String> own = new HashMap<>();
    for (BenchmarkItem item : items) {
      if (captions.containsKey(item.id())) {
        own.put(item.id(), captions.get(item.id()));
      }
    }
    return new Group(items, own);
  }

  private static Map<String, String> described(
      Map<EvaluationTask, List<PredictionLogEntry>> byTask) {
    Map<String, String> captions = new HashMap<>();
    byTask.forEach(
        (task, entries) -> {
          if (task.kind() == EvaluationTask.Kind.WRITE_CAPTION) {
            captions.putAll(GroupPredictor.captions(entries));
          }
        });
    return captions;
  }
}
