package org.wordsight.train;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.List;
import java.util.Map;
import org.wordsight.config.TrainingConfig.GradientPrecision;
import org.wordsight.exchange.Blocks;
import org.wordsight.model.layer.Backend;
import org.wordsight.tensor.ElementType;
import org.wordsight.tensor.GivenWork;
import org.wordsight.tensor.Kernels;
import org.wordsight.tensor.Scope;
import org.wordsight.tensor.Tensor;

/**
 * Operations on flat vectors of float32 on the device that computes. All vectors have the length P
 * of an adapter.
 */
final class Vectors implements AutoCloseable {
  /** The squares of so many numbers are summed together, in one part. */
  static final int CHUNK = Blocks.UNIT;

  /** So many numbers are sent to the device at once. */
  static final int BLOCK = 1 << 20;

  private final Backend backend;
  private final Kernels kernels;
  private final Scope scope;
  private final Tensor like;

  Vectors(Backend backend) {
    this.backend = backend;
    this.kernels =
        backend.kernels(
            Map.of(
                "activation", backend.activation().kernelNumber(),
                "pinned", backend.pinsHostMemory() ? "True" : "False",
                "chunk", Integer.toString(CHUNK),
                "weight1", Double.toString(1 - AdapterState.BETA1),
                "beta2", Double.toString(AdapterState.BETA2),
                "weight2", Double.toString(1 - AdapterState.BETA2),
                "adamEpsilon", Double.toString(AdapterState.EPSILON),
                "updatedAtOnce", Integer.toString(updatedAtOnce(backend))),
            "adapter_state.py");
    this.scope = backend.scope();
    this.like = scope.number(0);
  }

  /**
   * The numbers that are updated at once. A CPU updates one part after the other, so that the
   * temporary values are few and stay in the caches. A GPU would wait for the start of each part.
   */
  private static int updatedAtOnce(Backend backend) {
    return backend.sharesMemoryWithHost() ? BLOCK : Integer.MAX_VALUE;
  }

  Backend backend() {
    return backend;
  }

  /** A new scope on the device. The caller closes it. */
  Scope scope() {
    return backend.scope();
  }

  Kernels kernels() {
    return kernels;
  }

  Tensor zeros(Scope owner, int count) {
    return kernels.infer(owner, "zeros", like, count);
  }

  /** Reads numbers from a place on, until the buffer is full. */
  interface Source {
    void read(int start, FloatBuffer into);
  }

  /** A vector with the content of memory on the host. */
  Tensor of(Scope owner, FloatBuffer values) {
    return of(
        owner,
        values.remaining(),
        (start, into) -> into.put(values.slice(values.position() + start, into.remaining())));
  }

  /**
   * A vector of numbers that are read from a source. They go through a small block, since an
   * adapter's vector may have 2 GiB.
   */
  Tensor of(Scope owner, int length, Source source) {
    Tensor vector = zeros(owner, length);
    ByteBuffer block =
        ByteBuffer.allocateDirect(Float.BYTES * Math.min(BLOCK, length))
            .order(ByteOrder.nativeOrder());
    for (int start = 0; start < length; start += BLOCK) {
      int count = Math.min(BLOCK, length - start);
      block.clear().limit(Float.BYTES * count);
      source.read(start, block.asFloatBuffer());
      try (Scope step = backend.scope()) {
        Tensor place = matrices(step, vector, new int[] {start, 1, count}).get(0);
        copy(place, step.over(block, ElementType.FLOAT32, 1, count));
      }
    }
    return vector;
  }

  /** Sets every number of a vector to 0. */
  void clear(Tensor vector_P) {
    run("cleared", vector_P);
  }

  /** Adds another vector to a sum, in place. */
  void add(Tensor sum_P, Tensor other_P) {
    run("added", sum_P, other_P);
  }

  /** Adds a part of another vector to the same part of a sum, in place. */
  void add(Tensor sum_P, Tensor other_P, int start, int count) {
    run("added_part", sum_P, other_P, start, count);
  }

  /** Rounds a part of a vector, in place. It stays float32. */
  void round(Tensor vector_P, int start, int count, GradientPrecision precision) {
    switch (precision) {
      case FLOAT32 -> {}
      case BFLOAT16 -> run("rounded_part", vector_P, start, count);
    }
  }

  /** Memory of the host for vectors on their way to or from the device; a GPU pins it. */
  Tensor hostMemory(Scope owner, int count) {
    return backend.sharesMemoryWithHost()
        ? zeros(owner, count)
        : kernels.infer(owner, "host_memory", count);
  }

  /** Begins to copy a vector to memory of the host, as a part of the {@link #given} work. */
  void copyToHost(Tensor host_P, Tensor vector_P) {
    run("copied_to_host", host_P, vector_P);
  }

  /** The work that this thread has given to the device. */
  GivenWork given() {
    return GivenWork.to(backend.device());
  }

  /** Adds tensors, one after the other, to the numbers of a vector from {@code start} on. */
  void collect(Scope owner, Tensor vector_P, int start, List<Tensor> parts) {
    String kernel = backend.sharesMemoryWithHost() ? "collected" : "collected_at_once";
    kernels.infer(owner, kernel, vector_P, start, owner.list(parts));
  }

  /** Copies a vector into another; the types may differ. */
  void copy(Tensor target, Tensor source) {
    run("copied", target, source);
  }

  /** A vector of the same length in the type in which layers compute. */
  Tensor inActivationType(Scope owner, Tensor vector_P) {
    return kernels.infer(owner, "room", vector_P);
  }

  /**
   * Matrices that lie in a vector, as views.
   *
   * @param places start, rows and columns of each
   */
  List<Tensor> matrices(Scope owner, Tensor vector_P, int[] places) {
    return kernels.inferAll(owner, "matrices", vector_P, places);
  }

  /** The L2 norm of a vector, as one float64. */
  Tensor norm(Scope owner, Tensor vector_P) {
    return kernels.infer(owner, "norm", vector_P);
  }

  private void run(String kernel, Object... arguments) {
    try (Scope step = backend.scope()) {
      kernels.infer(step, kernel, arguments);
    }
  }

  @Override
  public void close() {
    scope.close();
    kernels.close();
  }
}
