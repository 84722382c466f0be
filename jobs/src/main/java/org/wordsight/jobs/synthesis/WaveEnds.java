package org.wordsight.jobs.synthesis;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.wordsight.jobs.runtime.Run;
import org.wordsight.jobs.runtime.SegmentLog;
import org.wordsight.synthesis.PlannedWave;
import org.wordsight.teacher.FailureKind;

/** How the waves of a plan ended: which groups do not count, and which were given up. */
public final class WaveEnds {

  /** A group that no attempt answered, and the kind of its failures. */
  record GivenUp(int number, FailureKind kind) {}

  /**
   * The end of a wave in the log.
   *
   * @param left numbers of the groups that do not count, since they were not needed any more
   * @param givenUp the groups that no attempt answered
   */
  record End(int wave, List<Integer> left, List<GivenUp> givenUp) {
    End {
      left = List.copyOf(left);
      givenUp = List.copyOf(givenUp);
    }
  }

  private final SegmentLog<End> log;
  private final Map<Integer, End> known = new TreeMap<>();

  /**
   * @param log the name of the run's log
   */
  WaveEnds(Run run, String log) {
    this.log = run.log(log, End.class);
  }

  /** How a wave ended; absent where it has not ended. */
  Optional<End> of(PlannedWave wave) {
    if (!known.containsKey(wave.number()) && log.names().contains(name(wave))) {
      known.put(wave.number(), log.read(name(wave)).get(0));
    }
    return Optional.ofNullable(known.get(wave.number()));
  }

  /** Logs the end of a wave. From now on, the answers that count do not change. */
  void add(PlannedWave wave, End end) {
    log.append(name(wave), List.of(end));
    known.put(wave.number(), end);
  }

  /** The ends of the waves that have ended and were asked for. */
  List<End> all() {
    return List.copyOf(known.values());
  }

  /** A wave's name in logs. */
  static String name(PlannedWave wave) {
    return "wave-%03d".formatted(wave.number());
  }
}
