package org.wordsight.error;

/** The exit status of the process, by the reason why it ended. */
public enum ExitCode {
  DONE(0),
  /** A defect of Wordsight. Only a defect shows a stack trace. */
  DEFECT(1),
  /** The command line or the run file is wrong. */
  USAGE(2),
  /** Something that the run file names is missing, broken or not writable. */
  INPUT(3),
  /** The teacher or the network failed. */
  TEACHER(4),
  /** The native library or the device failed. */
  DEVICE(5),
  /** The budget is reached. */
  BUDGET(6),
  /** Another run holds the lock. */
  LOCKED(7),
  /**
   * The reader of the results has gone, as {@code | head} does. As in a shell, the status is 128
   * plus SIGPIPE.
   */
  CLOSED(141);

  private final int status;

  ExitCode(int status) {
    this.status = status;
  }

  public int status() {
    return status;
  }
}
