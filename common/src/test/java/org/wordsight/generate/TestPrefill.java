package org.wordsight.generate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.wordsight.model.LoadedModel;
import org.wordsight.model.Precision;
import org.wordsight.model.Purpose;
import org.wordsight.model.layer.CachedDecoder;
import org.wordsight.model.layer.KeyValueCache;
import org.wordsight.model.layer.LoraWeights;
import org.wordsight.tensor.Device;
import org.wordsight.tensor.Scope;

class TestPrefill {
  private static LoadedModel model;
  private static CachedDecoder decoder;

  @BeforeAll
  static void load() {
    model =
        LoadedModel.load(
            Path.of("..", "conf", "demo", "teacher"),
            Precision.FLOAT32,
            Device.CPU,
            Purpose.ANSWER);
    decoder = new CachedDecoder(model.decoder(), LoraWeights.none());
  }

  @AfterAll
  static void close() {
    decoder.close();
    model.close();
  }

  private static Row row(int... ids) {
    return new Row(0, model.prompt(ids), 1, Sampling.greedy(), new int[0]);
  }

  /** Random tokens, different for each seed. */
  private static int[] tokens(int seed, int count) {
    return IntStream.range(0, count).map(i -> 3 + (i * i * 7 + i * seed + seed) % 200).toArray();
  }

  private static Reading whole(Row row) {
    return new Reading(row, Optional.empty(), 0, 0);
  }

  /** The logits of all readings, one after the other. */
  private static float[] logits(Reading... readings) {
    try (Scope scope = Device.CPU.scope();
        KeyValueCache cache = decoder.cache(scope, readings.length, 700, decoder.noPrefix())) {
      Prefill prefill = new Prefill(model, decoder, cache, List.of(), List.of(readings));
      return prefill.read(scope).toFloats();
    }
  }

  /**
   * Copied positions are not checked again: a row with another beginning goes on as if it had the
   * same.
   */
  @Test
  void continuesAfterCopiedPositions() {
    int[] first = tokens(1, 600);
    int[] second = tokens(2, 90);
    int[] mixed = second.clone();
    System.arraycopy(first, 0, mixed, 0, 50);
    Row like = row(first);
    float[] ours = logits(whole(like), new Reading(row(second), Optional.of(like), 50, 1));
    float[] theirs = logits(whole(like), whole(row(mixed)));
    assertThat(ours).containsExactly(theirs, within(1e-4f));
    assertThat(logits(whole(like), whole(row(second))))
        .satisfies(others -> assertThat(distance(others, theirs)).isGreaterThan(0.1));
  }

  private static double distance(float[] some, float[] others) {
    return IntStream.range(0, some.length)
        .mapToDouble(i -> Math.abs(some[i] - others[i]))
        .max()
        .orElseThrow();
  }

  @Test
  void copiesNoMoreThanTheOtherRowHasRead() {
    Row like = row(tokens(1, 40));
    Reading tooMuch = new Reading(row(tokens(1, 90)), Optional.of(like), 41, 1);
    assertThatThrownBy(() -> logits(whole(like), tooMuch))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("cannot begin with 41 of row 0, which has 40");
  }

  @Test
  void copiesNothingThatHasNotBeenReadInAnEarlierRound() {
    Row like = row(tokens(1, 90));
    Reading tooSoon = new Reading(row(tokens(1, 80)), Optional.of(like), 70, 0);
    assertThatThrownBy(() -> logits(whole(like), tooSoon))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("row 0, which has 0");
  }

  @Test
  void countsOnlyTheRestOfARowWhenItAdmitsRows() {
    int[] shared = tokens(3, 1000);
    List<Row> rows =
        IntStream.range(0, 9)
            .mapToObj(i -> row(IntStream.concat(IntStream.of(shared), IntStream.of(i)).toArray()))
            .toList();
    try (Scope scope = Device.CPU.scope();
        Sampler sampler = new Sampler(Device.CPU);
        KeyValueCache cache = decoder.cache(scope, 9, 1010, decoder.noPrefix())) {
      Generation[] answers = new Generation[9];
      Batch batch = new Batch(model, decoder, sampler, cache, rows, answers);
      List<Reading> readings = batch.admitted(List.of());
      assertThat(readings.stream().map(reading -> reading.count(0)))
          .containsExactly(1001, 1, 1, 1, 1, 1, 1, 1, 1);
    }
  }
}
