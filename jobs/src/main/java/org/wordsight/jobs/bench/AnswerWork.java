package org.wordsight.jobs.bench;

import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.wordsight.chat.Tokenizer;

/**
 * Prompts to answer greedily.
 *
 * @param peerPrompts the prompts that the peer answers in one batch: all of them, or a typical part
 * @param newTokens of each answer; for a single new token, prompt tokens are counted
 */
record AnswerWork(BenchCase of, List<String> prompts, List<String> peerPrompts, int newTokens) {
  /** The rows that the peer answers at a time. */
  private static final int PEER_BATCH = 16;

  /** One prompt and sixteen prompts: reading them, and answers of 128 tokens. */
  static List<AnswerWork> batches(Tokenizer tokenizer) {
    return IntStream.of(1, 16)
        .boxed()
        .flatMap(
            rows ->
                IntStream.of(1, 128)
                    .mapToObj(
                        newTokens ->
                            of(
                                "batch %d, prompt 512".formatted(rows),
                                words(tokenizer, rows, i -> 512),
                                newTokens)))
        .toList();
  }

  /** Eight prompts of 256 tokens, read without an answer. */
  static List<AnswerWork> reading(Tokenizer tokenizer) {
    return List.of(of("8 prompts of 256", words(tokenizer, 8, i -> 256), 1));
  }

  /** 64 prompts that share their first 1,000 tokens, with 128 new tokens each. */
  static List<AnswerWork> sharedPrefix(Tokenizer tokenizer) {
    String shared = WordPrompts.of(tokenizer, 0, 1000);
    List<String> prompts =
        IntStream.range(0, 64)
            .mapToObj(i -> shared + " " + WordPrompts.of(tokenizer, 1 + i, 40))
            .toList();
    return List.of(of("64 prompts sharing 1,000 tokens", prompts, 128));
  }

  /**
   * 64 prompts in eight families, with 128 new tokens each. The prompts of a family share their
   * first 1,000 tokens; consecutive prompts are of different families.
   */
  static List<AnswerWork> eightPrefixes(Tokenizer tokenizer) {
    List<String> prefixes = words(tokenizer, 8, i -> 1000);
    List<String> prompts =
        IntStream.range(0, 64)
            .mapToObj(i -> prefixes.get(i % 8) + " " + WordPrompts.of(tokenizer, 8 + i, 40))
            .toList();
    return List.of(of("64 prompts of 8 prefixes of 1,000 tokens", prompts, 128));
  }

  /**
   * The kinds of work that show a GPU's speed. Prompts are read without an answer. Answers are
   * written for many rows, with and without a shared beginning, and for one row.
   */
  static List<AnswerWork> ofAllKinds(Tokenizer tokenizer) {
    return List.of(
        of("8 prompts of 1,024", words(tokenizer, 8, i -> 1024), 1),
        of("64 prompts of 512", words(tokenizer, 64, i -> 512), 128),
        sharedPrefix(tokenizer).get(0),
        of("1 prompt of 32", words(tokenizer, 1, i -> 32), 128));
  }

  /**
   * 64 prompts of 32 to 512 tokens, with 64 new tokens each. Every sixteen prompts have the same
   * lengths.
   */
  static List<AnswerWork> unequal(Tokenizer tokenizer) {
    List<String> prompts = words(tokenizer, 64, i -> 32 + 32 * (i * 7 % PEER_BATCH));
    return List.of(of("64 prompts of 32 to 512", prompts, 64));
  }

  private interface Length {
    int of(int prompt);
  }

  private static List<String> words(Tokenizer tokenizer, int count, Length length) {
    return IntStream.range(0, count)
        .mapToObj(i -> WordPrompts.of(tokenizer, i, length.of(i)))
        .toList();
  }

  private static AnswerWork of(String name, List<String> prompts, int newTokens) {
    List<String> peerPrompts = prompts.subList(0, Math.min(PEER_BATCH, prompts.size()));
    BenchCase work =
        BenchCase.of(
            "%s, %d new token%s".formatted(name, newTokens, newTokens == 1 ? "" : "s"),
            newTokens == 1 ? "prompt tokens/s" : "new tokens/s, reading the prompt included",
            Map.of(
                "prompts", prompts.size(),
                "peer_prompts", peerPrompts.size(),
                "new_tokens", newTokens));
    return new AnswerWork(work, prompts, peerPrompts, newTokens);
  }

  Map<String, Object> forPeer() {
    return Map.of("case", of.name(), "prompts", peerPrompts, "new_tokens", newTokens);
  }
}
