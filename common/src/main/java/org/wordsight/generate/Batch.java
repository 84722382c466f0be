package org.wordsight.generate;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.wordsight.model.LoadedModel;
import org.wordsight.model.layer.CachedDecoder;
import org.wordsight.model.layer.KeyValueCache;
import org.wordsight.tensor.Scope;
import org.wordsight.tensor.Tensor;

/**
 * Answers rows together, as many at a time as there are places in the cache. Prompts are read
 * window by window, and a common beginning once. Each step then gives every row its next token. A
 * waiting row takes the place of a row that has ended. The order of the rows depends on the rows
 * alone.
 */
final class Batch {
  /**
   * Waiting rows are read when this share of the places is free, since a product over few rows is
   * slow.
   */
  private static final int REFILL_SHARE = 8;

  private final LoadedModel model;
  private final CachedDecoder decoder;
  private final Sampler sampler;
  private final KeyValueCache cache;
  private final Deque<Row> waiting;
  private final List<AnswerTokens> answering = new ArrayList<>();
  private final Generation[] answers;

  /** The newest token of each answering row, if it is on the device. */
  private Optional<Tensor> newest_B = Optional.empty();

  /**
   * @param cache an empty cache; its prefix begins every prompt
   * @param answers the answers of the group, filled in by each row's place
   */
  Batch(
      LoadedModel model,
      CachedDecoder decoder,
      Sampler sampler,
      KeyValueCache cache,
      List<Row> rows,
      Generation[] answers) {
    this.model = model;
    this.decoder = decoder;
    this.sampler = sampler;
    this.cache = cache;
    this.waiting = new ArrayDeque<>(Reading.sideBySide(rows, cache.prefix().length()));
    this.answers = answers;
  }

  /** Answers every row. */
  void run(Scope owner) {
    while (!waiting.isEmpty() || !answering.isEmpty()) {
      try (Scope scope = owner.child()) {
        if (admits()) {
          List<Row> inPlace = answering.stream().map(AnswerTokens::row).toList();
          read(scope, inPlace, admitted(inPlace));
        } else {
          step(scope, owner);
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

  /** The next waiting rows that fit into free places and can be embedded at once, by round. */
  List<Reading> admitted(List<Row> inPlace) {
    List<Reading> readings = new ArrayList<>();
    int atOnce = MemoryPlan.embeddedAtOnce(model.backend().windowPositions());
    int positions = 0;
    while (!waiting.isEmpty() && answering.size() + readings.size() < cache.places()) {
      Reading reading = Reading.of(waiting.peek(), inPlace, readings, cache.prefix().length());
      positions += reading.count(cache.prefix().length());
      if (!readings.isEmpty() && positions > atOnce) {
        break;
      }
      readings.add(reading);
      waiting.remove();
    }
    readings.sort(Comparator.comparingInt(Reading::round));
    return readings;
  }

  /** Reads prompts, scores tokens and chooses each row's first token. */
  private void read(Scope scope, List<Row> inPlace, List<Reading> readings) {
    Tensor logits_RV = new Prefill(model, decoder, cache, inPlace, readings).read(scope);
    List<Row> rows = readings.stream().map(Reading::row).toList();
    double[][] scores =
        sampler.scores(scope, logits_RV, rows.stream().map(Row::scored).toArray(int[][]::new));
    List<AnswerTokens> begun = new ArrayList<>();
    for (int i = 0; i < rows.size(); i++) {
      begun.add(new AnswerTokens(rows.get(i), scores[i]));
    }
    answering.addAll(begun);
    forgetNewest();
    if (begun.stream().anyMatch(AnswerTokens::isOpen)) {
      add(Sampler.ids(sampler.choose(scope, logits_RV, choice(scope, begun))), begun);
    }
  }

  /**
   * On a GPU, all work of a step is begun before the host waits, and tokens stay on the device for
   * the next step.
   */
  private void step(Scope scope, Scope owner) {
    Sampler.Choice choice = choice(scope, answering);
    Tensor x_BD =
        newest_B.isPresent()
            ? decoder.next(scope, newest_B.get(), cache)
            : decoder.next(scope, lastIds(), cache);
    Tensor chosen_B = sampler.choose(scope, model.decoder().logits(scope, x_BD), choice);
    forgetNewest();
    newest_B = Optional.of(owner.adopt(chosen_B));
    add(Sampler.ids(chosen_B), answering);
  }

  private int[] lastIds() {
    return answering.stream().mapToInt(AnswerTokens::last).toArray();
  }

  private Sampler.Choice choice(Scope scope, List<AnswerTokens> some) {
    List<Sampling> samplings = some.stream().map(answer -> answer.row().sampling()).toList();
    long[] draws = some.stream().mapToLong(AnswerTokens::draw).toArray();
    return sampler.choice(
        scope, samplings, draws, some.stream().map(AnswerTokens::allowed).toList());
  }

  private void forgetNewest() {
    newest_B.ifPresent(Tensor::close);
    newest_B = Optional.empty();
  }

  /** Adds the next token to each answer that has not ended. */
  private void add(int[] ids, List<AnswerTokens> some) {
    for (int i = 0; i < ids.length; i++) {
      if (some.get(i).isOpen()) {
        some.get(i).add(ids[i], model.stopTokens());
      }
    }
  }

  /** Removes rows that have ended. As in the cache, the last row moves to the free place. */
  private void finish() {
    for (int place = answering.size() - 1; place >= 0; place--) {
      AnswerTokens answer = answering.get(place);
      if (!answer.isOpen()) {
        forgetNewest();
        answers[answer.row().place()] = answer.generation(model.tokenizer());
        cache.remove(place);
        AnswerTokens last = answering.remove(answering.size() - 1);
        if (place < answering.size()) {
          answering.set(place, last);
        }
      }
    }
  }
}
