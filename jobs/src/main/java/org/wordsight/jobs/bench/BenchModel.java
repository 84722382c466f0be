package org.wordsight.jobs.bench;

import java.nio.file.Path;
import java.util.OptionalInt;
import org.wordsight.model.LoadedModel;
import org.wordsight.model.Precision;
import org.wordsight.model.Purpose;
import org.wordsight.tensor.Device;
import org.wordsight.tensor.NativeEngine;

/** Loads the checkpoint of a benchmark: float32 on the CPU, as for the peer. */
final class BenchModel {
  private BenchModel() {}

  static LoadedModel load(Path folder, int threads, Purpose purpose) {
    NativeEngine.useThreads(OptionalInt.of(threads));
    return LoadedModel.load(folder, Precision.FLOAT32, Device.CPU, purpose);
  }
}
