package org.wordsight.fleet;

import java.io.Serializable;
import java.util.List;

/**
 * Permission to ask for some items. Each item holds a permit and its worst cost until it is
 * reported, or until the lease ends. Any message from the worker renews all of its leases.
 *
 * @param items may be empty: ask again after {@code waitMillis}
 * @param cancelled items of this worker that are not needed any more; each is named in every lease
 *     until the worker reports it
 * @param over whether the worker holds nothing and nothing is left to do; the worker then ends
 */
public record WorkLease(
    long id, List<WorkItem> items, long waitMillis, List<WorkItem> cancelled, boolean over)
    implements Serializable {
  private static final long serialVersionUID = 1L;

  public WorkLease {
    items = List.copyOf(items);
    cancelled = List.copyOf(cancelled);
  }
}
