package org.wordsight.jobs.synthesis;

import java.io.Serializable;
import java.util.List;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.util.LongAccumulator;
import org.wordsight.jobs.runtime.Console;
import org.wordsight.jobs.runtime.Progress;
import org.wordsight.synthesis.PlannedGroup;
import org.wordsight.synthesis.RequestParameters;
import org.wordsight.synthesis.TeacherAnswer;
import org.wordsight.teacher.GroupTeacher;

/**
 * Asks the teacher for each group that the log does not hold, one Spark task a group. The answers
 * go into the log only. Nothing else reads the result of the Spark job, so Spark never repeats it
 * for a later one.
 */
public record TeacherCalls(RequestLog log, GroupTeacher teacher, RequestParameters parameters)
    implements Serializable {
  private static final long serialVersionUID = 1L;

  /** Asks for the missing groups, and returns when the log holds all groups. */
  public void ask(JavaSparkContext spark, Console console, List<PlannedGroup> groups) {
    List<PlannedGroup> unanswered = log.unanswered(groups);
    if (unanswered.isEmpty()) {
      return;
    }
    long answered = requests(groups) - requests(unanswered);
    LongAccumulator asked = spark.sc().longAccumulator();
    String what = "generate, wave " + (groups.get(0).wave() + 1);
    spark.sc().setJobDescription(what);
    try (Progress progress =
        Progress.start(
            console,
            Progress.Work.free(
                what, "requests", requests(groups), () -> answered + asked.value()))) {
      spark
          .parallelize(unanswered, unanswered.size())
          .foreach(
              group -> {
                askAndLog(group);
                asked.add(group.requests().size());
              });
    } finally {
      spark.sc().setJobDescription(null);
    }
  }

  private void askAndLog(PlannedGroup group) {
    int attempt = log.begin(group);
    long startNanos = System.nanoTime();
    List<TeacherAnswer> answers = teacher.ask(group, parameters);
    if (answers.size() != group.requests().size()) {
      throw new IllegalStateException(
          "%d answers to %d requests".formatted(answers.size(), group.requests().size()));
    }
    log.append(group, attempt, answers, (System.nanoTime() - startNanos) / 1_000_000);
  }

  private static long requests(List<PlannedGroup> groups) {
    return groups.stream().mapToLong(group -> group.requests().size()).sum();
  }
}
