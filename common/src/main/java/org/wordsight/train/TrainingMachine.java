package org.wordsight.train;

import org.wordsight.model.layer.Backend;
import org.wordsight.tensor.NativeEngine;

/**
 * The facts about a machine that training's bits depend on.
 *
 * @param device {@code gpu}, or {@code cpu} with its widest vectors, which decide the kernels of
 *     products
 * @param library the engine and its version
 * @param threads that share one operation; absent where a GPU computes
 */
public record TrainingMachine(String device, String library, String threads) {
  /** The machine of this process. */
  public static TrainingMachine here(Backend backend, int logicalShards) {
    return new TrainingMachine(
        backend.hardware(),
        NativeEngine.description(),
        backend.threadsOfAnOperation(logicalShards));
  }

  /**
   * The machine of this process, as a worker of a gang.
   *
   * @param threadsOfAnOperation on a CPU, which all workers have agreed on
   */
  public static TrainingMachine inAGang(Backend backend, int threadsOfAnOperation) {
    return new TrainingMachine(
        backend.hardware(),
        NativeEngine.description(),
        backend.usesThreads()
            ? String.valueOf(threadsOfAnOperation)
            : backend.threadsOfAnOperation(1));
  }
}
