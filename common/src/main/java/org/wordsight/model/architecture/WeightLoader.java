package org.wordsight.model.architecture;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.wordsight.error.WordsightException;
import org.wordsight.model.layer.ActivationType;
import org.wordsight.model.layer.Backend;
import org.wordsight.model.layer.Embedding;
import org.wordsight.model.layer.Products;
import org.wordsight.safetensors.Dtype;
import org.wordsight.safetensors.ShardedTensors;
import org.wordsight.safetensors.TensorEntry;
import org.wordsight.tensor.ElementType;
import org.wordsight.tensor.Kernels;
import org.wordsight.tensor.Matrix;
import org.wordsight.tensor.Scope;
import org.wordsight.tensor.Tensor;

/**
 * Brings a checkpoint's tensors to a device, outside the heap, and refuses a tensor that contains a
 * NaN or an infinity. If the device allows it, a tensor that needs no change is the mapped file
 * itself. Other tensors are read block by block to their places. They are not mapped first, because
 * a mapping stays in memory beside the copy until the garbage collector frees it. A GPU copies a
 * block while the host reads the next one, and the host waits for the GPU once a tensor.
 */
public final class WeightLoader implements AutoCloseable {
  private static final long BLOCK_BYTES = 1 << 24;

  private static final String WIDE_ROOM = "wide_room";

  private final ShardedTensors tensors;
  private final Backend backend;
  private final Products products;
  private final boolean keepsHalves;
  private final Scope owner;
  private final Kernels kernels;
  private final Scope own;
  private final Tensor device;
  private ByteBuffer buffer = ByteBuffer.allocateDirect(0);

  /**
   * @param products the form of the language part's matrices
   * @param owner of all that is loaded
   */
  public WeightLoader(ShardedTensors tensors, Backend backend, Products products, Scope owner) {
    this(tensors, backend, products, false, owner);
  }

  /**
   * @param products the form of the language part's matrices
   * @param keepsHalves whether matrices of layers that are stored in 16 bits stay in that type
   * @param owner of all that is loaded
   */
  public WeightLoader(
      ShardedTensors tensors,
      Backend backend,
      Products products,
      boolean keepsHalves,
      Scope owner) {
    this.tensors = tensors;
    this.backend = backend;
    this.products = products;
    this.keepsHalves = keepsHalves;
    this.owner = owner;
    Map<String, String> constants = new HashMap<>(products.constants());
    constants.put("stored", backend.held().kernelNumber());
    this.kernels =
        backend.kernels(
            constants,
            Stream.concat(Stream.of("weights.py"), products.layout().stream())
                .toArray(String[]::new));
    this.own = backend.scope();
    this.device = own.number(0);
  }

  /** A second loader of the same tensors for the same owner, for another thread. */
  public WeightLoader sibling() {
    return new WeightLoader(tensors, backend, products, keepsHalves, owner.child());
  }

  /** The number of layers that are loaded at the same time, each with a sibling. */
  int layersAtOnce() {
    return backend.layersLoadedAtOnce(products);
  }

  /** The form of the matrices that {@link #factor} returns. */
  public Products products() {
    return products;
  }

  /** Whether weights are held without rounding, for every type in which they are stored. */
  boolean isExact() {
    return backend.held() == ActivationType.FLOAT32;
  }

  /**
   * The right side of a product. Several tensors are joined along their first dimension. The form
   * suits the model's purpose.
   */
  public Matrix factor(String... names) {
    if (products.layout().isEmpty()) {
      return owner.matrix(matrix(names));
    }
    try (Scope packing = backend.scope()) {
      return kernels.matrix(owner, "packed", packing.adopt(copied(entries(names), WIDE_ROOM)));
    }
  }

  /** The same for a matrix of a layer. */
  Matrix layerFactor(String... names) {
    List<TensorEntry> entries = entries(names);
    Dtype stored = entries.get(0).dtype();
    boolean half =
        stored != Dtype.F32 && entries.stream().allMatch(entry -> entry.dtype() == stored);
    return keepsHalves && half
        ? owner.matrix(copied(entries, stored == Dtype.BF16 ? "bfloat16_room" : "float16_room"))
        : factor(names);
  }

  /** A table whose rows are read one by one: the mapped file itself if that is possible. */
  public Embedding table(String name) {
    List<TensorEntry> entries = entries(name);
    TensorEntry entry = entries.get(0);
    boolean mapped =
        backend.usesMappedFiles() && entry.bytes() <= Integer.MAX_VALUE && isAligned(entry);
    return mapped
        ? new Embedding(mapped(entry), entry.dtype() == Dtype.BF16)
        : new Embedding(matrix(name), false);
  }

  /** Every tensor of the checkpoint. */
  public Set<String> names() {
    return tensors.entries().keySet();
  }

  /** Weights in the model's precision; several are joined along their first dimension. */
  public Tensor matrix(String... names) {
    List<TensorEntry> entries = entries(names);
    return canStayMapped(entries) ? mapped(entries.get(0)) : copied(entries, "room");
  }

  /** The same as a matrix of {@code rows} rows; the tensor may have another shape. */
  public Tensor matrix(String name, long rows) {
    TensorEntry entry = tensors.entries().get(name);
    List<Long> shape = List.of(rows, entry.elements() / rows);
    TensorEntry flat =
        new TensorEntry(name, entry.dtype(), shape, entry.file(), entry.start(), entry.bytes());
    return copied(List.of(flat), "room");
  }

  /** A small tensor as float32. */
  public Tensor norm(String name) {
    TensorEntry entry = tensors.entries().get(name);
    float[] values = tensors.floats(entry);
    for (float value : values) {
      if (!Float.isFinite(value)) {
        tensors.requireFinite(entry);
      }
    }
    return owner.floats(values, entry.dimensions());
  }

