package org.wordsight.jobs.runtime;

import java.util.ArrayList;
import java.util.List;
import org.apache.spark.SparkConf;
import org.wordsight.error.WordsightException;

/**
 * The memory of one executor: its heap, and the memory outside the heap (weights, activations,
 * libraries).
 */
public record ExecutorMemory(Part heap, Part beside) {
  private static final String HEAP = "spark.executor.memory";
  private static final String BESIDE = "spark.executor.memoryOverhead";
  private static final String FACTOR = "spark.executor.memoryOverheadFactor";

  /**
   * One of the two parts.
   *
   * @param leastMebibytes the least with which a run can end
   * @param mebibytes the amount with which a run always ends
   * @param reason for messages: what needs most of it
   */
  public record Part(long leastMebibytes, long mebibytes, String reason) {}

  /** Sets the executors' memory where the settings have none. */
  void complete(SparkConf settings) {
    settings.setIfMissing(HEAP, heap.mebibytes + "m");
    if (!settings.contains(FACTOR)) {
      settings.setIfMissing(BESIDE, beside.mebibytes + "m");
    }
  }

  /** The settings that are too small. */
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
