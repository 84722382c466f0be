package org.wordsight.model.layer;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.wordsight.tensor.Kernels;
import org.wordsight.tensor.Scope;
import org.wordsight.tensor.Tensor;
import org.wordsight.tensor.TensorList;

/**
 * Keys and values of rows, in memory taken once. Each row has its own length; the rows in use are
 * always the first ones: where one ends, the last takes its place.
 */
public final class KeyValueCache implements AutoCloseable {
  private final Kernels kernels;
  private final Scope scope;
  private final SharedPrefix prefix;
  private final int capacity;
  private final int[] lengths;
  private final long[] nextPositions;
  private final List<Tensor> tensors = new ArrayList<>();
  private final List<TensorList> layers = new ArrayList<>();
  private final TensorList all;
  private int rows;

  KeyValueCache(
      Scope owner, Kernels kernels, int layerCount, SharedPrefix prefix, int rows, int capacity) {
    this.kernels = kernels;
    this.scope = owner.child();
    this.prefix = prefix;
    this.capacity = capacity;
    this.lengths = new int[rows];
    this.nextPositions = new long[rows];
    Tensor like = scope.number(0);
    for (int i = 0; i < layerCount; i++) {
      Tensor keys = kernels.infer(scope, "room", like, rows, capacity);
      Tensor values = kernels.infer(scope, "room", like, rows, capacity);
      List<Tensor> argument = new ArrayList<>(List.of(keys, values));
      argument.addAll(prefix.layer(i));
      layers.add(scope.list(argument));
      tensors.add(keys);
      tensors.add(values);
    }
    this.all = scope.list(tensors);
  }

  /** Rows in use. */
  public int rows() {
    return rows;
  }

  /** Rows that there is room for. */
  public int places() {
    return lengths.length;
  }

  /** Positions that fit into a row, the shared prefix excluded. */
  public int capacity() {
    return capacity;
  }

  public SharedPrefix prefix() {
    return prefix;
  }

  /** Positions that a row holds, the shared prefix excluded. */
  public int length(int row) {
    return lengths[row];
  }

  /**
   * Takes the next row into use, empty.
   *
   * @param nextPosition of the token that will follow its prompt
   * @return its index
   */
  public int add(long nextPosition) {
    if (rows == places()) {
      throw new IllegalStateException("A cache of " + rows + " rows has no room for another");
    }
    lengths[rows] = 0;
    nextPositions[rows] = nextPosition;
    return rows++;
  }

  /** Ends a row; the last one in use is {@code row} from now on. */
  public void remove(int row) {
    int last = --rows;
    if (row != last) {
      try (Scope moving = scope.child()) {
        kernels.infer(moving, "moved", all, last, row, lengths[last]);
      }
      lengths[row] = lengths[last];
      nextPositions[row] = nextPositions[last];
    }
  }

  /** Keys, values, and those of the prefix. */
  TensorList argument(int layer) {
    return layers.get(layer);
  }

  /** The tensors of a cache whose one row becomes a prefix: keys and values of each layer. */
  List<Tensor> tensors() {
    return tensors;
  }

  /** Counts new positions in. */
  void extend(List<Span> spans) {
    for (Span span : spans) {
      if (span.row() >= rows || span.start() != lengths[span.row()]) {
        throw new IllegalStateException(span + " does not follow on row " + span.row());
      }
      requireRoom(span.start() + span.count());
      lengths[span.row()] += span.count();
    }
  }

  /** Counts one new position a row in. */
  void advance() {
    requireRoom(Arrays.stream(lengths, 0, rows).max().orElse(0) + 1);
    for (int row = 0; row < rows; row++) {
      lengths[row]++;
      nextPositions[row]++;
    }
  }

  private void requireRoom(int length) {
    if (length > capacity) {
      throw new IllegalStateException(
          "A cache of " + capacity + " positions a row has no room for " + length);
    }
  }

  long[] lengths() {
    return Arrays.stream(lengths, 0, rows).asLongStream().toArray();
  }

  long[] nextPositions() {
    return Arrays.copyOf(nextPositions, rows);
  }

  @Override
  public void close() {
    scope.close();
  }
}
