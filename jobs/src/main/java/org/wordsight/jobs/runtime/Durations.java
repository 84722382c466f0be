package org.wordsight.jobs.runtime;

import java.time.Duration;

/** Writes durations for people. */
public final class Durations {
  private Durations() {}

  /** The largest two units: {@code 3 d 4 h}, {@code 2 h 5 min}, {@code 1 min 20 s}, {@code 8 s}. */
  public static String words(Duration duration) {
    long seconds = Math.max(0, duration.toSeconds());
    if (seconds < 60) {
      return seconds + " s";
    } else if (seconds < 3_600) {
      return seconds / 60 + " min " + seconds % 60 + " s";
    } else if (seconds < 86_400) {
      return seconds / 3_600 + " h " + seconds % 3_600 / 60 + " min";
    }

    return seconds / 86_400 + " d " + seconds % 86_400 / 3_600 + " h";
  }
}
