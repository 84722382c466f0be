package org.wordsight.jobs.synthesis;

import java.util.List;
import java.util.OptionalLong;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.wordsight.fleet.Dispatcher;
import org.wordsight.fleet.Limits;
import org.wordsight.fleet.Report;
import org.wordsight.fleet.Spent;
import org.wordsight.fleet.WorkLease;
import org.wordsight.synthesis.GroupPlan;
import org.wordsight.teacher.Pace;
import org.wordsight.teacher.RemoteTeacher;

/**
 * The requests of a wave for a teacher over the network, by the rules of the dispatcher.
 *
 * @param notices takes a line where the endpoint has not started yet
 */
record RequestQueue(Dispatcher dispatcher, Consumer<String> notices) implements Foreman {
  private static final long LEASE_MILLIS = 30_000;

  /**
   * The dispatcher of a run.
   *
   * @param capMicrodollars the run's budget
   * @param before the spending in the run's log
   * @param wave the wave that is asked now
   */
  static Dispatcher dispatcher(
      RemoteTeacher teacher,
      Supplier<GroupPlan> wave,
      long seed,
      OptionalLong capMicrodollars,
      Spent before) {
    Pace pace = teacher.pace();
    Limits limits =
        Limits.inFlight(pace.maximumInFlight())
            .withRequestsPerMinute(orNone(pace.requestsPerMinute()))
            .withTokensPerMinute(orNone(pace.tokensPerMinute()))
            .withTimes(LEASE_MILLIS, pace.longestRequestMillis())
            .withStart(pace.startMillis())
            .withCap(capMicrodollars.orElse(Limits.NONE))
            .withSeed(seed);
    return new Dispatcher(
        limits,
        teacher.prices(),
        number ->
            RemoteWorker.worst(
                teacher,
                wave.get().group(Math.toIntExact(number)).prompt(),
                wave.get().parameters().maximumNewTokens()),
        before);
  }

  private static long orNone(int limit) {
    return limit == 0 ? Limits.NONE : limit;
  }

  @Override
  public WorkLease lease(String worker, int most) {
    return dispatcher.lease(worker, most);
  }

  @Override
  public void report(String worker, List<Report> reports) {
    dispatcher.report(worker, reports);
    dispatcher.takeNotice().ifPresent(notices);
  }

  @Override
  public void lost(String worker) {
    dispatcher.lost(worker);
  }

  @Override
  public long settled() {
    return dispatcher.status().settled();
  }

  @Override
  public long spentMicrodollars() {
    return dispatcher.status().spentMicrodollars();
  }
}
