package org.wordsight.jobs.inspection;

import java.util.Locale;
import org.wordsight.error.WordsightException;
import org.wordsight.train.TrainingHeap;

/** Whether the adapter's vectors fit the Java heap. */
final class HeapInspection {
  private static final double GIBIBYTE = 1L << 30;

  /** What Spark, samples and tables need beside the vectors. */
  private static final long OTHERS_BYTES = 1L << 29;

  private final long heapBytes;
  private final int threads;
  private final Findings findings;

  /**
   * @param threads that would compute shards side by side on a CPU
   */
  HeapInspection(long heapBytes, int threads, Findings findings) {
    this.heapBytes = heapBytes;
    this.threads = threads;
    this.findings = findings;
  }

  /** Looks at an adapter with so many parameters. */
  void inspect(long parameters, int logicalShards) {
    long bytes = TrainingHeap.bytes(parameters, logicalShards, threads);
    long wholeGibibytes = Math.max(2, (long) Math.ceil((bytes + OTHERS_BYTES) / GIBIBYTE));
    findings.fact(
        "heap of training: %d vectors of %,d bytes, %.2f GiB, so WORDSIGHT_HEAP=%dg or more",
        TrainingHeap.vectors(logicalShards, threads),
        Float.BYTES * parameters,
        bytes / GIBIBYTE,
        wholeGibibytes);
    if (bytes + OTHERS_BYTES > heapBytes && runsHere()) {
      findings.problem(
          WordsightException.input(
              String.format(
                  Locale.ROOT,
                  "Cannot train: the heap has %.1f GiB, expected at least %d GiB for an adapter of"
                      + " %,d parameters. Set WORDSIGHT_HEAP=%dg, or lower lora.rank or"
                      + " training.logicalShards.",
                  heapBytes / GIBIBYTE,
                  wholeGibibytes,
                  parameters,
                  wholeGibibytes)));
    }
  }

  /** Where executors compute, their heap counts and not this one. */
  private static boolean runsHere() {
    return System.getProperty("spark.master", "local").startsWith("local");
  }
}
