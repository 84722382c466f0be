package org.wordsight.error;

/** What the process's exit status says about why it ended. */
public enum ExitCode {
  DONE(0),
  /** A defect of ours: the only one that shows a stack trace. */
  DEFECT(1),
  /** The command line or the run file itself. */
  USAGE(2),
  /** Anything the run file names: missing, broken, or not writable. */
  INPUT(3),
  /** The teacher or the network. */
  TEACHER(4),
  /** The native library or the device. */
  DEVICE(5),
  /** The budget is reached. */
  BUDGET(6),
  /** Another run holds the lock. */
  LOCKED(7),
  /** Who read the results has gone, as {@code | head} does: 128 and SIGPIPE, as a shell says it. */
  CLOSED(141);

  private final int status;

  ExitCode(int status) {
    this.status = status;
  }

  public int status() {
    return status;
  }
}
