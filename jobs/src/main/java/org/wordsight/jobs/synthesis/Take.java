package org.wordsight.jobs.synthesis;

import java.io.Serializable;
import java.util.List;
import org.wordsight.fleet.Report;

/**
 * A worker's message to the driver, whose answer is a lease. It is also the sign that the worker
 * lives.
 *
 * @param worker {@code executor/task}
 * @param most how many items it can begin
 * @param reports what became of items since its last message
 */
record Take(String worker, int most, List<Report> reports) implements Serializable {
  private static final long serialVersionUID = 1L;

  Take {
    reports = List.copyOf(reports);
  }
}
