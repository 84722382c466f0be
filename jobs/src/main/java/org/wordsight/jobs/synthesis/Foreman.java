package org.wordsight.jobs.synthesis;

import java.util.List;
import org.wordsight.fleet.Report;
import org.wordsight.fleet.WorkLease;

/** Hands out the groups of a wave to workers. Safe for use by several threads. */
interface Foreman {
  /**
   * Gives a worker at most {@code most} groups. If the lease says that the work is over, the worker
   * ends.
   */
  WorkLease lease(String worker, int most);

  /** Takes reports on groups that the worker had. */
  void report(String worker, List<Report> reports);

  /** Notes that a worker has gone. Its groups are handed out again. */
  void lost(String worker);

  /** The number of answered groups of the open wave. */
  long settled();

  /** The spending of the run so far. */
  long spentMicrodollars();
}
