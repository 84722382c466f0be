package org.wordsight.jobs.synthesis;

import java.io.Serializable;
import java.util.List;
import org.wordsight.fleet.Report;

/**
 * A worker's message to the driver. The driver's reply is a lease. The message also shows that the
 * worker is alive.
 *
 * @param worker {@code executor/task}
 * @param most the number of items that the worker can begin
 * @param reports on items since the worker's last message
 */
record Take(String worker, int most, List<Report> reports) implements Serializable {
  private static final long serialVersionUID = 1L;

  Take {
    reports = List.copyOf(reports);
  }
}
