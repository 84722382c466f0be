package org.wordsight.jobs.synthesis;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.wordsight.jobs.runtime.Run;
import org.wordsight.jobs.runtime.SegmentLog;
import org.wordsight.jobs.runtime.Warehouse;
import org.wordsight.synthesis.PlannedGroup;
import org.wordsight.synthesis.PlannedWave;
import org.wordsight.synthesis.WavePlan;

/** The plan as earlier versions logged it: every group of a wave, with its requests. */
final class OlderPlan {
  private static final String LOG = "plan";

  private final SegmentLog<PlannedGroup> written;

  OlderPlan(Run run) {
    this.written = run.log(LOG, PlannedGroup.class);
  }

  /** Whether the earlier version planned the same wave in this place, or no wave. */
  boolean agrees(WavePlan plan) {
    PlannedWave wave = plan.wave();
    Optional<List<PlannedGroup>> before = written.whole("wave-%03d".formatted(wave.number()));
    if (before.isEmpty()) {
      return true;
    }
    List<PlannedGroup> groups = before.get();
    boolean agrees = groups.size() == wave.groups();
    for (int i = 0; agrees && i < groups.size(); i++) {
      String hash = plan.group(wave.firstGroup() + i).hash();
      agrees = groups.get(i).hash().equals(hash);
    }
    return agrees;
  }

  /**
   * The names that the earlier log gives to the segments of a run's plan, and to its notes of
   * attempts.
   */
  static Set<String> segments(Warehouse warehouse, String runId) {
    SegmentLog<PlannedGroup> log = warehouse.log(runId, LOG, PlannedGroup.class);
    Set<String> segments = new HashSet<>();
    for (String wave : log.names()) {
      for (PlannedGroup group : log.read(wave)) {
        segments.add(group.hash());
      }
    }

    return segments;
  }
}
