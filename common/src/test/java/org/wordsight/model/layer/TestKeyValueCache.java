package org.wordsight.model.layer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.wordsight.tensor.LiveTensors;
import org.wordsight.tensor.Scope;
import org.wordsight.tensor.Tensor;

class TestKeyValueCache {
  private static final int CAPACITY = 8;
  private static final int HEADS = RandomDecoder.SMALL.keyValueHeadCount();
  private static final int WIDTH = RandomDecoder.SMALL.headSize();

  private final RandomDecoder model = new RandomDecoder(RandomDecoder.SMALL, 9);
  private final Scope scope = model.scope();
  private final CachedDecoder decoder = new CachedDecoder(model.decoder(), LoraWeights.none());
  private final KeyValueCache cache = decoder.cache(scope, 2, CAPACITY, decoder.noPrefix());

  @AfterEach
  void close() {
    cache.close();
    decoder.close();
    model.close();
  }

  /** Begins a row that has read random tokens. */
  private int addRow(int tokens) {
    int row = cache.add(tokens);
    read(row, tokens);
    return row;
  }

  private void read(int row, int tokens) {
    int start = cache.length(row);
    long[][] positions = {IntStream.range(start, start + tokens).asLongStream().toArray()};
    decoder.read(
        scope,
        model.floats(tokens, RandomDecoder.SMALL.hiddenSize()),
        positions,
        List.of(new RowSpan(row, start, tokens)),
        new int[0],
        cache);
  }

  /** Some positions' keys, then their values, of all layers and heads of a row. */
  private float[] held(int row, int from, int to) {
    List<Tensor> tensors = cache.rooms().stream().flatMap(List::stream).toList();
    int each = HEADS * (to - from) * WIDTH;
    float[] held = new float[tensors.size() * each];
    for (int i = 0; i < tensors.size(); i++) {
      float[] all = tensors.get(i).toFloats();
      for (int head = 0; head < HEADS; head++) {
        int start = ((row * HEADS + head) * CAPACITY + from) * WIDTH;
        System.arraycopy(
            all, start, held, i * each + head * (to - from) * WIDTH, (to - from) * WIDTH);
      }
    }
    return held;
  }

  @Test
  void takesRowsIntoUseOneAfterTheOtherUntilItIsFull() {
    assertThat(cache.places()).isEqualTo(2);
    assertThat(cache.capacity()).isEqualTo(CAPACITY);
    assertThat(cache.rows()).isZero();
    assertThat(cache.add(3)).isZero();
    assertThat(cache.add(5)).isEqualTo(1);
    assertThat(cache.lengths()).containsExactly(0, 0);
    assertThat(cache.nextPositions()).containsExactly(3, 5);
    assertThatThrownBy(() -> cache.add(0))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("A cache of 2 rows has no room for another");
  }

  @Test
  void countsThePositionsThatEachRowReads() {
    addRow(3);
    addRow(5);
    read(0, 2);
    assertThat(cache.lengths()).containsExactly(5, 5);
    cache.advance();
    assertThat(cache.lengths()).containsExactly(6, 6);
    assertThat(cache.nextPositions()).containsExactly(4, 6);
  }

  @Test
  void holdsKeysAndValuesOfThePositionsReadAndNoOthers() {
    addRow(3);
    assertThat(held(0, 0, 3)).doesNotContain(0f);
    assertThat(held(0, 3, CAPACITY)).containsOnly(0f);
    assertThat(held(1, 0, CAPACITY)).containsOnly(0f);
  }

  @Test
  void refusesPositionsThatDoNotFollow() {
    addRow(3);
    for (RowSpan span : List.of(new RowSpan(0, 2, 1), new RowSpan(0, 4, 1), new RowSpan(1, 0, 1))) {
      assertThatThrownBy(() -> cache.extend(List.of(span)))
          .isInstanceOf(IllegalStateException.class)
          .hasMessage(span + " does not follow on row " + span.row());
    }
    assertThat(cache.lengths()).containsExactly(3);
  }

