package org.wordsight.jobs.synthesis;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaSparkContext;
import org.wordsight.error.WordsightException;
import org.wordsight.fleet.Dispatcher;
import org.wordsight.fleet.Outcome;
import org.wordsight.fleet.Spent;
import org.wordsight.fleet.Stop;
import org.wordsight.fleet.Work;
import org.wordsight.jobs.runtime.Progress;
import org.wordsight.jobs.runtime.Run;
import org.wordsight.jobs.synthesis.WaveEnds.End;
import org.wordsight.jobs.synthesis.WaveEnds.GivenUp;
import org.wordsight.synthesis.GroupPlan;
import org.wordsight.synthesis.PlannedWave;
import org.wordsight.synthesis.WavePlan;
import org.wordsight.teacher.FailureKind;
import org.wordsight.teacher.RemoteTeacher;
import org.wordsight.teacher.Teacher;

/**
 * Asks the teacher for what the log does not hold, with Spark's tasks. A task lives as long as the
 * wave: it takes work from the driver, and writes answers into the log only. Nothing else reads the
 * result of the Spark job, so Spark never repeats it for a later one.
 */
public final class FanOut {
  /** Tasks for each slot. Those that wait take the slots of executors that come later. */
  private static final int GROUP_TASKS_PER_SLOT = 4;

  /**
   * What the log lacks of a wave.
   *
   * @param groups the numbers of the groups without an answer
   * @param spentMicrodollars what the run has spent so far, at its worst case
   */
  public record Missing(WavePlan wave, List<Integer> groups, long spentMicrodollars) {}

  /** A task for the network keeps many requests on their way. */
  private static final int MOST_NETWORK_TASKS = 8;

  private final Run run;
  private final JavaSparkContext spark;
  private final Teacher teacher;
  private final String part;
  private final CallLog log;
  private final Calls calls;
  private final RunsUsed used;
  private Optional<Dispatcher> dispatcher = Optional.empty();
  private GroupPlan asked;
  private PlannedWave wave;

  /**
   * @param part what a wave is called in messages
   */
  public FanOut(
      Run run, JavaSparkContext spark, Teacher teacher, String part, CallLog log, Calls calls) {
    this.run = run;
    this.spark = spark;
    this.teacher = teacher;
    this.part = part;
    this.log = log;
    this.calls = calls;
    this.used = new RunsUsed(run);
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
      failed.putAll(askOnce(state, closed));
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
   * The run has paid for other answers meanwhile. What it has spent is read from the log before the
   * next wave.
   */
  public void forgetSpending() {
    dispatcher = Optional.empty();
  }

  /**
   * What the log lacks of a wave, without asking for it; the wave's end is logged where that is
   * nothing.
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

  /** Takes over what an earlier version logged. */
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
                  part,
                  wave.number()));
    }
  }

  /** Asks for the groups that are not closed. Returns those that were given up. */
  private Map<Integer, FailureKind> askOnce(WaveState state, BitSet closed) {
    long needed = Math.max(1, wave.neededGroups() - state.count());
    if (teacher instanceof RemoteTeacher remote) {
      Dispatcher open = dispatcher(remote, state);
      open.open(Work.remaining(wave.firstGroup(), wave.endGroup(), closed, needed));
      work(new RequestQueue(open), state, networkTasks());
      open.stop().map(Stop::exception).ifPresent(FanOut::fail);
      return givenUp(open.outcome());
    }
    int tasks = GROUP_TASKS_PER_SLOT * spark.defaultParallelism();
    work(
        new GroupQueue(wave, closed), state, Math.min(tasks, wave.groups() - closed.cardinality()));
    return Map.of();
  }

  private static void fail(WordsightException stop) {
    throw stop;
  }

  private Dispatcher dispatcher(RemoteTeacher remote, WaveState state) {
    if (dispatcher.isEmpty()) {
      Spent before = new Spent(state.settledMicrodollars(), state.lostMicrodollars());
      dispatcher =
          Optional.of(
              RequestQueue.dispatcher(
                  remote,
                  () -> asked,
                  run.config().synthesis().seed(),
                  run.config().synthesis().budgetMicrodollars(),
                  before));
    }
    return dispatcher.get();
  }

  private int networkTasks() {
    return Math.max(1, Math.min(MOST_NETWORK_TASKS, spark.defaultParallelism()));
  }

  private void work(Foreman foreman, WaveState state, int tasks) {
    String what = "generate, %s %d".formatted(part, wave.number() + 1);
    spark.sc().setJobDescription(what);
    try (FleetDesk desk = new FleetDesk(spark.sc(), foreman);
        Progress progress = progress(what, foreman, state)) {
      WaveTask task =
          new WaveTask(desk.name(), asked, asked.hash(), log, run.id(), state.attempts());
      WaveWork work = new WaveWork(task, teacher, tasks);
      spark
          .parallelize(IntStream.range(0, tasks).boxed().toList(), tasks)
          .foreach(number -> work.run());
    } finally {
      spark.sc().setJobDescription(null);
    }
  }

  private Progress progress(String what, Foreman foreman, WaveState state) {
    long total = wave.needed();
    long before = (long) state.count() * wave.groupSize();
    long spentBefore = foreman.spentMicrodollars();
    return Progress.start(
        run.console(),
        new Progress.Work(
            what,
            "requests",
            total,
            () -> Math.min(total, before + foreman.settled() * wave.groupSize()),
            () -> foreman.spentMicrodollars() / 1e6,
            () -> projection(foreman, spentBefore, total - before)));
  }

  /** What the run will have cost at the wave's end, if the rest costs what it has cost so far. */
  private static double projection(Foreman foreman, long spentBefore, long toSettle) {
    long settled = foreman.settled();
    long spent = foreman.spentMicrodollars();
    return settled == 0
        ? 0
        : (spentBefore + (double) (spent - spentBefore) * Math.max(settled, toSettle) / settled)
            / 1e6;
  }

  private static Map<Integer, FailureKind> givenUp(Outcome outcome) {
    Map<Integer, FailureKind> givenUp = new TreeMap<>();
    for (FailureKind kind : FailureKind.values()) {
      outcome.givenUp(kind).forEach(number -> givenUp.put(Math.toIntExact(number), kind));
    }
    return givenUp;
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
