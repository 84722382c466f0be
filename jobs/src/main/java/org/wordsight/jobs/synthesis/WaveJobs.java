package org.wordsight.jobs.synthesis;

import java.util.BitSet;
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
import org.wordsight.synthesis.GroupPlan;
import org.wordsight.synthesis.PlannedWave;
import org.wordsight.teacher.FailureKind;
import org.wordsight.teacher.RemoteTeacher;
import org.wordsight.teacher.Teacher;

/**
 * The Spark jobs that ask a teacher, and the driver's desk for them. Each request for a wave's
 * answers is one job. A task lives as long as the wave. It takes work from the desk, and writes
 * answers only into the log. No other job reads a job's result, so Spark never repeats a job for a
 * later one.
 */
final class WaveJobs {
  /**
   * The number of tasks for each slot. Waiting tasks take the slots of executors that come later.
   */
  private static final int GROUP_TASKS_PER_SLOT = 4;

  /** The most tasks for a teacher over the network. Each keeps many requests in flight. */
  private static final int MOST_NETWORK_TASKS = 8;

  private final Run run;
  private final JavaSparkContext spark;
  private final Teacher teacher;
  private final AskedModel model;
  private final CallLog log;

  /**
   * One dispatcher for all waves, since it knows the spending and how many requests the endpoint
   * can take.
   */
  private Optional<Dispatcher> dispatcher = Optional.empty();

  private GroupPlan asked;

  WaveJobs(Run run, JavaSparkContext spark, Teacher teacher, AskedModel model, CallLog log) {
    this.run = run;
    this.spark = spark;
    this.teacher = teacher;
    this.model = model;
    this.log = log;
  }

  /**
   * Asks for the groups of a wave that are not closed. Their answers are in the log afterwards.
   *
   * @param state the log's records of the wave before
   * @param closed the bit {@code number - firstGroup} of each group that is not to be asked
   * @return the groups that were given up, with the kind of their failures
   * @throws WordsightException exit code 6 where the budget is reached, 4 where the teacher does
   *     not answer
   */
  Map<Integer, FailureKind> ask(GroupPlan plan, WaveState state, BitSet closed) {
    asked = plan;
    PlannedWave wave = plan.wave();
    long needed = Math.max(1, wave.neededGroups() - state.count());
    if (teacher instanceof RemoteTeacher remote) {
      Dispatcher open = dispatcher(remote, state);
      open.open(Work.remaining(wave.firstGroup(), wave.endGroup(), closed, needed));
      work(
          new RequestQueue(open, notice -> run.console().message(part() + ": " + notice)),
          state,
          networkTasks());
      // A judge's part may be a single question, which its filter refuses.
      boolean first = model == AskedModel.TEACHER && wave.number() == 0 && state.count() == 0;
      Optional<Stop> stop = first ? open.stop().or(open::nothingAnswered) : open.stop();
      if (stop.isPresent()) {
        throw stop.get().exception();
      }
      return givenUp(open.outcome());
    }
    int tasks = GROUP_TASKS_PER_SLOT * spark.defaultParallelism();
    work(
        new GroupQueue(wave, closed), state, Math.min(tasks, wave.groups() - closed.cardinality()));
    return Map.of();
  }

  /** Forgets the run's spending. When the next wave is asked, it is taken from the log's state. */
  void forgetSpending() {
    dispatcher = Optional.empty();
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

  /** The part of the stage that is running, for people. */
  private String part() {
    return "generate, %s %d".formatted(model.part(), asked.wave().number() + 1);
  }

  private void work(Foreman foreman, WaveState state, int tasks) {
    String what = part();
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
    PlannedWave wave = asked.wave();
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

  /**
   * The expected cost of the run at the wave's end, in dollars. The remaining groups are expected
   * to cost as much as the answered ones.
   */
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
}
