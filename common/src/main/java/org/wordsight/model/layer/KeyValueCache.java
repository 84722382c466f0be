package org.wordsight.model.layer;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.wordsight.tensor.Kernels;
import org.wordsight.tensor.Scope;
import org.wordsight.tensor.Tensor;

/**
 * Keys and values of a batch, in memory taken once. All rows have the same length: shorter ones are
 * padded on the left.
 */
public final class KeyValueCache implements AutoCloseable {
  private final Kernels kernels;
  private final int capacity;
  private final SharedPrefix prefix;
  private final Scope owner;
  private Scope scope;
  private int length;
  private byte[][] padding_BC;
  private long[] nextPositions;
  private List<List<Tensor>> layers;
  private Tensor mask_B11S;

  KeyValueCache(
      Scope owner, Kernels kernels, int layerCount, SharedPrefix prefix, int rows, int capacity) {
    this.owner = owner;
    this.kernels = kernels;
    this.prefix = prefix;
    this.capacity = capacity;
    this.scope = owner.child();
    this.padding_BC = new byte[rows][capacity];
    this.nextPositions = new long[rows];
    this.layers = new ArrayList<>();
    Tensor height = scope.number(rows);
    Tensor width = scope.number(capacity);
    for (int i = 0; i < layerCount; i++) {
      layers.add(
          List.of(
              kernels.call(scope, "blank", height, width),
              kernels.call(scope, "blank", height, width)));
    }
  }

  public int rows() {
    return nextPositions.length;
  }

  /** Positions held so far, padding included, the shared prefix excluded. */
  public int length() {
    return length;
  }

  /** Positions that fit, the shared prefix excluded. */
  public int capacity() {
    return capacity;
  }

  public SharedPrefix prefix() {
    return prefix;
  }

  /** The position of each row's next token. */
  long[] nextPositions() {
    return nextPositions;
  }

  /** Keys, values, and those of the prefix. */
  List<Tensor> argument(int layer) {
    List<Tensor> argument = new ArrayList<>(layers.get(layer));
    argument.addAll(prefix.layer(layer));
    return argument;
  }

  /** Makes room for one position a row, which follows the row's last. */
  void advance() {
    requireRoom(1);
    length++;
    nextPositions = Arrays.stream(nextPositions).map(p -> p + 1).toArray();
  }

  /**
   * Makes room for {@code count} positions.
   *
   * @param padding how many of them are padding, for each row
   * @param next the position that follows them, for each row
   */
  void advance(int count, int[] padding, long[] next) {
    requireRoom(count);
    mask_B11S = null;
    for (int row = 0; row < padding.length; row++) {
      Arrays.fill(padding_BC[row], length, length + padding[row], (byte) 1);
    }
    length += count;
    nextPositions = next.clone();
  }

  private void requireRoom(int count) {
    if (length + count > capacity) {
      throw new IllegalStateException(
          "A cache of " + capacity + " positions holds " + length + ", no room for " + count);
    }
  }

  /** What the last {@code count} positions may see [B, 1, count, P + length]; see the kernel. */
  Tensor sight(Scope step, int count) {
    byte[] flat = new byte[rows() * length];
    for (int row = 0; row < rows(); row++) {
      System.arraycopy(padding_BC[row], 0, flat, row * length, length);
    }
    Tensor padding_BS = step.bytes(flat, rows(), length);
    return kernels.call(
        step, "sight", padding_BS, step.number(count), step.number(prefix.length()));
  }

  /** The same for the newest position alone, from a mask made once a batch. */
  Tensor nextSight(Scope step) {
    if (mask_B11S == null) {
      byte[] flat = new byte[rows() * capacity];
      for (int row = 0; row < rows(); row++) {
        System.arraycopy(padding_BC[row], 0, flat, row * capacity, capacity);
      }
      try (Scope making = scope.child()) {
        Tensor padding_BC1 = making.bytes(flat, rows(), capacity);
        Tensor mask =
            kernels.call(
                making, "sight", padding_BC1, making.number(1), making.number(prefix.length()));
        mask_B11S = scope.adopt(mask);
      }
    }
    return kernels.call(step, "first_columns", mask_B11S, step.number(prefix.length() + length));
  }

  /** Drops every row but those at {@code indices}, for instance when the others have ended. */
  public void keep(int[] indices) {
    Scope kept = owner.child();
    List<List<Tensor>> keptLayers = new ArrayList<>();
    try (Scope step = kept.child()) {
      long[] wide = Arrays.stream(indices).asLongStream().toArray();
      Tensor chosen = step.longs(wide, indices.length);
      for (List<Tensor> layer : layers) {
        List<Tensor> tensors = new ArrayList<>();
        for (Tensor tensor : layer) {
          tensors.add(kernels.call(kept, "kept", tensor, chosen));
          tensor.close();
        }
        keptLayers.add(List.copyOf(tensors));
      }
    }
    scope.close();
    scope = kept;
    layers = keptLayers;
    mask_B11S = null;
    padding_BC = Arrays.stream(indices).mapToObj(i -> padding_BC[i]).toArray(byte[][]::new);
    nextPositions = Arrays.stream(indices).mapToLong(i -> nextPositions[i]).toArray();
  }

  @Override
  public void close() {
    scope.close();
  }
}
