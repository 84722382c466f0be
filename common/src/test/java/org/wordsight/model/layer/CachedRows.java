package org.wordsight.model.layer;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.wordsight.model.LoadedModel;
import org.wordsight.model.architecture.Prompt;
import org.wordsight.tensor.Scope;
import org.wordsight.tensor.Tensor;

/** Logits of rows that are read in one or several pieces, and continue with given tokens. */
public final class CachedRows implements AutoCloseable {
  private final LoadedModel model;
  private final Scope scope;
  private final CachedDecoder decoder;
  private final KeyValueCache cache;

  CachedRows(LoadedModel model, LoraWeights lora, int places, int capacity, int[] prefix) {
    this.model = model;
    this.scope = model.device().scope();
    this.decoder = new CachedDecoder(model.decoder(), lora);
    SharedPrefix shared = decoder.noPrefix();
    if (prefix.length > 0) {
      Tensor x_ND = model.embed(scope, prefix, List.of());
      shared = decoder.prefix(scope, x_ND, model.prompt(prefix).positions(), List.of(), 7);
    }
    this.cache = decoder.cache(scope, places, capacity, shared);
  }

  CachedRows(LoadedModel model, int places, int capacity) {
    this(model, LoraWeights.none(), places, capacity, new int[0]);
  }

  /**
   * Logits after each prompt, with all prompts read together, and after some more tokens in every
   * row.
   */
  public static float[][] logits(LoadedModel model, List<Prompt> prompts, int... more) {
    return logits(model, LoraWeights.none(), prompts, more);
  }

  /** The same with an adapter. */
  public static float[][] logits(
      LoadedModel model, LoraWeights lora, List<Prompt> prompts, int... more) {
    int capacity = prompts.stream().mapToInt(Prompt::length).max().orElseThrow() + more.length;
    try (CachedRows rows = new CachedRows(model, lora, prompts.size(), capacity, new int[0])) {
      float[][] logits = rows.read(capacity, prompts);
      for (int id : more) {
        int[] ids = new int[prompts.size()];
        Arrays.fill(ids, id);
        logits = rows.next(ids);
      }
      return logits;
    }
  }

  KeyValueCache cache() {
    return cache;
  }

  /**
   * Logits of each prompt's last position.
   *
   * @param piece positions of each row that are read at a time
   */
  float[][] read(int piece, List<Prompt> prompts) {
    int first = cache.rows();
    List<Tensor> embedded = new ArrayList<>();
    for (Prompt prompt : prompts) {
      int[] row = {cache.add(prompt.nextPosition())};
      decoder.show(row, model.look(scope, prompt.images()), cache);
      embedded.add(model.embed(scope, prompt.ids(), prompt.images()));
    }
    float[][] logits = new float[prompts.size()][];
    int prefix = cache.prefix().length();
    for (int start = 0; Arrays.asList(logits).contains(null); start += piece) {
      List<RowSpan> spans = new ArrayList<>();
      List<Tensor> windows = new ArrayList<>();
      for (int i = 0; i < prompts.size(); i++) {
        int count = Math.min(piece, prompts.get(i).length() - prefix - start);
        if (count > 0) {
          spans.add(new RowSpan(first + i, start, count));
          windows.add(decoder.window(scope, embedded.get(i), prefix + start, count));
        }
      }
      List<Integer> ending = new ArrayList<>();
      List<Integer> ends = new ArrayList<>();
      int at = 0;
      for (RowSpan span : spans) {
        at += span.count();
        int i = span.row() - first;
        if (prefix + start + span.count() == prompts.get(i).length()) {
          ending.add(i);
          ends.add(at - 1);
        }
      }
      Tensor h_MD =
          decoder.read(
              scope,
              decoder.joined(scope, windows),
              positions(prompts, spans, first),
              spans,
              ends.stream().mapToInt(Integer::intValue).toArray(),
              cache);
      if (!ending.isEmpty()) {
        float[][] ended = rows(model.decoder().logits(scope, h_MD));
        for (int i = 0; i < ended.length; i++) {
          logits[ending.get(i)] = ended[i];
        }
      }
    }
    return logits;
  }

  private long[][] positions(List<Prompt> prompts, List<RowSpan> spans, int first) {
    int prefix = cache.prefix().length();
    return IntStream.range(0, model.decoder().config().rope().axes())
        .mapToObj(
            axis ->
                spans.stream()
                    .flatMapToLong(
                        span ->
                            Arrays.stream(
                                prompts.get(span.row() - first).positions()[axis],
                                prefix + span.start(),
                                prefix + span.start() + span.count()))
                    .toArray())
        .toArray(long[][]::new);
  }

  /** Logits after one more token in each row. */
  float[][] next(int... ids) {
    return rows(model.decoder().logits(scope, decoder.next(scope, ids, cache)));
  }

  private static float[][] rows(Tensor logits_BV) {
    float[] all = logits_BV.toFloats();
    int width = Math.toIntExact(logits_BV.size(1));
    return IntStream.range(0, all.length / width)
        .mapToObj(row -> Arrays.copyOfRange(all, row * width, (row + 1) * width))
        .toArray(float[][]::new);
  }

  @Override
  public void close() {
    cache.close();
    decoder.close();
    scope.close();
  }
}
