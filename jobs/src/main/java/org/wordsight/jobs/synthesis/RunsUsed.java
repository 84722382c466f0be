package org.wordsight.jobs.synthesis;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import org.wordsight.jobs.runtime.Run;
import org.wordsight.jobs.runtime.RunState;
import org.wordsight.jobs.runtime.SegmentLog;
import org.wordsight.jobs.runtime.Warehouse;

/**
 * The other runs whose logged answers a run uses. While the run is not done, the segments of these
 * runs are kept.
 */
public final class RunsUsed {
  private static final String LOG = "runs-used";

  /** A run whose answers are used. */
  record Used(String run) {}

  private final SegmentLog<Used> log;
  private final Set<String> noted;

  RunsUsed(Run run) {
    this.log = run.log(LOG, Used.class);
    this.noted = new HashSet<>(log.names());
  }

  /** Notes these runs. When this method returns, the note survives a crash. */
  void note(Set<String> runs) {
    for (String run : runs) {
      if (noted.add(run)) {
        log.append(run, List.of(new Used(run)));
      }
    }
  }

  /**
   * Tells by the name of a segment of the request log whether a run that is not done needs it. The
   * log may be of this version or of an earlier one.
   */
  public static Predicate<String> neededSegments(Warehouse warehouse) {
    Set<String> runs = new HashSet<>();
    Set<String> older = new HashSet<>();
    for (RunState run : warehouse.runs()) {
      if (run.status() != RunState.Status.DONE) {
        runs.add(run.id());
        runs.addAll(warehouse.log(run.id(), LOG, Used.class).names());
        older.addAll(OlderPlan.segments(warehouse, run.id()));
      }
    }

    // A note of an attempt of earlier versions has the segment's name and a number.
    return segment ->
        CallLog.runOf(segment).map(runs::contains).orElse(false)
            || older.contains(segment.replaceFirst("-\\d+$", ""));
  }
}
