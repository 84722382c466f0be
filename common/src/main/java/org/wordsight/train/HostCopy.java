package org.wordsight.train;

import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.util.Optional;
import org.wordsight.tensor.GivenWork;
import org.wordsight.tensor.Scope;
import org.wordsight.tensor.Tensor;

/**
 * A vector's content in the host's memory. A GPU copies it there without waiting. On the CPU, it is
 * the vector's own memory.
 */
final class HostCopy {
  private final Vectors vectors;
  private final Tensor vector_P;
  private final Tensor host_P;
  private Optional<GivenWork> copying = Optional.empty();

  /**
   * @param owner of the copy
   */
  HostCopy(Vectors vectors, Scope owner, Tensor vector_P) {
    this.vectors = vectors;
    this.vector_P = vector_P;
    this.host_P =
        vectors.backend().sharesMemoryWithHost()
            ? vector_P
            : vectors.kernels().infer(owner, "host_room", vector_P);
  }

  /** Begins to copy. Work that the device is given later may change the vector. */
  void begin() {
    if (host_P != vector_P) {
      await();
      vectors.copyToHost(host_P, vector_P);
      copying = Optional.of(vectors.given());
    }
  }

  private void await() {
    copying.ifPresent(GivenWork::await);
  }

  /** Copies the host's numbers back to the vector. */
  void restore() {
    if (host_P != vector_P) {
      vectors.copy(vector_P, host_P);
    }
  }

  /** The host's memory. Waits for the end of the copy. */
  ByteBuffer bytes() {
    await();
    return host_P.hostBytes();
  }

  /** A view of the copied numbers. Waits for the end of the copy. */
  FloatBuffer floats() {
    await();
    return host_P.memory();
  }
}
