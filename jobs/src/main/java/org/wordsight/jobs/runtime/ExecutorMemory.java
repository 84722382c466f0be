package org.wordsight.jobs.runtime;

import java.util.ArrayList;
import java.util.List;
import org.apache.spark.SparkConf;
import org.wordsight.error.WordsightException;

/**
 * The memory of one executor: of its heap, and of all that lies beside it (weights, activations,
 * libraries).
 */
public record ExecutorMemory(Part heap, Part beside) {
  private static final String HEAP = "spark.executor.memory";
  private static final String BESIDE = "spark.executor.memoryOverhead";
  private static final String FACTOR = "spark.executor.memoryOverheadFactor";

  /**
   * @param leastMebibytes with less the run cannot come to its end
   * @param mebibytes with so much it surely does
   * @param reason for messages: what needs most of it
   */
  public record Part(long leastMebibytes, long mebibytes, String reason) {}

  /** Tells executors to have so much, where the settings say nothing. */
  void complete(SparkConf settings) {
    settings.setIfMissing(HEAP, heap.mebibytes + "m");
    if (!settings.contains(FACTOR)) {
      settings.setIfMissing(BESIDE, beside.mebibytes + "m");
    }
  }

  /** What the settings give and is too little. */
  public List<WordsightException> problems(SparkConf settings) {
    List<WordsightException> problems = new ArrayList<>();
    requireEnough(settings, HEAP, heap, problems);
    requireEnough(settings, BESIDE, beside, problems);
    return problems;
  }

  private static void requireEnough(
      SparkConf settings, String key, Part part, List<WordsightException> problems) {
    if (!settings.contains(key)) {
      return;
    }

    if (settings.getSizeAsMb(key) < part.leastMebibytes) {
      problems.add(
          WordsightException.usage(
              "Cannot start executors: %s is %s, expected at least %dm for %s. Raise it, or leave it out to have %dm."
                  .formatted(
                      key, settings.get(key), part.leastMebibytes, part.reason, part.mebibytes)));
    }
  }

  /** The settings that executors will have, as {@code check} shows them. */
  public String described(SparkConf settings) {
    SparkConf completed = settings.clone();
    complete(completed);
    return "%s=%s for %s, %s for %s"
        .formatted(
            HEAP,
            completed.get(HEAP),
            heap.reason,
            completed.contains(BESIDE)
                ? BESIDE + "=" + completed.get(BESIDE)
                : FACTOR + "=" + completed.get(FACTOR),
            beside.reason);
  }
}
