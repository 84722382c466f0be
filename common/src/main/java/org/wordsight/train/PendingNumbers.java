package org.wordsight.train;

import org.wordsight.tensor.GivenWork;
import org.wordsight.tensor.Scope;
import org.wordsight.tensor.Tensor;

/** The numbers of a tensor on their way to the host. A device may still compute them. */
final class PendingNumbers {
  private final Tensor onHost;
  private final GivenWork work;

  private PendingNumbers(Tensor onHost, GivenWork work) {
    this.onHost = onHost;
    this.work = work;
  }

  /**
   * Begins to copy numbers to the host.
   *
   * @param owner of the numbers on the host
   */
  static PendingNumbers of(Vectors vectors, Scope owner, Tensor numbers) {
    Tensor onHost =
        vectors.backend().sharesMemoryWithHost()
            ? owner.adopt(numbers)
            : vectors.kernels().infer(owner, "on_host", numbers);
    return new PendingNumbers(onHost, vectors.given());
  }

  /**
   * Waits for the numbers, and for all work that the device was given before them. Any thread may
   * call it.
   *
   * @return a tensor of the host
   */
  Tensor await() {
    work.await();
    return onHost;
  }
}
