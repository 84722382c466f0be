package org.wordsight.jobs.synthesis;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.spark.api.java.JavaSparkContext;
import org.wordsight.error.WordsightException;
import org.wordsight.jobs.runtime.Run;
import org.wordsight.jobs.synthesis.WaveEnds.End;
import org.wordsight.jobs.synthesis.WaveEnds.GivenUp;
import org.wordsight.synthesis.GroupPlan;
import org.wordsight.synthesis.PlannedWave;
import org.wordsight.synthesis.WavePlan;
import org.wordsight.teacher.FailureKind;
import org.wordsight.teacher.Teacher;

/** Asks the teacher for the answers of a wave that the log lacks, until the log holds enough. */
public final class FanOut {

  /**
   * The part of a wave that the log lacks.
   *
   * @param groups the numbers of the groups without an answer
   * @param spentMicrodollars the most that the run can have spent so far
   */
  public record Missing(WavePlan wave, List<Integer> groups, long spentMicrodollars) {}

  private final Run run;
  private final JavaSparkContext spark;
  private final AskedModel model;
  private final CallLog log;
  private final Calls calls;
  private final RunsUsed used;
  private final WaveJobs jobs;
  private GroupPlan asked;
  private PlannedWave wave;

  public FanOut(
      Run run,
      JavaSparkContext spark,
      Teacher teacher,
      AskedModel model,
      CallLog log,
      Calls calls) {
    this.run = run;
    this.spark = spark;
    this.model = model;
    this.log = log;
    this.calls = calls;
    this.used = new RunsUsed(run);
    this.jobs = new WaveJobs(run, spark, teacher, model, log);
  }

  /**
   * Asks until the log holds the wave's answers, and logs the wave's end.
   *
   * @throws WordsightException exit code 6 where the budget is reached, 4 where the teacher does
   *     not answer, 3 where calls are forbidden and an answer is missing
   */
  public void ask(WaveEnds ends, GroupPlan next) {
    asked = next;
    wave = next.wave();
    Optional<End> ended = ends.of(wave);
    Map<Integer, FailureKind> failed = new TreeMap<>();
    ended.ifPresent(end -> end.givenUp().forEach(one -> failed.put(one.number(), one.kind())));
    BitSet givenUp = bits(failed.keySet());
    BitSet left = bits(ended.map(End::left).orElse(List.of()));
    WaveState state = read();
    if (!isEnough(state, givenUp, left, ended)) {
      state = adopted(state);
    }
    while (!isEnough(state, givenUp, left, ended)) {
      BitSet closed = state.done();
      closed.or(givenUp);
      closed.or(left);
      requireCallsAllowed(closed, state.count());
      failed.putAll(jobs.ask(asked, state, closed));
      givenUp.or(bits(failed.keySet()));
      int before = closed.cardinality();
      state = read();
      closed.or(state.done());
      closed.or(givenUp);
      if (closed.cardinality() == before) {
        throw new IllegalStateException(
            "wave " + wave.number() + " was asked, and the log holds no more than before");
      }
    }
    if (ended.isEmpty()) {
      ends.add(wave, end(state, failed));
    }
  }

  /**
   * Forgets the run's spending, since the run has paid for other answers. The spending is read from
   * the log again before the next wave.
   */
  public void forgetSpending() {
    jobs.forgetSpending();
  }

  /**
   * Finds the part of a wave that the log lacks, without asking for it. If nothing is lacking, the
   * wave's end is logged.
   */
  public Optional<Missing> missing(RequestPlan plan, WavePlan next) {
    asked = next;
    wave = next.wave();
    Optional<End> ended = plan.ends().of(wave);
    BitSet givenUp = new BitSet();
    ended.ifPresent(end -> end.givenUp().forEach(one -> givenUp.set(bit(one.number()))));
    BitSet left = bits(ended.map(End::left).orElse(List.of()));
    WaveState state = read();
    if (!isEnough(state, givenUp, left, ended)) {
      state = adopted(state);
    }
    if (!isEnough(state, givenUp, left, ended)) {
      BitSet open = state.done();
      open.or(givenUp);
      open.or(left);
      open.flip(0, wave.groups());
      return Optional.of(
          new Missing(next, numbers(open), state.settledMicrodollars() + state.lostMicrodollars()));
    }
    if (ended.isEmpty()) {
      plan.ends().add(wave, end(state, Map.of()));
    }
    return Optional.empty();
  }

  private WaveState read() {
    WaveState state = WaveState.read(spark, log, asked, run.id());
    used.note(state.otherRuns());
    return state;
  }

  private boolean isEnough(WaveState state, BitSet givenUp, BitSet left, Optional<End> ended) {
    BitSet closed = state.done();
    closed.or(givenUp);
    closed.or(left);
    boolean all = closed.cardinality() == wave.groups();
    return all || (ended.isEmpty() && state.count() >= wave.neededGroups());
  }

  /** Copies the answers that an earlier version logged. */
  private WaveState adopted(WaveState state) {
    OlderAnswers older = new OlderAnswers(run);
    if (!older.exist()) {
      return state;
    }
    older.copy(spark, log, asked, run.id(), state.done());
    return read();
  }

  private void requireCallsAllowed(BitSet closed, int answered) {
    int missing = Math.min(wave.groups() - closed.cardinality(), wave.neededGroups() - answered);
    if (calls == Calls.FORBIDDEN) {
      throw WordsightException.input(
          "Cannot replay run %s: the request log lacks the answers to %,d of the %,d requests of %s %d, expected all. Leave out --replay to ask for them."
              .formatted(
                  run.id(),
                  Math.min(wave.requests(), Math.max(1, missing) * wave.groupSize()),
                  wave.requests(),
                  model.part(),
                  wave.number()));
    }
  }

  /** A group that has an answer after all, such as another run's, is not given up. */
  private End end(WaveState state, Map<Integer, FailureKind> failed) {
    BitSet left = state.done();
    left.or(bits(failed.keySet()));
    left.flip(0, wave.groups());
    List<GivenUp> givenUp = new ArrayList<>();
    failed.forEach(
        (number, kind) -> {
          if (!state.isDone(number)) {
            givenUp.add(new GivenUp(number, kind));
          }
        });
    return new End(wave.number(), numbers(left), givenUp);
  }

  private BitSet bits(Collection<Integer> numbers) {
    BitSet bits = new BitSet();
    numbers.forEach(number -> bits.set(bit(number)));
    return bits;
  }

  private int bit(int number) {
    return number - wave.firstGroup();
  }

  private List<Integer> numbers(BitSet bits) {
    return bits.stream().map(bit -> wave.firstGroup() + bit).boxed().toList();
  }
}
