package org.wordsight.model;

import java.nio.file.Path;
import org.wordsight.model.layer.GpuBackend;
import org.wordsight.tensor.Device;
import org.wordsight.vision.PillowRelease;

/** Models that compute on the CPU with the kernels of a GPU, in float32. */
public final class AsOnAGpu {
  private AsOnAGpu() {}

  /** Loads a checkpoint to answer. */
  public static LoadedModel load(Path folder) {
    return LoadedModel.load(
        folder,
        Precision.FLOAT32,
        new GpuBackend(Device.CPU, Precision.FLOAT32.type()),
        Purpose.ANSWER,
        PillowRelease.CURRENT);
  }
}
