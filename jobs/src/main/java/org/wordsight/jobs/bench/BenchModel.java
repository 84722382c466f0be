package org.wordsight.jobs.bench;

import java.nio.file.Path;
import java.util.OptionalInt;
import org.wordsight.model.LoadedModel;
import org.wordsight.model.Precision;
import org.wordsight.model.Purpose;
import org.wordsight.tensor.NativeEngine;

/** Loads the checkpoint of a benchmark: float32 where the options name no other format. */
final class BenchModel {
  private BenchModel() {}

  static LoadedModel load(Path folder, BenchOptions options, Purpose purpose) {
    NativeEngine.useThreads(OptionalInt.of(options.threads()));
    Precision precision = options.precision().orElse(Precision.FLOAT32);
    return LoadedModel.load(folder, precision, options.device(), purpose);
  }
}
