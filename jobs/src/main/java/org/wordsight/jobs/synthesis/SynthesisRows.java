package org.wordsight.jobs.synthesis;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.IntPredicate;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.wordsight.data.Candidate;
import org.wordsight.jobs.synthesis.WaveEnds.End;
import org.wordsight.jobs.table.RejectedRow;
import org.wordsight.jobs.table.RequestRow;
import org.wordsight.jobs.table.WasteRow;
import org.wordsight.synthesis.AnswerParser;
import org.wordsight.synthesis.PlannedGroup;
import org.wordsight.synthesis.PlannedRequest;
import org.wordsight.synthesis.WavePlan;
import org.wordsight.teacher.CallHistory;
import org.wordsight.teacher.CallRecord;
import org.wordsight.teacher.CallRecord.Call;
import org.wordsight.teacher.CallRecord.Failed;
import org.wordsight.teacher.CallRecord.Settled;
import org.wordsight.teacher.FailureKind;
import scala.Tuple2;

/**
 * Makes table rows from the logged answers of ended waves. No request is sent: every answer that
 * counts must be in the log.
 */
public final class SynthesisRows implements Serializable {
  private static final long serialVersionUID = 1L;
  private static final String STAGE = "generate";

  /** A group of the plan with its answers, or with its last failure if there are no answers. */
  private record Answered(PlannedGroup group, List<Settled> answers, Optional<Failed> failure) {}

  private final CallLog log;
  private final AnswerParser parser;
  private final RequestRows requests;
  private final String run;
  private final List<WavePlan> waves;

  /** The numbers of groups that do not count. */
  private final Set<Integer> left = new HashSet<>();

  /** The numbers of the groups that no attempt answered, and the kind of their failures. */
  private final Map<Integer, FailureKind> givenUp = new HashMap<>();

  /** The log by group. Spark reads it once for all tables. */
  private transient JavaRDD<Tuple2<Iterable<Unit>, Iterable<CallRecord>>> found;

  /** Reads the answers of a run's waves, all of which have ended, with the inputs' parser. */
  public SynthesisRows(CallLog log, SynthesisInputs inputs, String run, RequestPlan plan) {
    this.log = log;
    this.parser = inputs.parser();
    this.requests = RequestRows.of(run, inputs);
    this.run = run;
    this.waves = plan.waves();
    for (End end : plan.ends().all()) {
      left.addAll(end.left());
      end.givenUp().forEach(one -> givenUp.put(one.number(), one.kind()));
    }
  }

  public JavaRDD<RequestRow> requests(JavaSparkContext spark) {
    return answered(spark, each -> true).flatMap(this::requestRows);
  }

  public JavaRDD<Candidate> candidates(JavaSparkContext spark) {
    return candidates(answered(spark, each -> true));
  }

  /** The candidates of one wave. */
  public JavaRDD<Candidate> candidates(JavaSparkContext spark, WavePlan wave) {
    int number = wave.wave().number();
    return candidates(answered(spark, each -> each == number));
  }

  private JavaRDD<Candidate> candidates(JavaRDD<Answered> answered) {
    return answered.flatMap(
        group -> parsed(group).stream().flatMap(p -> p.candidates().stream()).iterator());
  }

  public JavaRDD<RejectedRow> rejected(JavaSparkContext spark) {
    return answered(spark, each -> true).flatMap(this::rejectedRows);
  }

  /** The cost of this run's attempts that are not in the table {@code requests}. */
  public JavaRDD<WasteRow> waste(JavaSparkContext spark) {
    return histories(spark)
        .flatMap(
            found -> {
              CallHistory history = found._2();
              List<Settled> used = new ArrayList<>();
              found._1().stream()
                  .filter(this::counts)
                  .flatMap(unit -> history.answers(unit.requestIds()).stream())
                  .forEach(used::addAll);
              return history.waste(run, used).stream().map(WasteRow::of).iterator();
            });
  }

  /** Chooses waves by their number, on executors. */
  private interface Waves extends IntPredicate, Serializable {}

  /** The groups of chosen waves that count, each with its records in the log. */
  private JavaRDD<Answered> answered(JavaSparkContext spark, Waves chosen) {
    return histories(spark)
        .flatMap(
            found ->
                found._1().stream()
                    .filter(unit -> chosen.test(unit.wave()) && counts(unit))
                    .map(unit -> answered(unit, found._2()))
                    .iterator());
  }

  /** The log by group, with the places in the plan that each group has. */
  private JavaRDD<Tuple2<List<Unit>, CallHistory>> histories(JavaSparkContext spark) {
    if (found == null) {
      found =
          Unit.byHash(spark, waves)
              .cogroup(
                  log.records(spark)
                      .mapToPair(record -> new Tuple2<>(record.call().group(), record)))
              .values();
    }
    return found.map(
        each -> {
          List<Unit> units = new ArrayList<>();
          each._1().forEach(units::add);
          return new Tuple2<>(units, new CallHistory(each._2()));
        });
  }

  private boolean counts(Unit unit) {
    return !left.contains(unit.number());
  }

  private Answered answered(Unit unit, CallHistory history) {
    PlannedGroup group = waves.get(unit.wave()).group(unit.number());
    FailureKind kind = givenUp.get(unit.number());
    if (kind != null) {
      Failed failed = history.lastFailure(run).orElseGet(() -> unheard(unit, history, kind));
      return new Answered(group, List.of(), Optional.of(failed));
    }
    List<Settled> answers =
        history
            .answers(unit.requestIds())
            .orElseThrow(
                () -> new IllegalStateException("Group " + unit.number() + " is not logged"));
    return new Answered(group, answers, Optional.empty());
  }

  /** A failure that is not in the log, because its worker ended first. */
  private Failed unheard(Unit unit, CallHistory history, FailureKind kind) {
    Call call = new Call(unit.requestIds().get(0), "", Math.max(1, history.attempts()), run, 0);
    return new Failed(call, kind, "the workers that asked are gone", 0, 0);
  }

  private Iterator<RequestRow> requestRows(Answered answered) {
    PlannedGroup group = answered.group();
    List<RequestRow> rows = new ArrayList<>();
    for (int i = 0; i < answered.answers().size(); i++) {
      rows.add(requests.answered(group, group.requests().get(i), answered.answers().get(i)));
    }
    answered
        .failure()
        .ifPresent(failed -> rows.add(requests.failed(group, group.requests().get(0), failed)));
    return rows.iterator();
  }

  private Iterator<RejectedRow> rejectedRows(Answered answered) {
    List<RejectedRow> rows = new ArrayList<>();
    for (AnswerParser.Parsed parsed : parsed(answered)) {
      parsed
          .rejections()
          .forEach(
              rejection ->
                  rows.add(
                      new RejectedRow(
                          STAGE,
                          rejection.sourceId(),
                          rejection.reason().text(),
                          rejection.detail(),
                          rejection.raw())));
    }
    answered
        .failure()
        .ifPresent(
            failed ->
                rows.add(
                    new RejectedRow(
                        STAGE,
                        failed.call().requestId(),
                        failed.kind().text(),
                        failed.detail(),
                        "")));
    return rows.iterator();
  }

  private List<AnswerParser.Parsed> parsed(Answered answered) {
    List<AnswerParser.Parsed> parsed = new ArrayList<>();
    for (int i = 0; i < answered.answers().size(); i++) {
      PlannedRequest request = answered.group().requests().get(i);
      String text = answered.answers().get(i).answer().text();
      parsed.add(parser.parse(request.id(), request.ordinal(), text));
    }
    return parsed;
  }
}
