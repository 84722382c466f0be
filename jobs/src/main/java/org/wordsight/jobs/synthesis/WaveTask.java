package org.wordsight.jobs.synthesis;

import java.io.Serializable;
import java.util.List;
import java.util.Map;
import org.apache.spark.TaskContext;
import org.wordsight.error.WordsightException;
import org.wordsight.fleet.Report;
import org.wordsight.fleet.WorkItem;
import org.wordsight.fleet.WorkLease;
import org.wordsight.jobs.runtime.DriverCalls;
import org.wordsight.synthesis.GroupPlan;
import org.wordsight.synthesis.PlannedGroup;
import org.wordsight.synthesis.PlannedRequest;
import org.wordsight.synthesis.RequestParameters;
import org.wordsight.teacher.CallRecord.Call;

/**
 * The data with which a Spark task works on a wave.
 *
 * @param desk the name of the driver's service
 * @param planHash the driver's hash of the wave
 * @param run the run that pays
 * @param attempts the number of earlier attempts at groups of the wave; groups without attempts are
 *     left out
 */
record WaveTask(
    String desk,
    GroupPlan plan,
    String planHash,
    CallLog log,
    String run,
    Map<Integer, Integer> attempts)
    implements Serializable {
  private static final long serialVersionUID = 1L;

  WaveTask {
    attempts = Map.copyOf(attempts);
  }

  /**
   * Makes sure that this machine makes the same plan as the driver.
   *
   * @throws WordsightException exit code 3 where the plans differ
   */
  void requireTheSamePlan() {
    if (!plan.hash().equals(planHash)) {
      throw WordsightException.input(
          "Cannot ask the teacher from %s: its chat template differs from the one on the driver. Put the same files on all machines."
              .formatted(DriverCalls.executor()));
    }
  }

  /** The name of the worker in this thread's task. */
  static String worker() {
    return FleetDesk.worker(DriverCalls.executor(), TaskContext.get().taskAttemptId());
  }

  /** Reports to the driver, and asks for work. */
  WorkLease take(String worker, int most, List<Report> reports) {
    return (WorkLease) DriverCalls.ask(desk, new Take(worker, most, reports));
  }

  RequestParameters parameters() {
    return plan.parameters();
  }

  PlannedGroup group(WorkItem item) {
    return plan.group(Math.toIntExact(item.number()));
  }

  /** The attempt at one request of a group, counted over all runs. */
  Call call(PlannedGroup group, PlannedRequest request, WorkItem item) {
    int earlier = attempts.getOrDefault(group.number(), 0);
    return new Call(
        request.id(), group.hash(), earlier + item.attempt(), run, System.currentTimeMillis());
  }
}
