package org.wordsight.fleet;

import java.io.Serializable;
import java.util.List;

/**
 * Permission to ask for some items. Each item holds a permit and its worst cost until it is
 * reported, or until the lease ends.
 *
 * @param items may be empty: ask again after {@code waitMillis}
 * @param endsAfterMillis without a report or a renewal, the permits return after this time
 * @param cancelled items of this worker that are not needed any more
 * @param over whether nothing is left to do; the worker ends
 */
public record Lease(
    long id,
    List<WorkItem> items,
    long endsAfterMillis,
    long waitMillis,
    List<WorkItem> cancelled,
    boolean over)
    implements Serializable {
  private static final long serialVersionUID = 1L;

  public Lease {
    items = List.copyOf(items);
    cancelled = List.copyOf(cancelled);
  }
}
