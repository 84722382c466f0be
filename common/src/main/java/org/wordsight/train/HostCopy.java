package org.wordsight.train;

import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
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

  /** Begins to copy. Later reads from the device wait for this copy. */
  void begin() {
    if (host_P != vector_P) {
      try (Scope step = vectors.scope()) {
        vectors.kernels().infer(step, "copied_to_host", host_P, vector_P);
      }
    }
  }

  /** Copies the host's numbers back to the vector. */
  void restore() {
    if (host_P != vector_P) {
      vectors.copy(vector_P, host_P);
    }
  }

  /** The host's memory. */
  ByteBuffer bytes() {
    return host_P.hostBytes();
  }

  /** A view of the copied numbers. */
  FloatBuffer floats() {
    return host_P.memory();
  }
}
