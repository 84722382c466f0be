package org.wordsight.jobs.training;

import java.io.Serializable;

/** A worker's message to the driver. The driver answers whether the worker may go on. */
public sealed interface WorkerMessage extends Serializable {

  WorkerId from();

  /** Gives the message to the driver's side. */
  boolean deliver(Receiver receiver);

  /** The driver's side of one training. */
  interface Receiver {
    boolean began(WorkerId worker);

    boolean recorded(WorkerId worker, String stepRecord);

    boolean maySave(WorkerId worker);

    boolean said(WorkerId worker, String text);

    boolean ended(WorkerId worker, WorkerEnd end);

    boolean met(WorkerId worker, Meeting meeting);
  }

  /**
   * The workers of an attempt have found each other.
   *
   * @param threadsOfAnOperation that all of them use
   * @param device the kind of device, as {@link org.wordsight.train.TrainingMachine} names it
   * @param library the engine and its version
   */
  record Meeting(int threadsOfAnOperation, String device, String library) implements Serializable {
    private static final long serialVersionUID = 1L;

    String words() {
      return "%s, %s, threads of an operation: %d".formatted(device, library, threadsOfAnOperation);
    }
  }

  /** Rank 0 reports that the workers have met. */
  record Met(WorkerId from, Meeting meeting) implements WorkerMessage {
    private static final long serialVersionUID = 1L;

    @Override
    public boolean deliver(Receiver receiver) {
      return receiver.met(from, meeting);
    }
  }

  /** The worker has begun, and computes nothing yet. */
  record Began(WorkerId from) implements WorkerMessage {
    private static final long serialVersionUID = 1L;

    @Override
    public boolean deliver(Receiver receiver) {
      return receiver.began(from);
    }
  }

  /**
   * All workers have done a step.
   *
   * @param stepRecord as {@link org.wordsight.train.StepText} writes it
   */
  record Recorded(WorkerId from, String stepRecord) implements WorkerMessage {
    private static final long serialVersionUID = 1L;

    @Override
    public boolean deliver(Receiver receiver) {
      return receiver.recorded(from, stepRecord);
    }
  }

  /** Asks for permission to put a checkpoint or an adapter into the warehouse. */
  record Saving(WorkerId from) implements WorkerMessage {
    private static final long serialVersionUID = 1L;

    @Override
    public boolean deliver(Receiver receiver) {
      return receiver.maySave(from);
    }
  }

  /** A message for people. */
  record Said(WorkerId from, String text) implements WorkerMessage {
    private static final long serialVersionUID = 1L;

    @Override
    public boolean deliver(Receiver receiver) {
      return receiver.said(from, text);
    }
  }

  /** The worker's task ends. */
  record Ended(WorkerId from, WorkerEnd end) implements WorkerMessage {
    private static final long serialVersionUID = 1L;

    @Override
    public boolean deliver(Receiver receiver) {
      return receiver.ended(from, end);
    }
  }
}
