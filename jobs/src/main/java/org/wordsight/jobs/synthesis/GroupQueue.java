package org.wordsight.jobs.synthesis;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.wordsight.fleet.Report;
import org.wordsight.fleet.WorkItem;
import org.wordsight.fleet.WorkLease;
import org.wordsight.synthesis.PlannedWave;

/**
 * The groups of a wave for models in process. Such models cost nothing and refuse nothing, so the
 * next free worker simply gets the next group. A worker ends when no group is left. If another
 * worker is lost after that, Spark begins the lost one again. A group may take any time.
 */
final class GroupQueue implements Foreman {
  private final PlannedWave wave;
  private final BitSet done;
  private final Deque<WorkItem> returned = new ArrayDeque<>();
  private final Map<String, List<WorkItem>> held = new HashMap<>();
  private int next;
  private long leases;
  private long settled;

  /**
   * @param done the bit {@code number - firstGroup} of each group that is answered
   */
  GroupQueue(PlannedWave wave, BitSet done) {
    this.wave = wave;
    this.done = done;
    this.next = done.nextClearBit(0);
  }

  @Override
  public synchronized WorkLease lease(String worker, int most) {
    List<WorkItem> items = new ArrayList<>();
    while (items.size() < most && !isEmpty()) {
      items.add(next());
    }
    held.computeIfAbsent(worker, name -> new ArrayList<>()).addAll(items);
    boolean over = items.isEmpty() && isEmpty();
    return new WorkLease(++leases, items, 0, List.of(), over);
  }

  private boolean isEmpty() {
    return returned.isEmpty() && next >= wave.groups();
  }

  private WorkItem next() {
    if (!returned.isEmpty()) {
      return returned.pop();
    }
    WorkItem item = new WorkItem(wave.firstGroup() + next, 1);
    next = done.nextClearBit(next + 1);
    return item;
  }

  @Override
  public synchronized void report(String worker, List<Report> reports) {
    List<WorkItem> of = held.getOrDefault(worker, new ArrayList<>());
    for (Report report : reports) {
      if (of.remove(report.item())) {
        settled++;
      }
    }
  }

  @Override
  public synchronized void lost(String worker) {
    List<WorkItem> items = held.remove(worker);
    if (items != null) {
      items.forEach(item -> returned.add(new WorkItem(item.number(), item.attempt() + 1)));
    }
  }

  @Override
  public synchronized long settled() {
    return settled;
  }

  @Override
  public long spentMicrodollars() {
    return 0;
  }
}