  @Test
  void refusesMorePositionsThanARowHas() {
    addRow(CAPACITY);
    addRow(2);
    assertThatThrownBy(() -> cache.extend(List.of(new RowSpan(1, 2, CAPACITY - 1))))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("A cache of 8 positions a row has no room for 9");
    assertThatThrownBy(cache::advance).hasMessageContaining("no room for 9");
    assertThat(cache.lengths()).as("nothing is counted").containsExactly(CAPACITY, 2);
  }

  @Test
  void letsARowBeginAsAnotherDoes() {
    addRow(5);
    int row = cache.add(9);
    cache.copy(0, row, 3);
    assertThat(cache.lengths()).containsExactly(5, 3);
    assertThat(cache.nextPositions()).as("its own").containsExactly(5, 9);
    assertThat(held(row, 0, 3)).isEqualTo(held(0, 0, 3));
    assertThat(held(row, 3, CAPACITY)).containsOnly(0f);
  }

  @Test
  void refusesToCopyOverTokensOrMissingTokens() {
    addRow(3);
    int row = cache.add(0);
    assertThatThrownBy(() -> cache.copy(0, row, 4))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("Row 1 of 0 positions cannot begin with 4 of row 0, which has 3");
    cache.copy(0, row, 1);
    assertThatThrownBy(() -> cache.copy(0, row, 1))
        .hasMessage("Row 1 of 1 positions cannot begin with 1 of row 0, which has 3");
  }

  @Test
  void movesTheLastRowToThePlaceOfARowThatEnds() {
    addRow(3);
    addRow(5);
    float[] last = held(1, 0, 5);
    cache.remove(0);
    assertThat(cache.rows()).isEqualTo(1);
    assertThat(cache.lengths()).containsExactly(5);
    assertThat(cache.nextPositions()).containsExactly(5);
    assertThat(held(0, 0, 5)).isEqualTo(last);
  }

  @Test
  void leavesTheOthersAloneWhenTheLastRowEnds() {
    addRow(3);
    addRow(5);
    float[] first = held(0, 0, 3);
    cache.remove(1);
    assertThat(cache.lengths()).containsExactly(3);
    assertThat(held(0, 0, 3)).isEqualTo(first);
    cache.remove(0);
    assertThat(cache.rows()).isZero();
  }

  @Test
  void beginsANewRowInThePlaceOfOneThatEnded() {
    addRow(3);
    addRow(5);
    cache.remove(1);
    assertThat(cache.add(7)).isEqualTo(1);
    assertThat(cache.lengths()).containsExactly(3, 0);
    assertThat(cache.nextPositions()).containsExactly(3, 7);
  }

  @Test
  void keepsImagesUntilTheLastRowThatUsesThemEnds() {
    Scope own = scope.child();
    Tensor seen = own.floats(new float[] {1}, 1);
    ImageMemory looked = new ImageMemory(own, List.of());
    int[] both = {cache.add(0), cache.add(0)};
    cache.show(both, looked);
    assertThat(cache.images(1)).isSameAs(looked);
    cache.remove(0);
    assertThat(seen.toFloat()).isEqualTo(1f);
    cache.remove(0);
    assertThatThrownBy(seen::toFloat).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void leavesTheImagesOfThePrefixToThePrefix() {
    cache.add(0);
    assertThat(cache.images(0)).isSameAs(decoder.noPrefix().images());
    cache.remove(0);
    cache.add(0);
    assertThat(cache.images(0)).isSameAs(decoder.noPrefix().images());
  }

  @Test
  void freesItsMemoryWhenClosed() {
    int before = LiveTensors.count();
    KeyValueCache other = decoder.cache(scope, 3, 4, decoder.noPrefix());
    Tensor keys = other.rooms().get(0).get(0);
    assertThat(keys.shape()).containsExactly(3, HEADS, 4, WIDTH);
    assertThat(LiveTensors.count()).isGreaterThan(before);
    other.close();
    assertThat(LiveTensors.count()).isEqualTo(before);
    assertThatThrownBy(keys::toFloats).isInstanceOf(IllegalStateException.class);
  }
}
