package org.wordsight.generate;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.wordsight.model.LoadedModel;
import org.wordsight.model.Prompt;
import org.wordsight.model.layer.CachedDecoder;
import org.wordsight.model.layer.KeyValueCache;
import org.wordsight.model.layer.Span;
import org.wordsight.tensor.Scope;
import org.wordsight.tensor.Tensor;

/**
 * Rows that are answered together, as many at a time as there are places: prompts are read window
 * by window, then each step gives every row in place its next token. Where rows have ended, waiting
 * ones take their places. Who takes which place when depends on the rows alone.
 */
final class Batch {
  /** Waiting rows are read when this share of the places is free: products need some rows. */
  private static final int REFILL_SHARE = 8;

  private final LoadedModel model;
  private final CachedDecoder decoder;
  private final Sampler sampler;
  private final KeyValueCache cache;
  private final Deque<Row> waiting;
  private final List<Answer> answering = new ArrayList<>();
  private final Generation[] answers;

  /**
   * @param cache empty; its prefix is how every prompt begins
   * @param answers of the group, filled in each row's place
   */
  Batch(
      LoadedModel model,
      CachedDecoder decoder,
      Sampler sampler,
      KeyValueCache cache,
      Collection<Row> rows,
      Generation[] answers) {
    this.model = model;
    this.decoder = decoder;
    this.sampler = sampler;
    this.cache = cache;
    this.waiting = new ArrayDeque<>(rows);
    this.answers = answers;
  }

  /** Answers every row. */
  void run(Scope owner) {
    while (!waiting.isEmpty() || !answering.isEmpty()) {
      try (Scope scope = owner.child()) {
        if (admits()) {
          read(scope, admitted());
        } else {
          step(scope);
        }
      }
      finish();
    }
  }

  private boolean admits() {
    int free = cache.places() - answering.size();
    return !waiting.isEmpty()
        && (answering.isEmpty() || free * REFILL_SHARE >= cache.places() && free > 0);
  }

  /** The next waiting rows that fit into free places and are embedded at once. */
  private List<Row> admitted() {
    List<Row> rows = new ArrayList<>();
    int positions = 0;
    while (!waiting.isEmpty() && answering.size() + rows.size() < cache.places()) {
      positions += suffixLength(waiting.peek());
      if (!rows.isEmpty() && positions > MemoryPlan.EMBEDDED_AT_ONCE) {
        break;
      }
      rows.add(waiting.remove());
    }
    return rows;
  }

  private int suffixLength(Row row) {
    return row.prompt().length() - cache.prefix().length();
  }

  /** Reads prompts, scores and chooses their first tokens. */
  private void read(Scope scope, List<Row> rows) {
    int prefix = cache.prefix().length();
    List<Prompt> prompts = rows.stream().map(Row::prompt).toList();
    int[] ids = prompts.stream().flatMapToInt(p -> Arrays.stream(p.ids()).skip(prefix)).toArray();
    List<Prompt.PreparedImage> images =
        prompts.stream()
            .filter(prompt -> prompt.sight().to() > prefix)
            .flatMap(prompt -> prompt.images().stream())
            .toList();
    Tensor x_ND = model.embed(scope, ids, images);
    int[] places = rows.stream().mapToInt(row -> cache.add(row.prompt().nextPosition())).toArray();
    show(scope, prompts, places);
    int[] lengths = rows.stream().mapToInt(this::suffixLength).toArray();
    List<Tensor> last = new ArrayList<>();
    int at = 0;
    for (List<Span> window : Windows.of(places, lengths, MemoryPlan.WINDOW)) {
      int count = window.stream().mapToInt(Span::count).sum();
      last.add(readWindow(scope, decoder.window(scope, x_ND, at, count), window, rows));
      at += count;
    }
    Tensor logits_RV = model.decoder().logits(scope, decoder.joined(scope, last));
    double[][] scores =
        sampler.scores(scope, logits_RV, rows.stream().map(Row::scored).toArray(int[][]::new));
    List<Answer> begun = new ArrayList<>();
    for (int i = 0; i < rows.size(); i++) {
      begun.add(new Answer(rows.get(i), scores[i]));
    }
    answering.addAll(begun);
    choose(scope, logits_RV, begun);
  }

  /** Where layers look at images, computes once what the rows that show the same look at. */
  private void show(Scope owner, List<Prompt> prompts, int[] places) {
    if (model.decoder().config().crossLayers().isEmpty()) {
      return;
    }
    Map<List<Prompt.PreparedImage>, List<Integer>> rows = new LinkedHashMap<>();
    for (int i = 0; i < places.length; i++) {
      Prompt prompt = prompts.get(i);
      if (prompt.sight().to() > cache.prefix().length()) {
        rows.computeIfAbsent(prompt.images(), images -> new ArrayList<>()).add(places[i]);
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

  /** Hidden states [M, D] of the prompts that end in a window. */
  private Tensor readWindow(Scope owner, Tensor x_ND, List<Span> window, List<Row> rows) {
    int first = answering.size();
    int prefix = cache.prefix().length();
    int axes = model.decoder().config().rope().axes();
    long[][] positions_AN = new long[axes][];
    for (int axis = 0; axis < axes; axis++) {
      int a = axis;
      positions_AN[axis] =
          window.stream()
              .flatMapToLong(
                  span -> {
                    long[] positions = rows.get(span.row() - first).prompt().positions()[a];
                    int from = prefix + span.start();
                    return Arrays.stream(positions, from, from + span.count());
                  })
              .toArray();
    }
    List<Integer> ends = new ArrayList<>();
    int at = 0;
    for (Span span : window) {
      at += span.count();
      if (span.start() + span.count() == suffixLength(rows.get(span.row() - first))) {
        ends.add(at - 1);
      }
    }
    int[] onward_M = ends.stream().mapToInt(Integer::intValue).toArray();
    try (Scope scope = owner.child()) {
      return owner.adopt(decoder.read(scope, x_ND, positions_AN, window, onward_M, cache));
    }
  }

  private void step(Scope scope) {
    int[] ids = answering.stream().mapToInt(Answer::last).toArray();
    Tensor logits_BV = model.decoder().logits(scope, decoder.next(scope, ids, cache));
    choose(scope, logits_BV, answering);
  }

  /** Adds the next token to each answer that is open. */
  private void choose(Scope scope, Tensor logits_BV, List<Answer> some) {
    if (some.stream().noneMatch(Answer::isOpen)) {
      return;
    }
    List<Sampling> samplings = some.stream().map(answer -> answer.row().sampling()).toList();
    long[] draws = some.stream().mapToLong(Answer::draw).toArray();
    int[] ids = sampler.next(scope, logits_BV, samplings, draws);
    for (int i = 0; i < ids.length; i++) {
      if (some.get(i).isOpen()) {
        some.get(i).add(ids[i], model.stopTokens());
      }
    }
  }

  /** Takes out rows that have ended; as in the cache, the last one moves to a free place. */
  private void finish() {
    for (int place = answering.size() - 1; place >= 0; place--) {
      Answer answer = answering.get(place);
      if (!answer.isOpen()) {
        answers[answer.row().place()] = answer.generation(model.tokenizer());
        cache.remove(place);
        Answer last = answering.remove(answering.size() - 1);
        if (place < answering.size()) {
          answering.set(place, last);
        }
      }
    }
  }
}
