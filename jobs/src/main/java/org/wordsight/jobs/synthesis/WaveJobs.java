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
 * The Spark jobs that ask a teacher, one for each asking of a wave, and the driver's desk beside
 * them. A task lives as long as the wave: it takes work from the desk, and writes answers into the
 * log only. Nothing else reads the result of a job, so Spark never repeats it for a later one.
 */
final class WaveJobs {
  /** Tasks for each slot. Those that wait take the slots of executors that come later. */
  private static final int GROUP_TASKS_PER_SLOT = 4;

  /** A task for the network keeps many requests on their way. */
  private static final int MOST_NETWORK_TASKS = 8;

  private final Run run;
  private final JavaSparkContext spark;
  private final Teacher teacher;
  private final String part;
  private final CallLog log;

  /** One for all waves, since it knows the money and what the endpoint bears. */
  private Optional<Dispatcher> dispatcher = Optional.empty();

  private GroupPlan asked;

  /**
   * @param part what a wave is called in messages
   */
  WaveJobs(Run run, JavaSparkContext spark, Teacher teacher, String part, CallLog log) {
    this.run = run;
    this.spark = spark;
    this.teacher = teacher;
    this.part = part;
    this.log = log;
  }

  /**
   * Asks for the groups of a wave that are not closed. What came is in the log.
   *
   * @param state what the log held before
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
      work(new RequestQueue(open), state, networkTasks());
      boolean first = wave.number() == 0 && state.count() == 0;
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

  /** What the run has spent is taken from the log's state when the next wave is asked. */
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

  private void work(Foreman foreman, WaveState state, int tasks) {
    String what = "generate, %s %d".formatted(part, asked.wave().number() + 1);
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
}
