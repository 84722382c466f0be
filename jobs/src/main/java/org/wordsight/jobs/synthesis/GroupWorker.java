package org.wordsight.jobs.synthesis;

import java.util.ArrayList;
import java.util.List;
import org.apache.spark.TaskContext;
import org.wordsight.fleet.Report;
import org.wordsight.fleet.WorkItem;
import org.wordsight.fleet.WorkLease;
import org.wordsight.money.Usage;
import org.wordsight.synthesis.PlannedGroup;
import org.wordsight.synthesis.PlannedRequest;
import org.wordsight.synthesis.TeacherAnswer;
import org.wordsight.teacher.CallRecord.Call;
import org.wordsight.teacher.CallRecord.Sent;
import org.wordsight.teacher.CallRecord.Settled;
import org.wordsight.teacher.GroupTeacher;

/**
 * A task that asks a model in its own process, group after group, until no group is left. Answers
 * are in the log before the task reports them to the driver.
 */
final class GroupWorker {
  private final WaveTask task;
  private final GroupTeacher teacher;
  private final CallWriter writer;
  private final String worker = WaveTask.worker();

  GroupWorker(WaveTask task, GroupTeacher teacher) {
    this.task = task;
    this.teacher = teacher;
    this.writer = new CallWriter(task.log(), task.run());
  }

  void work() {
    List<Report> reports = List.of();
    for (WorkLease lease = task.take(worker, 1, reports);
        !lease.over();
        lease = task.take(worker, 1, reports)) {
      // Interrupts count only here. An answer in the log must be reported, or its group is asked
      // again.
      TaskContext.get().killTaskIfInterrupted();
      reports = new ArrayList<>();
      for (WorkItem item : lease.items()) {
        reports.add(ask(lease.id(), item));
      }
    }
  }

  private Report ask(long lease, WorkItem item) {
    PlannedGroup group = task.group(item);
    List<Call> calls = new ArrayList<>();
    for (PlannedRequest request : group.requests()) {
      calls.add(task.call(group, request, item));
    }
    calls.forEach(call -> writer.add(new Sent(call, 0)));
    writer.write();

    long startNanos = System.nanoTime();
    List<TeacherAnswer> answers = teacher.ask(group, task.parameters());
    if (answers.size() != calls.size()) {
      throw new IllegalStateException(
          "%d answers to %d requests".formatted(answers.size(), calls.size()));
    }
    long latencyMillis = (System.nanoTime() - startNanos) / 1_000_000;
    long nowMillis = System.currentTimeMillis();
    for (int i = 0; i < calls.size(); i++) {
      writer.add(new Settled(calls.get(i).at(nowMillis), answers.get(i), 0, latencyMillis));
    }
    writer.write();
    return new Report.Settled(lease, item, Usage.NONE, latencyMillis);
  }
}
