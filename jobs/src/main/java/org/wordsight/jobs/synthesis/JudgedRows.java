package org.wordsight.jobs.synthesis;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.apache.spark.api.java.JavaPairRDD;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.wordsight.data.Candidate;
import org.wordsight.judge.JudgePlanner;
import org.wordsight.judge.JudgedAnswer;
import org.wordsight.judge.Judgement;
import org.wordsight.synthesis.PlannedGroup;
import org.wordsight.synthesis.PlannedRequest;
import org.wordsight.teacher.CallHistory;
import org.wordsight.teacher.CallRecord;
import org.wordsight.teacher.CallRecord.Call;
import org.wordsight.teacher.CallRecord.Settled;
import org.wordsight.teacher.FailureKind;
import scala.Tuple2;

/**
 * Joins questions with a judge's logged answers. No request is sent: every answer must be in the
 * log, unless its request was given up.
 *
 * @param givenUp the requests that no attempt answered, and the kind of their failures
 * @param run the run whose payments count
 */
record JudgedRows(CallLog log, JudgePlanner planner, Map<String, FailureKind> givenUp, String run)
    implements Serializable {
  private static final long serialVersionUID = 1L;

  JudgedRows {
    givenUp = Map.copyOf(givenUp);
  }

  /**
   * A question with its judgement.
   *
   * @param paid the answers that the run itself paid for
   */
  record Judged(Candidate candidate, Judgement judgement, List<Paid> paid) implements Serializable {
    private static final long serialVersionUID = 1L;

    long microdollars() {
      return paid.stream().mapToLong(Paid::microdollars).sum();
    }
  }

  /** The attempt and the cost of an answer. */
  record Paid(String requestId, int attempt, long microdollars) implements Serializable {
    private static final long serialVersionUID = 1L;
  }

  /** A group of a question's requests. */
  private record Asked(Candidate candidate, int part, List<String> requestIds)
      implements Serializable {
    private static final long serialVersionUID = 1L;
  }

  /** The answers to the requests of one group. */
  private record Part(Candidate candidate, int number, List<JudgedAnswer> answers, List<Paid> paid)
      implements Serializable {
    private static final long serialVersionUID = 1L;
  }

  /** The judgements of these questions, in no order. */
  JavaRDD<Judged> judged(JavaSparkContext spark, JavaRDD<Candidate> candidates) {
    return histories(spark, candidates)
        .mapToPair(found -> new Tuple2<>(found._1().candidate().id(), part(found._1(), found._2())))
        .groupByKey()
        .values()
        .map(JudgedRows::judged);
  }

  /** The groups of these questions, each with its records in the log. */
  private JavaRDD<Tuple2<Asked, CallHistory>> histories(
      JavaSparkContext spark, JavaRDD<Candidate> candidates) {
    JavaPairRDD<String, CallRecord> records =
        log.records(spark).mapToPair(record -> new Tuple2<>(record.call().group(), record));
    return candidates
        .flatMapToPair(candidate -> asked(candidate).iterator())
        .cogroup(records)
        .values()
        .flatMap(
            found -> {
              List<Tuple2<Asked, CallHistory>> groups = new ArrayList<>();
              for (Asked asked : found._1()) {
                groups.add(new Tuple2<>(asked, new CallHistory(found._2())));
              }
              return groups.iterator();
            });
  }

  private List<Tuple2<String, Asked>> asked(Candidate candidate) {
    List<Tuple2<String, Asked>> asked = new ArrayList<>();
    for (PlannedGroup group : planner.groups(candidate)) {
      List<String> ids = group.requests().stream().map(PlannedRequest::id).toList();
      asked.add(new Tuple2<>(group.hash(), new Asked(candidate, group.number(), List.copyOf(ids))));
    }
    return asked;
  }

  /** The answers that count; none if the group was given up. */
  private List<Settled> answers(Asked asked, CallHistory history) {
    if (givenUp.containsKey(asked.requestIds().get(0))) {
      return List.of();
    }
    return history
        .answers(asked.requestIds())
        .orElseThrow(
            () ->
                new IllegalStateException(
                    "The judge's answers to " + asked.candidate().id() + " are not logged"));
  }

  private Part part(Asked asked, CallHistory history) {
    List<JudgedAnswer> read = new ArrayList<>();
    List<Paid> paid = new ArrayList<>();
    for (Settled settled : answers(asked, history)) {
      read.add(JudgedAnswer.of(settled.answer(), asked.candidate().question()));
      Call call = settled.call();
      if (call.run().equals(run)) {
        paid.add(new Paid(call.requestId(), call.attempt(), settled.microdollars()));
      }
    }
    if (read.isEmpty()) {
      FailureKind kind = givenUp.get(asked.requestIds().get(0));
      read.addAll(Collections.nCopies(asked.requestIds().size(), JudgedAnswer.missing(kind)));
    }
    return new Part(asked.candidate(), asked.part(), List.copyOf(read), List.copyOf(paid));
  }

  private static Judged judged(Iterable<Part> found) {
    List<Part> parts = new ArrayList<>();
    found.forEach(parts::add);
    parts.sort(Comparator.comparingInt(Part::number));
    Candidate candidate = parts.get(0).candidate();
    List<JudgedAnswer> answers = parts.stream().flatMap(part -> part.answers().stream()).toList();
    return new Judged(
        candidate,
        new Judgement(candidate.question().answer(), answers),
        parts.stream().flatMap(part -> part.paid().stream()).toList());
  }
}
