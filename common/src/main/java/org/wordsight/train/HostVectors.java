package org.wordsight.train;

import java.nio.ByteBuffer;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import org.wordsight.tensor.GivenWork;
import org.wordsight.tensor.Scope;
import org.wordsight.tensor.Tensor;

/**
 * Vectors of a device as memory of the host. On a CPU, this is their own memory. A GPU copies them
 * to and from memory that it pins.
 */
final class HostVectors {
  private final Vectors vectors;
  private final Scope owner;
  private final int size;
  private final Map<Tensor, Tensor> copies = new IdentityHashMap<>();

  /**
   * @param owner of the copies
   * @param size numbers of a vector
   */
  HostVectors(Vectors vectors, Scope owner, int size) {
    this.vectors = vectors;
    this.owner = owner;
    this.size = size;
  }

  /** Memory of the host that lives as long as its owner. */
  ByteBuffer memory(int bytes) {
    return vectors.hostMemory(owner, Math.max(1, bytes / Float.BYTES)).hostBytes();
  }

  /** The memory for a vector. It has the vector's content after {@link #toHost}. */
  ByteBuffer of(Tensor vector_P) {
    return onHost(vector_P).hostBytes();
  }

  private Tensor onHost(Tensor vector_P) {
    return vectors.backend().sharesMemoryWithHost()
        ? vector_P
        : copies.computeIfAbsent(vector_P, each -> vectors.hostMemory(owner, size));
  }

  /**
   * Begins to copy vectors to the host.
   *
   * @return the work that ends with these copies
   */
  GivenWork toHost(List<Tensor> device) {
    if (!vectors.backend().sharesMemoryWithHost()) {
      device.forEach(vector -> vectors.copyToHost(onHost(vector), vector));
    }
    return vectors.given();
  }

  /** Copies a vector from the host's memory back to the device. */
  void toDevice(Tensor vector_P) {
    if (!vectors.backend().sharesMemoryWithHost()) {
      vectors.copy(vector_P, onHost(vector_P));
    }
  }
}
