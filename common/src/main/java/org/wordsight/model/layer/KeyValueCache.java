package org.wordsight.model.layer;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.wordsight.tensor.Kernels;
import org.wordsight.tensor.Scope;
import org.wordsight.tensor.Tensor;
import org.wordsight.tensor.TensorList;

/**
 * Keys and values of rows, in memory that is allocated once, and the images of rows for the
 * cross-attention layers. Each row has its own length. The rows in use are always the first ones;
 * when a row ends, the last row takes its place.
 */
public final class KeyValueCache implements AutoCloseable {
  /** Rotations and places of so many steps are computed at once. */
  private static final int STEPS_AT_ONCE = 128;

  private final Kernels kernels;
  private final Scope scope;
  private final SharedPrefix prefix;
  private final int capacity;
  private final int[] lengths;
  private final long[] nextPositions;
  private final ImageMemory[] images;
  private final List<List<Tensor>> rooms = new ArrayList<>();
  private final List<TensorList> layers = new ArrayList<>();
  private final TensorList all;
  private final TensorList argument;
  private Optional<StepState> state = Optional.empty();
  private Optional<StepPlaces> prepared = Optional.empty();
  private int rows;

  /**
   * The facts on the device about the rows in use, as long as these rows stay the same.
   *
   * @param begun the length of the longest row before the first step
   * @param steps the number of steps for which the state is enough
   */
  private record StepState(Scope scope, TensorList tensors, int begun, int steps) {}

  /**
   * @param layerCount the number of self-attention layers
   */
  KeyValueCache(
      Scope owner, Kernels kernels, int layerCount, SharedPrefix prefix, int rows, int capacity) {
    this.kernels = kernels;
    this.scope = owner.child();
    this.prefix = prefix;
    this.capacity = capacity;
    this.lengths = new int[rows];
    this.nextPositions = new long[rows];
    this.images = new ImageMemory[rows];
    Tensor like = scope.number(0);
    List<Tensor> everything = new ArrayList<>();
    for (int i = 0; i < layerCount; i++) {
      List<Tensor> room = kernels.inferAll(scope, "room", like, rows, capacity);
      List<Tensor> layer = new ArrayList<>(room);
      layer.addAll(prefix.layer(i));
      layers.add(scope.list(layer));
      everything.addAll(layer);
      rooms.add(room);
    }
    this.all = scope.list(rooms.stream().flatMap(List::stream).toList());
    this.argument = scope.list(everything);
  }

  /** Rows in use. */
  public int rows() {
    return rows;
  }

  /** Rows that the cache has room for. */
  public int places() {
    return lengths.length;
  }

  /** Positions that fit into a row, without the shared prefix. */
  public int capacity() {
    return capacity;
  }

  public SharedPrefix prefix() {
    return prefix;
  }

  /** Positions that a row holds, without the shared prefix. */
  public int length(int row) {
    return lengths[row];
  }

  /**
   * Begins the next row, which is empty.
   *
   * @param nextPosition the position of the token after the row's prompt
   * @return the index of the row
   */
  public int add(long nextPosition) {
    if (rows == places()) {
      throw new IllegalStateException("A cache of " + rows + " rows has no room for another");
    }
    forgetState();
    lengths[rows] = 0;
    nextPositions[rows] = nextPosition;
    images[rows] = prefix.images();
    return rows++;
  }

  /**
   * Gives images to rows that show the same ones.
   *
   * @param looked closed by the cache when the last of these rows ends
   */
  void show(int[] some, ImageMemory looked) {
    for (int row : some) {
      images[row] = looked;
    }
  }

  /** The images of a row. */
  ImageMemory images(int row) {
    return images[row];
  }

