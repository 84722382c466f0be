package org.wordsight.jobs.synthesis;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.BitSet;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.wordsight.fleet.Report;
import org.wordsight.fleet.WorkItem;
import org.wordsight.fleet.WorkLease;
import org.wordsight.money.Usage;
import org.wordsight.synthesis.PlannedWave;

class TestGroupQueue {
  /** Groups 10, 11, 12 and 13 of a wave; group 11 is done. */
  private final GroupQueue queue = new GroupQueue(new PlannedWave(1, 10, 40, 16, 4, 16), done());

  private static BitSet done() {
    BitSet done = new BitSet();
    done.set(1);
    return done;
  }

  @Test
  void handsOutEachOpenGroupOnce() {
    assertThat(queue.lease("a", 1).items()).containsExactly(new WorkItem(10, 1));
    assertThat(queue.lease("b", 2).items())
        .containsExactly(new WorkItem(12, 1), new WorkItem(13, 1));
    WorkLease last = queue.lease("a", 1);
    assertThat(last.items()).isEmpty();
    assertThat(last.over()).isTrue();
  }

  @Test
  void handsOutTheGroupsOfALostWorkerAgain() {
    WorkLease first = queue.lease("a", 2);
    queue.report("a", List.of(settled(first, 0)));
    queue.lost("a");
    queue.report("a", List.of(settled(first, 1)));
    assertThat(queue.settled()).as("the lost worker's late report").isEqualTo(1);
    assertThat(queue.lease("b", 3).items())
        .containsExactly(new WorkItem(12, 2), new WorkItem(13, 1));
  }

  @Test
  void isNotOverForAWorkerThatOnlyGivesASignOfLife() {
    assertThat(queue.lease("a", 0).over()).isFalse();
  }

  private static Report settled(WorkLease lease, int item) {
    return new Report.Settled(lease.id(), lease.items().get(item), Usage.NONE, 5);
  }
}
