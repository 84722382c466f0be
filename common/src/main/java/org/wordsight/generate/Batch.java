package org.wordsight.generate;

import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.wordsight.model.LoadedModel;
import org.wordsight.model.layer.KeyValueCache;
import org.wordsight.model.layer.LoraWeights;
import org.wordsight.model.layer.SharedPrefix;
import org.wordsight.tensor.Scope;
import org.wordsight.tensor.Tensor;

/**
 * Rows that are answered together: their prompts are read at once, then each step gives every row
 * its next token. Rows that have ended stay until a quarter of the batch has; then the batch
 * shrinks.
 */
final class Batch {
  private final LoadedModel model;
  private final LoraWeights lora;
  private final Sampler sampler;
  private final List<Row> rows;
  private final int[][] answers;
  private final int[] lengths;
  private final FinishReason[] reasons;
  private double[][] scores;

  Batch(LoadedModel model, LoraWeights lora, Sampler sampler, List<Row> rows) {
    this.model = model;
    this.lora = lora;
    this.sampler = sampler;
    this.rows = rows;
    this.answers = new int[rows.size()][];
    this.lengths = new int[rows.size()];
    this.reasons = new FinishReason[rows.size()];
    Arrays.setAll(answers, row -> new int[rows.get(row).maximumNewTokens()]);
  }

  /** Answers every row; gives the answers in the rows' order. */
  List<Generation> run(Scope owner, SharedPrefix prefix) {
    int capacity = MemoryPlan.capacity(rows, prefix.length());
    try (Scope scope = owner.child();
        KeyValueCache cache = model.decoder().cache(scope, rows.size(), capacity, prefix)) {
      int[] batch = IntStream.range(0, rows.size()).toArray();
      int[] ids = read(scope, cache);
      for (int token = 0; ; token++) {
        record(batch, ids);
        int[] open = open(batch);
        if (open.length == 0) {
          break;
        }
        if (open.length * 4 <= batch.length * 3) {
          cache.keep(open);
          ids = chosen(ids, open);
          batch = chosen(batch, open);
        }
        ids = step(scope, cache, batch, ids, token + 1);
      }
    }
    return IntStream.range(0, rows.size()).mapToObj(this::generation).toList();
  }

  /** Reads the prompts, scores and chooses the first tokens. */
  private int[] read(Scope owner, KeyValueCache cache) {
    try (Scope scope = owner.child()) {
      Tensor x_BTD = model.extend(scope, rows.stream().map(Row::prompt).toList(), cache, lora);
      Tensor logits_BV = model.decoder().logits(scope, model.last(scope, x_BTD));
      scores =
          sampler.scores(scope, logits_BV, rows.stream().map(Row::scored).toArray(int[][]::new));
      return sampler.next(
          scope, logits_BV, samplings(IntStream.range(0, rows.size()).toArray()), 0);
    }
  }

  private int[] step(Scope owner, KeyValueCache cache, int[] batch, int[] ids, int token) {
    try (Scope scope = owner.child()) {
      Tensor x_BD = model.decoder().next(scope, ids, cache, lora);
      Tensor logits_BV = model.decoder().logits(scope, x_BD);
      return sampler.next(scope, logits_BV, samplings(batch), token);
    }
  }

  private List<Sampling> samplings(int[] batch) {
    return Arrays.stream(batch).mapToObj(row -> rows.get(row).sampling()).toList();
  }

  /** Adds each row's new token to its answer, unless it has ended. */
  private void record(int[] batch, int[] ids) {
    Set<Integer> stopTokens = model.stopTokens();
    for (int i = 0; i < batch.length; i++) {
      int row = batch[i];
      if (reasons[row] == null && lengths[row] < answers[row].length) {
        answers[row][lengths[row]++] = ids[i];
        reasons[row] = stopTokens.contains(ids[i]) ? FinishReason.STOP : null;
      }
      if (reasons[row] == null && lengths[row] == answers[row].length) {
        reasons[row] = FinishReason.LENGTH;
      }
    }
  }

  /** Which of the batch's rows have not ended. */
  private int[] open(int[] batch) {
    return IntStream.range(0, batch.length).filter(i -> reasons[batch[i]] == null).toArray();
  }

  private static int[] chosen(int[] values, int[] indices) {
    return Arrays.stream(indices).map(i -> values[i]).toArray();
  }

  private Generation generation(int row) {
    int[] ids = Arrays.copyOf(answers[row], lengths[row]);
    return new Generation(
        model.tokenizer().decode(ids),
        ids,
        rows.get(row).prompt().length(),
        reasons[row],
        scores[row],
        "");
  }
}
