package org.wordsight.jobs.bench;

import java.nio.file.Path;
import java.util.OptionalLong;
import org.wordsight.model.Checkpoint;
import org.wordsight.tensor.NativeEngine;

/**
 * The memory that this process needs for work with a model. This is all memory, less the memory
 * before the model was loaded, less the model's weights in float32. The peer counts in the same
 * way. It does not matter whether weights are copies, mapped files or other forms.
 *
 * @param residentBefore bytes of this process, with the native library
 */
record MemoryOverWeights(long residentBefore, long weightBytes) {
  static MemoryOverWeights beforeLoading(Path model) {
    NativeEngine.threads(); // Loads the library.
    try (Checkpoint checkpoint = Checkpoint.open(model)) {
      return new MemoryOverWeights(
          Machine.residentBytes(), checkpoint.parameters() * (long) Float.BYTES);
    }
  }

  /**
   * Does some work.
   *
   * @return the most mebibytes during the work; empty where the system does not say
   */
  OptionalLong mostDuring(Runnable work) {
    boolean fresh = Machine.resetPeak();
    work.run();
    return fresh ? OptionalLong.of(mebibytes(Machine.peakBytes())) : OptionalLong.empty();
  }

  long mebibytes(long residentBytes) {
    return (residentBytes - residentBefore - weightBytes) >> 20;
  }
}
