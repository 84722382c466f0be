package org.wordsight.tensor;

import ai.djl.ndarray.NDManager;

/** Counts the tensors of this process that are not freed. */
public final class LiveTensors {
  private LiveTensors() {}

  /** Tensors of every scope that is open, on any thread. */
  public static int count() {
    try (NDManager any = NativeEngine.manager(Device.CPU)) {
      return any.getParentManager().getManagedArrays().size();
    }
  }
}