  /**
   * Copies the first {@code count} positions of another row into an empty row. The images of the
   * row stay its own.
   */
  public void copy(int from, int to, int count) {
    if (lengths[to] != 0 || lengths[from] < count) {
      throw new IllegalStateException(
          "Row %d of %d positions cannot begin with %d of row %d, which has %d"
              .formatted(to, lengths[to], count, from, lengths[from]));
    }
    requireRoom(count);
    forgetState();
    try (Scope copying = scope.child()) {
      kernels.infer(copying, "copied", all, from, to, count);
    }
    lengths[to] = count;
  }

  /** Ends a row. The last row in use gets its index. */
  public void remove(int row) {
    forgetState();
    int last = --rows;
    ImageMemory looked = images[row];
    images[row] = images[last];
    images[last] = null;
    if (looked != prefix.images() && Arrays.stream(images, 0, rows).noneMatch(looked::equals)) {
      looked.close();
    }
    if (row != last) {
      lengths[row] = 0;
      copy(last, row, lengths[last]);
      nextPositions[row] = nextPositions[last];
    }
  }

  /**
   * The keys and values of a layer, and those of the prefix.
   *
   * @param place the layer's place among the self-attention layers
   */
  TensorList argument(int place) {
    return layers.get(place);
  }

  /** The same for all self-attention layers, layer after layer. */
  TensorList argument() {
    return argument;
  }

  Scope scope() {
    return scope;
  }

  /** The memory of each layer, without the prefix. */
  List<List<Tensor>> rooms() {
    return rooms;
  }

  /**
   * The facts about the rows in use that the kernel {@code step} needs. They are computed for many
   * steps, when rows have changed.
   *
   * @param axes the numbers of a position
   * @param axes_F and {@code frequencies_F} as the kernels take them
   */
  TensorList state(int axes, Tensor axes_F, Tensor frequencies_F) {
    if (state.isPresent() && stepsAhead() >= state.get().steps()) {
      forgetState();
    }
    if (state.isEmpty()) {
      int steps = Math.max(1, Math.min(STEPS_AT_ONCE, capacity - longest()));
      Scope own = scope.child();
      long[] positions = new long[axes * rows];
      long[] next = nextPositions();
      Arrays.setAll(positions, i -> next[i % rows]);
      List<Tensor> tensors =
          kernels.inferAll(
              own,
              "begin_steps",
              own.longs(lengths(), rows),
              own.longs(positions, axes, rows),
              axes_F,
              frequencies_F,
              capacity,
              prefix.length(),
              steps);
      state = Optional.of(new StepState(own, own.list(tensors), longest(), steps));
    }
    return state.get().tensors();
  }

  /** The steps since the state was made. */
  int stepsAhead() {
    return longest() - state.orElseThrow().begun();
  }

  /** Keeps the tensors for the next step, unless rows change before it. */
  void prepare(StepPlaces next) {
    prepared = Optional.of(next);
  }

  /** The tensors that were kept for this step. The caller closes them. */
  Optional<StepPlaces> prepared() {
    Optional<StepPlaces> kept = prepared;
    prepared = Optional.empty();
    return kept;
  }

  private void forgetState() {
    prepared().ifPresent(StepPlaces::close);
    state.ifPresent(of -> of.scope().close());
    state = Optional.empty();
  }

  /** Adds new positions to the lengths of rows. */
  void extend(List<RowSpan> spans) {
    forgetState();
    for (RowSpan span : spans) {
      if (span.row() >= rows || span.start() != lengths[span.row()]) {
        throw new IllegalStateException(span + " does not follow on row " + span.row());
      }
      requireRoom(span.start() + span.count());
      lengths[span.row()] += span.count();
    }
  }

  /** Adds one new position to the length of each row. */
  void advance() {
    requireRoom(longest() + 1);
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

  /** The length of the longest row in use. */
  int longest() {
    return Arrays.stream(lengths, 0, rows).max().orElse(0);
  }

  long[] lengths() {
    return Arrays.stream(lengths, 0, rows).asLongStream().toArray();
  }

  /** The position of each row's next token. */
  long[] nextPositions() {
    return Arrays.copyOf(nextPositions, rows);
  }

  @Override
  public void close() {
    scope.close();
  }
}
