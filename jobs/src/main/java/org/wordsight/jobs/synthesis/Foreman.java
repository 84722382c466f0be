package org.wordsight.jobs.synthesis;

import java.util.List;
import org.wordsight.fleet.Report;
import org.wordsight.fleet.WorkLease;

/** Hands out the groups of a wave to workers. Safe for use by several threads. */
interface Foreman {
  /** Up to {@code most} groups; the worker ends where the lease is over. */
  WorkLease lease(String worker, int most);

  /** What became of groups that the worker had. */
  void report(String worker, List<Report> reports);

  /** The worker has gone. What it had is handed out again. */
  void lost(String worker);

  /** Groups of the open wave that are answered. */
  long settled();

  /** What the run has spent so far. */
  long spentMicrodollars();
}
