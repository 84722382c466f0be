package org.wordsight.exchange;

/**
 * A gang that cannot go on, since one of its workers is lost, silent or refused. The other workers
 * can form a new gang.
 */
public final class LostWorkerException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final int worker;

  /**
   * @param worker the rank of the worker that is lost
   */
  public LostWorkerException(int worker, String message) {
    super(message);
    this.worker = worker;
  }

  /** The rank of the worker that is lost. */
  public int worker() {
    return worker;
  }
}
