package org.wordsight.generate;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.wordsight.model.LoadedModel;
import org.wordsight.model.architecture.Prompt;
import org.wordsight.model.layer.CachedDecoder;
import org.wordsight.model.layer.KeyValueCache;
import org.wordsight.model.layer.RowSpan;
import org.wordsight.tensor.Scope;
import org.wordsight.tensor.Tensor;

/**
 * Reads prompts into the next places of the cache, window by window. N positions, R rows, D hidden,
 * V vocabulary.
 */
final class Prefill {
  private final LoadedModel model;
  private final CachedDecoder decoder;
  private final KeyValueCache cache;
  private final List<Reading> readings;
  private final Map<Row, Integer> places = new IdentityHashMap<>();
  private final int prefix;

  /**
   * @param read the rows in the cache, by place
   * @param readings the parts to read, by round
   */
  Prefill(
      LoadedModel model,
      CachedDecoder decoder,
      KeyValueCache cache,
      List<Row> read,
      List<Reading> readings) {
    this.model = model;
    this.decoder = decoder;
    this.cache = cache;
    this.readings = readings;
    this.prefix = cache.prefix().length();
    read.forEach(row -> places.put(row, places.size()));
  }

  /** The logits [R, V] after the last position of each prompt. */
  Tensor read(Scope scope) {
    int[] ids =
        readings.stream()
            .flatMapToInt(r -> Arrays.stream(r.row().prompt().ids()).skip(r.from(prefix)))
            .toArray();
    List<Prompt.PreparedImage> images =
        readings.stream()
            .filter(reading -> reading.sees(prefix))
            .flatMap(reading -> reading.row().prompt().images().stream())
            .toList();
    Tensor x_ND = model.embed(scope, ids, images);
    for (Reading reading : readings) {
      places.put(reading.row(), cache.add(reading.row().prompt().nextPosition()));
    }
    show(scope);
    List<Tensor> last = new ArrayList<>();
    int width = model.backend().windowPositions();
    int at = 0;
    for (List<Reading> round : rounds()) {
      for (List<RowSpan> window : Windows.of(begun(round), width)) {
        int count = window.stream().mapToInt(RowSpan::count).sum();
        last.add(readWindow(scope, decoder.window(scope, x_ND, at, count), window));
        at += count;
      }
    }
    return model.decoder().logits(scope, decoder.joined(scope, last));
  }

  private List<List<Reading>> rounds() {
    List<List<Reading>> rounds = new ArrayList<>();
    for (Reading reading : readings) {
      if (rounds.isEmpty() || rounds.get(rounds.size() - 1).get(0).round() < reading.round()) {
        rounds.add(new ArrayList<>());
      }
      rounds.get(rounds.size() - 1).add(reading);
    }
    return rounds;
  }

  /**
   * Copies the beginnings that rows share with others. Returns the positions that are still to be
   * read.
   */
  private List<RowSpan> begun(List<Reading> round) {
    List<RowSpan> spans = new ArrayList<>();
    for (Reading reading : round) {
      int place = places.get(reading.row());
      reading.like().ifPresent(like -> cache.copy(places.get(like), place, reading.start()));
      spans.add(new RowSpan(place, reading.start(), reading.count(prefix)));
    }
    return spans;
  }

  /** Computes keys and values of the images, once for all rows that show the same images. */
  private void show(Scope owner) {
    if (model.decoder().config().crossLayers().isEmpty()) {
      return;
    }
    Map<List<Prompt.PreparedImage>, List<Integer>> rows = new LinkedHashMap<>();
    for (Reading reading : readings) {
      Prompt prompt = reading.row().prompt();
      if (prompt.sight().to() > prefix) {
        rows.computeIfAbsent(prompt.images(), images -> new ArrayList<>())
            .add(places.get(reading.row()));
      }
    }
    rows.forEach(
        (images, some) -> {
          try (Scope scope = owner.child()) {
            int[] showing = some.stream().mapToInt(Integer::intValue).toArray();
            decoder.show(showing, model.look(scope, images), cache);
          }
        });
  }

  /** The hidden states [M, D] of the prompts that end in a window. */
  private Tensor readWindow(Scope owner, Tensor x_ND, List<RowSpan> window) {
    int first = places.size() - readings.size();
    int axes = model.decoder().config().rope().axes();
    long[][] positions_AN = new long[axes][];
    for (int axis = 0; axis < axes; axis++) {
      int a = axis;
      positions_AN[axis] =
          window.stream()
              .flatMapToLong(
                  span -> {
                    Prompt prompt = readings.get(span.row() - first).row().prompt();
                    int from = prefix + span.start();
                    return Arrays.stream(prompt.positions()[a], from, from + span.count());
                  })
              .toArray();
    }
    List<Integer> ends = new ArrayList<>();
    int at = 0;
    for (RowSpan span : window) {
      at += span.count();
      Prompt prompt = readings.get(span.row() - first).row().prompt();
      if (prefix + span.start() + span.count() == prompt.length()) {
        ends.add(at - 1);
      }
    }
    int[] onward_M = ends.stream().mapToInt(Integer::intValue).toArray();
    try (Scope scope = owner.child()) {
      return owner.adopt(decoder.read(scope, x_ND, positions_AN, window, onward_M, cache));
    }
  }
}
