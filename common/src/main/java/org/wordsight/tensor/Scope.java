package org.wordsight.tensor;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.nio.Buffer;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.nio.IntBuffer;
import java.nio.LongBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * Owns tensors. A scope that closes frees every tensor that was made in it, and closes the scopes
 * inside it. Each step of work opens its own scope. An outer scope can {@linkplain #adopt adopt} a
 * tensor that must live longer.
 *
 * <p>A scope is not thread-safe: it belongs to the thread that computes.
 */
public final class Scope implements AutoCloseable {
  private final NDManager manager;

  Scope(NDManager manager) {
    this.manager = manager;
  }

  /** A scope inside this one. It is closed by the caller, or with this one. */
  public Scope child() {
    return new Scope(manager.newSubManager());
  }

  public Tensor floats(float[] values, long... shape) {
    return own(manager.create(FloatBuffer.wrap(values), new Shape(shape)));
  }

  public Tensor floats(FloatBuffer values, long... shape) {
    return own(manager.create(values, new Shape(shape)));
  }

  /** For numbers that kernels only read. A GPU takes them behind its earlier work. */
  public Tensor ints(int[] values, long... shape) {
    return indices(IntBuffer.wrap(values), DataType.INT32, shape);
  }

  /** For numbers that kernels only read. A GPU takes them behind its earlier work. */
  public Tensor longs(long[] values, long... shape) {
    return indices(LongBuffer.wrap(values), DataType.INT64, shape);
  }

  private Tensor indices(Buffer values, DataType type, long... shape) {
    boolean uploaded = manager.getDevice().isGpu() && values.hasRemaining();
    return own(
        uploaded
            ? NativeEngine.uploads().upload(manager, values, type, new Shape(shape))
            : manager.create(values, new Shape(shape), type));
  }

  public Tensor bytes(byte[] values, long... shape) {
    return own(
        manager.create(ByteBuffer.wrap(values), new Shape(shape), ElementType.UINT8.toDjl()));
  }

  /** A 0-dimensional int64, the form in which kernels take a number. */
  public Tensor number(long value) {
    return own(manager.create(value));
  }

  public Tensor zeros(ElementType type, long... shape) {
    return own(manager.zeros(new Shape(shape), type.toDjl()));
  }

  /**
   * A tensor over the remaining bytes of {@code data}, in native byte order. On the CPU, a direct
   * buffer such as a mapped file is not copied. The tensor keeps it alive, and must not be written
   * to.
   */
  public Tensor over(ByteBuffer data, ElementType type, long... shape) {
    ByteBuffer slice = data.slice().order(java.nio.ByteOrder.nativeOrder());
    return own(manager.create(slice, new Shape(shape), type.toDjl()));
  }

  /** Takes {@code tensor} from the scope that owned it. */
  public Tensor adopt(Tensor tensor) {
    tensor.array().attach(manager);
    return tensor;
  }

  /** A list of tensors for many kernel calls. */
  public TensorList list(List<Tensor> tensors) {
    return keep(new TensorList(tensors));
  }

  /** A list of matrices for many kernel calls. All have the same form. */
  public MatrixList matrices(List<Matrix> matrices) {
    return keep(new MatrixList(matrices));
  }

  /**
   * A tensor [out, in] as the right side of products. The scope that owns the tensor must live
   * longer than this one.
   */
  public Matrix matrix(Tensor tensor) {
    return keep(Matrix.of(tensor));
  }

  <B extends Bound> B keep(B bound) {
    manager.attachInternal(bound.value().getUid(), bound.value());
    return bound;
  }

  /** The results of a kernel as tensors of this scope. */
  List<Tensor> owned(NDList arrays) {
    return arrays.stream().map(Tensor::new).toList();
  }

  List<Tensor> adopt(NDList arrays) {
    List<Tensor> tensors = new ArrayList<>(arrays.size());
    for (NDArray array : arrays) {
      array.attach(manager);
      tensors.add(new Tensor(array));
    }
    return tensors;
  }

  NDManager manager() {
    return manager;
  }

  private static Tensor own(NDArray array) {
    return new Tensor(array);
  }

  @Override
  public void close() {
    manager.close();
  }
}
