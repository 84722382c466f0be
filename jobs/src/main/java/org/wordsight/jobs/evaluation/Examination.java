package org.wordsight.jobs.evaluation;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.api.java.JavaSparkContext;
import org.wordsight.config.EvaluationConfig;
import org.wordsight.error.WordsightException;
import org.wordsight.evaluate.ExamItem;
import org.wordsight.evaluate.ExamPrompts;
import org.wordsight.evaluate.LoggedAnswer;
import org.wordsight.evaluate.VivaItem;
import org.wordsight.jobs.evaluation.ExamTask.Answered;
import org.wordsight.jobs.evaluation.ExamTask.Group;
import org.wordsight.jobs.evaluation.Lineup.Phase;
import org.wordsight.jobs.runtime.Progress;
import org.wordsight.jobs.runtime.Run;
import org.wordsight.jobs.runtime.SegmentLog;

/** Holds the examination: every question to every item; what the log holds is not asked again. */
public final class Examination {
  private final Run run;
  private final Respondents respondents;
  private final SegmentLog<LoggedAnswer> log;

  public Examination(Run run, Respondents respondents) {
    this.run = run;
    this.respondents = respondents;
    this.log = run.log("evaluation", LoggedAnswer.class);
  }

  /** All answers, by question, each in the items' order. */
  public Map<Question, List<LoggedAnswer>> hold(Lineup lineup, List<VivaItem> items) {
    List<List<ExamItem>> groups =
        ExamItem.groups(
            items.stream().map(ExamItem::of).toList(), run.config().evaluation().batchSize());
    long batches = (long) groups.size() * lineup.questions().size();
    Map<Question, List<LoggedAnswer>> answers = new LinkedHashMap<>();
    HashMap<String, String> captions = new HashMap<>();
    try (Progress progress =
        Progress.start(
            run.console(),
            Progress.Work.free(
                "evaluate", "batches", batches, () -> Math.min(batches, log.names().size())))) {
      for (Phase phase : lineup.phases()) {
        answers.putAll(hold(phase, groups, captions));
        answers.forEach(Examination::requireSomeAnswer);
        captions.putAll(described(answers));
      }
    }
    return answers;
  }

  private Map<Question, List<LoggedAnswer>> hold(
      Phase phase, List<List<ExamItem>> groups, HashMap<String, String> captions) {
    EvaluationConfig config = run.config().evaluation();
    ExamTask task =
        new ExamTask(
            phase.questions(),
            ExamPrompts.of(config),
            phase.looks() ? config.viva().images().orElseThrow() : "",
            log,
            respondents);
    JavaSparkContext spark = JavaSparkContext.fromSparkContext(run.spark().sparkContext());
    int tasks = Math.min(groups.size(), Math.max(1, spark.defaultParallelism()));
    List<Answered> answered =
        spark
            .parallelize(groups.stream().map(items -> group(items, captions)).toList(), tasks)
            .mapPartitions(task)
            .collect();
    Map<Question, List<LoggedAnswer>> answers = new LinkedHashMap<>();
    for (Answered part : answered) {
      answers
          .computeIfAbsent(phase.questions().get(part.question()), q -> new ArrayList<>())
          .addAll(log.read(part.segment()));
    }
    return answers;
  }

  /** A model that can be given no prompt at all, say one without eyes, is no result. */
  private static void requireSomeAnswer(Question question, List<LoggedAnswer> given) {
    boolean refused =
        !given.isEmpty()
            && given.stream().allMatch(answer -> answer.missing().equals(LoggedAnswer.REFUSED));
    if (refused) {
      throw WordsightException.input(
          "Cannot evaluate: model %s can be given none of the %d prompts; the first: %s"
              .formatted(question.model().path(), given.size(), given.get(0).detail()));
    }
  }

  private static Group group(List<ExamItem> items, Map<String, String> captions) {
    HashMap<String, String> own = new HashMap<>();
    for (ExamItem item : items) {
      if (captions.containsKey(item.id())) {
        own.put(item.id(), captions.get(item.id()));
      }
    }
    return new Group(items, own);
  }

  private static Map<String, String> described(Map<Question, List<LoggedAnswer>> answers) {
    Map<String, String> captions = new HashMap<>();
    answers.forEach(
        (question, given) -> {
          if (question.kind() == Question.Kind.DESCRIBE) {
            captions.putAll(ExamTask.captions(given));
          }
        });
    return captions;
  }
}
