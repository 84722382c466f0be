package org.wordsight.jobs.synthesis;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaSparkContext;
import org.wordsight.jobs.runtime.Run;
import org.wordsight.jobs.runtime.SegmentLog;
import org.wordsight.money.Usage;
import org.wordsight.synthesis.GroupPlan;
import org.wordsight.synthesis.PlannedGroup;
import org.wordsight.synthesis.PlannedRequest;
import org.wordsight.synthesis.PlannedWave;
import org.wordsight.synthesis.TeacherAnswer;
import org.wordsight.teacher.CallRecord;
import org.wordsight.teacher.CallRecord.Call;
import org.wordsight.teacher.CallRecord.Settled;

/**
 * The request log of earlier versions: one segment for each group, named by the group's hash. All
 * teachers were models in process then, so the answers cost nothing.
 */
final class OlderAnswers implements Serializable {
  private static final long serialVersionUID = 1L;
  private static final String LOG = "requests";

  /** An answer as it was logged. */
  record Entry(String requestId, int attempt, Answer answer, long latencyMs) {}

  /** The costs were always 0. */
  record Answer(
      String text, String outcome, int promptTokens, int completionTokens, double costDollars) {}

  private final SegmentLog<Entry> log;

  OlderAnswers(Run run) {
    this.log = run.sharedLog(LOG, Entry.class);
  }

  /** Whether the warehouse has such a log. */
  boolean exist() {
    return !log.names().isEmpty();
  }

  /**
   * Copies the answers to groups of a wave into the log of this version, in the name of a run.
   *
   * @param done the bit {@code number - firstGroup} of each group that needs no copy
   */
  void copy(JavaSparkContext spark, CallLog calls, GroupPlan plan, String run, BitSet done) {
    PlannedWave wave = plan.wave();
    List<Integer> numbers =
        IntStream.range(wave.firstGroup(), wave.endGroup())
            .filter(number -> !done.get(number - wave.firstGroup()))
            .boxed()
            .toList();
    spark
        .parallelize(numbers, Math.max(1, Math.min(numbers.size(), spark.defaultParallelism())))
        .foreachPartition(
            part -> {
              CallWriter writer = new CallWriter(calls, run);
              while (part.hasNext()) {
                PlannedGroup group = plan.group(part.next());
                of(group, run).ifPresent(records -> records.forEach(writer::add));
                writer.writeIfDue();
              }
              writer.write();
            });
  }

  /** The answers to a whole group as records of the log; absent if one is missing. */
  private Optional<List<CallRecord>> of(PlannedGroup group, String run) {
    Optional<List<Entry>> entries = log.whole(group.hash());
    List<String> ids = group.requests().stream().map(PlannedRequest::id).toList();
    if (entries.isEmpty() || !entries.get().stream().map(Entry::requestId).toList().equals(ids)) {
      return Optional.empty();
    }
    List<CallRecord> records = new ArrayList<>();
    for (Entry entry : entries.get()) {
      Answer old = entry.answer();
      TeacherAnswer answer =
          new TeacherAnswer(
              old.text(),
              TeacherAnswer.Outcome.valueOf(old.outcome()),
              new Usage(old.promptTokens(), 0, old.completionTokens()),
              "");
      Call call = new Call(entry.requestId(), group.hash(), entry.attempt(), run, 0);
      records.add(new Settled(call, answer, 0, entry.latencyMs()));
    }
    return Optional.of(records);
  }
}
