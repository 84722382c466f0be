package org.wordsight.jobs.synthesis;

import java.io.Serializable;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.apache.spark.api.java.JavaSparkContext;
import org.wordsight.synthesis.GroupPlan;
import org.wordsight.synthesis.TeacherAnswer;
import org.wordsight.teacher.CallHistory;
import org.wordsight.teacher.CallRecord;
import org.wordsight.teacher.CallRecord.Settled;
import scala.Tuple2;

/**
 * Which part of a wave's plan the request log holds. Spark computes it; the driver holds one bit
 * for each group.
 */
final class WaveState implements Serializable {
  private static final long serialVersionUID = 1L;

  private final int firstGroup;

  /** The bit {@code number - firstGroup} of each group that is answered. */
  private final BitSet done = new BitSet();

  /** The number of attempts at groups without an answer; groups without attempts are left out. */
  private final Map<Integer, Integer> attempts = new HashMap<>();

  /** The other runs whose answers are used. */
  private final Set<String> otherRuns = new TreeSet<>();

  private long spentMicrodollars;
  private long lostMicrodollars;

  private WaveState(int firstGroup) {
    this.firstGroup = firstGroup;
  }

  /** Reads the log. */
  static WaveState read(JavaSparkContext spark, CallLog log, GroupPlan plan, String run) {
    return Unit.byHash(spark, List.of(plan))
        .cogroup(log.records(spark).mapToPair(r -> new Tuple2<>(r.call().group(), slim(r))))
        .values()
        .aggregate(
            new WaveState(plan.wave().firstGroup()),
            (state, found) -> state.add(found._1(), new CallHistory(found._2()), run),
            (state, other) -> state.add(other));
  }

  /** The record without its text, which the state does not need. */
  private static CallRecord slim(CallRecord record) {
    if (!(record instanceof Settled settled)) {
      return record;
    }
    TeacherAnswer answer = settled.answer();
    return new Settled(
        settled.call(),
        new TeacherAnswer("", answer.outcome(), answer.usage(), ""),
        settled.microdollars(),
        settled.latencyMillis());
  }

  private WaveState add(Iterable<Unit> units, CallHistory history, String run) {
    spentMicrodollars += history.microdollars(run);
    lostMicrodollars += history.lostMicrodollars(run);
    for (Unit unit : units) {
      Optional<List<Settled>> answers = history.answers(unit.requestIds());
      if (answers.isPresent()) {
        done.set(unit.number() - firstGroup);
        String payer = answers.get().get(0).call().run();
        if (!payer.equals(run)) {
          otherRuns.add(payer);
        }
      } else if (history.attempts() > 0) {
        attempts.put(unit.number(), history.attempts());
      }
    }
    return this;
  }

  private WaveState add(WaveState other) {
    done.or(other.done);
    attempts.putAll(other.attempts);
    otherRuns.addAll(other.otherRuns);
    spentMicrodollars += other.spentMicrodollars;
    lostMicrodollars += other.lostMicrodollars;
    return this;
  }

  /** The bit {@code number - firstGroup} of each group that is answered. */
  BitSet done() {
    return (BitSet) done.clone();
  }

  boolean isDone(int number) {
    return done.get(number - firstGroup);
  }

  int count() {
    return done.cardinality();
  }

  Map<Integer, Integer> attempts() {
    return attempts;
  }

  Set<String> otherRuns() {
    return otherRuns;
  }

  /** The cost of the run's ended requests so far, in all waves, without lost requests. */
  long settledMicrodollars() {
    return spentMicrodollars - lostMicrodollars;
  }

  /** The worst cost of lost requests: the run has sent them, and the log has no end of them. */
  long lostMicrodollars() {
    return lostMicrodollars;
  }
}
