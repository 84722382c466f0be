package org.wordsight.model;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.wordsight.model.layer.Embedding;
import org.wordsight.safetensors.Dtype;
import org.wordsight.safetensors.ShardedTensors;
import org.wordsight.safetensors.TensorEntry;
import org.wordsight.tensor.Device;
import org.wordsight.tensor.ElementType;
import org.wordsight.tensor.Kernels;
import org.wordsight.tensor.Scope;
import org.wordsight.tensor.Tensor;

/**
 * Brings a checkpoint's tensors to a device, off the heap. A tensor that stays as it is on the CPU
 * is the mapped file itself; any other is copied block by block.
 */
public final class WeightLoader implements AutoCloseable {
  private static final long BLOCK_BYTES = 1 << 28;

  private final ShardedTensors tensors;
  private final Precision precision;
  private final Device device;
  private final boolean packs;
  private final Scope owner;
  private final Kernels kernels;

  /**
   * @param owner of all that is loaded
   */
  WeightLoader(
      ShardedTensors tensors, Precision precision, Device device, Purpose purpose, Scope owner) {
    this.tensors = tensors;
    this.precision = precision;
    this.device = device;
    this.packs = purpose == Purpose.ANSWER && precision == Precision.FLOAT32 && !device.isGpu();
    this.owner = owner;
    Map<String, String> constants = Map.of("stored", precision.code());
    this.kernels =
        packs
            ? Kernels.load(device, constants, "weights.py", "weights_packed.py")
            : Kernels.load(device, constants, "weights.py");
  }

  /** Whether {@link #factor} gives packed weights. */
  public boolean packs() {
    return packs;
  }

  /**
   * The right-hand side of products, several joined along their first dimension, in the order that
   * suits the model's purpose.
   */
  public Tensor factor(String... names) {
    if (!packs) {
      return matrix(names);
    }
    try (Scope packing = device.scope()) {
      List<TensorEntry> entries = entries(names);
      Tensor plain =
          canStayMapped(entries)
              ? mapped(packing, entries.get(0), 0, rows(entries.get(0)))
              : packing.adopt(copied(entries));
      return owner.adopt(kernels.call(packing, "packed", plain));
    }
  }

  /** A table of which single rows are read: the mapped file itself where it can be. */
  public Embedding table(String name) {
    List<TensorEntry> entries = entries(name);
    TensorEntry entry = entries.get(0);
    boolean mapped = !device.isGpu() && entry.bytes() <= Integer.MAX_VALUE && isAligned(entry);
    return mapped
        ? new Embedding(mapped(owner, entry, 0, rows(entry)), entry.dtype() == Dtype.BF16)
        : new Embedding(matrix(name), false);
  }

  /** Every tensor of the checkpoint. */
  public Set<String> names() {
    return tensors.entries().keySet();
  }

  /** Weights in the model's precision; several are joined along their first dimension. */
  public Tensor matrix(String... names) {
    List<TensorEntry> entries = entries(names);
    return canStayMapped(entries)
        ? mapped(owner, entries.get(0), 0, rows(entries.get(0)))
        : copied(entries);
  }

  /** The same as a matrix of {@code rows} rows, whatever its own shape. */
  public Tensor matrix(String name, long rows) {
    TensorEntry entry = tensors.entries().get(name);
    List<Long> shape = List.of(rows, entry.elements() / rows);
    TensorEntry flat =
        new TensorEntry(name, entry.dtype(), shape, entry.file(), entry.start(), entry.bytes());
    return copied(List.of(flat));
  }

  /** A small tensor as float32. */
  public Tensor norm(String name) {
    TensorEntry entry = tensors.entries().get(name);
    float[] values = tensors.floats(entry);
    return owner.floats(values, entry.dimensions());
  }

  /** What stands for a tensor that is not there. */
  public Tensor none() {
    return owner.floats(new float[0], 0);
  }

  private List<TensorEntry> entries(String... names) {
    return Arrays.stream(names).map(tensors.entries()::get).toList();
  }

  private static boolean isAligned(TensorEntry entry) {
    return entry.start() % (entry.dtype() == Dtype.F32 ? Float.BYTES : Short.BYTES) == 0;
  }

  private boolean canStayMapped(List<TensorEntry> entries) {
    TensorEntry first = entries.get(0);
    return entries.size() == 1
        && first.dtype() == Dtype.F32
        && precision == Precision.FLOAT32
        && !device.isGpu()
        && first.bytes() <= Integer.MAX_VALUE
        && isAligned(first);
  }

  private Tensor copied(List<TensorEntry> entries) {
    try (Scope copying = device.scope()) {
      List<Tensor> blocks = new ArrayList<>();
      for (TensorEntry entry : entries) {
        long rows = rows(entry);
        long rowsOfBlock =
            Math.max(1, BLOCK_BYTES / Math.max(1, entry.bytes() / Math.max(1, rows)));
        for (long row = 0; row < rows; row += rowsOfBlock) {
          blocks.add(converted(copying, entry, row, Math.min(rowsOfBlock, rows - row)));
        }
      }
      return owner.adopt(kernels.call(copying, "joined", blocks));
    }
  }

  private Tensor converted(Scope scope, TensorEntry entry, long row, long count) {
    Tensor mapped = mapped(scope, entry, row, count);
    String kernel = entry.dtype() == Dtype.BF16 ? "from_bfloat16" : "from_float";
    return kernels.call(scope, kernel, mapped);
  }

  private Tensor mapped(Scope scope, TensorEntry entry, long row, long count) {
    long rowBytes = entry.bytes() / Math.max(1, rows(entry));
    ByteBuffer bytes = tensors.map(entry, row * rowBytes, Math.toIntExact(count * rowBytes));
    long[] shape = entry.dimensions();
    shape[0] = count;
    ElementType type = entry.dtype() == Dtype.F32 ? ElementType.FLOAT32 : ElementType.FLOAT16;
    return scope.over(bytes, type, shape);
  }

  private static long rows(TensorEntry entry) {
    return entry.shape().get(0);
  }

  @Override
  public void close() {
    kernels.close();
  }
}
