package org.wordsight.jobs;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
import org.wordsight.tensor.NativeEngine;

/** Counts the tensors of this process that nobody has freed. */
public final class LiveTensors {
  private LiveTensors() {}

  /** The number of tensors in all open scopes, of all threads. */
  public static int count() {
    NativeEngine.threads();
    try (NDManager any = NDManager.newBaseManager(Device.cpu(), "PyTorch")) {
      return any.getParentManager().getManagedArrays().size();
    }
  }
}
