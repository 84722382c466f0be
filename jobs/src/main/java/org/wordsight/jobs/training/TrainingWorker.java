package org.wordsight.jobs.training;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectOutputStream;
import java.util.Optional;
import org.apache.commons.lang3.exception.ExceptionUtils;
import org.apache.spark.BarrierTaskContext;
import org.apache.spark.SparkEnv;
import org.apache.spark.TaskContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.wordsight.exchange.Gang;
import org.wordsight.exchange.LostWorkerException;
import org.wordsight.exchange.Port;
import org.wordsight.jobs.runtime.ModelHolder;
import org.wordsight.model.Purpose;

/**
 * One worker of a training: the work of one Spark task. The worker reports its end to the driver.
 * Its task then ends without an error in any case, since Spark would repeat a failed task.
 */
final class TrainingWorker {
  private static final Logger LOGGER = LoggerFactory.getLogger(TrainingWorker.class);

  private final TrainingTask task;
  private final WorkerId id;
  private final TaskContext context;

  private TrainingWorker(TrainingTask task, TaskContext context, int rank) {
    this.task = task;
    this.context = context;
    SparkEnv here = SparkEnv.get();
    this.id =
        new WorkerId(
            task.training(),
            task.attempt().number(),
            rank,
            context.taskAttemptId(),
            here.executorId(),
            here.blockManager().blockManagerId().host());
  }

  /** Trains as the only worker. */
  static int alone(TrainingTask task) {
    TrainingWorker worker = new TrainingWorker(task, TaskContext.get(), 0);
    return worker.run(port -> WorkerMeeting.alone(port, task));
  }

  /** Trains as a worker of a barrier stage. */
  static int ofGang(TrainingTask task, BarrierTaskContext context) {
    TrainingWorker worker = new TrainingWorker(task, context, context.partitionId());
    return worker.run(port -> WorkerMeeting.meet(context, port, task));
  }

  @FunctionalInterface
  private interface Meeting {
    WorkerMeeting.Met at(Port port);
  }

  private int run(Meeting meeting) {
    if (DriverLine.tell(new WorkerMessage.Began(id))) {
      DriverLine.tell(new WorkerMessage.Ended(id, end(meeting)));
    }
    return id.rank();
  }

  private WorkerEnd end(Meeting meeting) {
    try {
      return task.attempt().gang() ? inAGang(meeting) : train(Optional.empty());
    } catch (LostWorkerException e) {
      return new WorkerEnd.Failed(e, true);
    } catch (Throwable e) {
      LOGGER.error("{} ends", id.words(), e);
      // Spark ends the tasks of a gang when one of them is lost.
      return new WorkerEnd.Failed(sendable(e), context.isInterrupted());
    }
  }

  private WorkerEnd inAGang(Meeting meeting) {
    try (Port port = Port.open(WorkerMeeting.ownAddress())) {
      WorkerMeeting.Met met = meeting.at(port);
      try (Gang gang = Gang.join(port, met.membership(), LOGGER::warn);
          GangGuard guard = GangGuard.start(gang, context)) {
        return train(Optional.of(new AdapterTraining.Others(gang, met.threadsOfAnOperation())));
      }
    }
  }

  private WorkerEnd train(Optional<AdapterTraining.Others> others) {
    return ModelHolder.use(
        task.student(), Purpose.LEARN, model -> new AdapterTraining(task, id, model, others).run());
  }

  /** The failure, or its text where it cannot be sent. */
  private static Throwable sendable(Throwable failure) {
    try (ObjectOutputStream out = new ObjectOutputStream(new ByteArrayOutputStream())) {
      out.writeObject(failure);
      return failure;
    } catch (IOException e) {
      return new IllegalStateException(ExceptionUtils.getStackTrace(failure));
    }
  }
}