  /** An empty tensor, in place of one that does not exist. */
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
        && backend.held() == ActivationType.FLOAT32
        && backend.usesMappedFiles()
        && first.bytes() <= Integer.MAX_VALUE
        && isAligned(first);
  }

  /**
   * @param kernel the kernel that allocates memory
   */
  private Tensor copied(List<TensorEntry> entries, String kernel) {
    int total = Math.toIntExact(entries.stream().mapToLong(WeightLoader::rows).sum());
    Optional<Tensor> room = Optional.empty();
    long row = 0;
    try (Scope checking = backend.scope()) {
      for (TensorEntry entry : entries) {
        List<Tensor> extremes = new ArrayList<>();
        long rowsOfBlock = rowsOfBlock(entry);
        for (long done = 0; done < rows(entry); done += rowsOfBlock) {
          long count = Math.min(rowsOfBlock, rows(entry) - done);
          try (Scope step = backend.scope()) {
            Tensor block = read(step, entry, done, count);
            if (room.isEmpty()) {
              room = Optional.of(kernels.infer(owner, kernel, block, total));
            }
            // The row is not read as a tensor, since that would wait for the copy of the block.
            int first = Math.toIntExact(row + done);
            extremes.add(kernels.infer(checking, placing(kernel, entry), room.get(), first, block));
          }
        }
        requireFinite(checking, entry, extremes);
        row += rows(entry);
      }
    }
    return room.orElseThrow();
  }

  /** Some of a tensor's rows in their stored form. The bits of bfloat16 are named float16. */
  private Tensor read(Scope scope, TensorEntry entry, long row, long count) {
    if (!backend.usesMappedFiles()) {
      return sent(scope, entry, row, count);
    }
    int bytes = Math.toIntExact(count * rowBytes(entry));
    if (buffer.capacity() < bytes) {
      buffer = ByteBuffer.allocateDirect(bytes);
    }
    buffer.clear().limit(bytes);
    tensors.read(entry, row * rowBytes(entry), buffer);
    return over(scope, buffer, entry, count);
  }

  /** The same for a device that copies a block while the host reads the next one. */
  private Tensor sent(Scope scope, TensorEntry entry, long row, long count) {
    int[] shape = Arrays.stream(entry.dimensions()).mapToInt(Math::toIntExact).toArray();
    shape[0] = Math.toIntExact(count);
    Tensor block = kernels.infer(scope, "staging", shape, entry.dtype() != Dtype.F32, device);
    tensors.read(entry, row * rowBytes(entry), block.hostBytes());
    return kernels.call(scope, "sent", block, device);
  }

  private Tensor mapped(TensorEntry entry) {
    requireFinite(entry);
    ByteBuffer bytes = tensors.map(entry, 0, Math.toIntExact(entry.bytes()));
    return over(owner, bytes, entry, rows(entry));
  }

  private static Tensor over(Scope scope, ByteBuffer bytes, TensorEntry entry, long count) {
    long[] shape = entry.dimensions();
    shape[0] = count;
    ElementType type = entry.dtype() == Dtype.F32 ? ElementType.FLOAT32 : ElementType.FLOAT16;
    return scope.over(bytes, type, shape);
  }

  /**
   * Checks a tensor. It is read and not mapped, so that rows without further use do not stay in
   * memory.
   */
  private void requireFinite(TensorEntry entry) {
    long rowsOfBlock = rowsOfBlock(entry);
    try (Scope checking = backend.scope()) {
      List<Tensor> extremes = new ArrayList<>();
      for (long row = 0; row < rows(entry); row += rowsOfBlock) {
        try (Scope step = backend.scope()) {
          Tensor block = read(step, entry, row, Math.min(rowsOfBlock, rows(entry) - row));
          extremes.add(kernels.call(checking, kernel("extremes", entry), block));
        }
      }
      requireFinite(checking, entry, extremes);
    }
  }

  /**
   * Checks a tensor's largest and smallest numbers, those of all its blocks together, since reading
   * them waits for the device. If one is not finite, the file is read again to find the weight.
   */
  private void requireFinite(Scope scope, TensorEntry entry, List<Tensor> extremes) {
    if (extremes.isEmpty()) {
      return;
    }
    for (float extreme : kernels.call(scope, "together", extremes).toFloats()) {
      if (!Float.isFinite(extreme)) {
        tensors.requireFinite(entry);
        throw WordsightException.input(
            "Cannot load %s: tensor %s has weights beyond what %s holds. Use bfloat16 or float32 as precision."
                .formatted(entry.file(), entry.name(), backend.held().label()));
      }
    }
  }

  /** A 16-bit tensor that is converted to 16 bits stays exact. Only float32 is rounded. */
  private static String placing(String roomKernel, TensorEntry entry) {
    boolean rounds = roomKernel.equals(WIDE_ROOM) && entry.dtype() == Dtype.F32;
    return rounds ? "place_rounded" : kernel("place", entry);
  }

  private static String kernel(String name, TensorEntry entry) {
    return entry.dtype() == Dtype.BF16 ? name + "_bfloat16" : name;
  }

  private static long rowsOfBlock(TensorEntry entry) {
    return Math.max(1, BLOCK_BYTES / Math.max(1, rowBytes(entry)));
  }

  private static long rowBytes(TensorEntry entry) {
    return entry.bytes() / Math.max(1, rows(entry));
  }

  private static long rows(TensorEntry entry) {
    return entry.shape().get(0);
  }

  @Override
  public void close() {
    own.close();
    kernels.close();
  }
}
