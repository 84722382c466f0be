package org.wordsight.jobs;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
import org.wordsight.tensor.NativeEngine;

/** Counts the tensors of this process that nobody has freed. */
public final class LiveTensors {
  private LiveTensors() {}

  /** Tensors of every scope that is open, on any thread. */
  public static int count() {
    NativeEngine.threads();
    try (NDManager any = NDManager.newBaseManager(Device.cpu(), "PyTorch")) {
      return any.getParentManager().getManagedArrays().size();
    }
  }
}
