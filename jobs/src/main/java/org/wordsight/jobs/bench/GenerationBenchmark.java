package org.wordsight.jobs.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.wordsight.data.Sha256;
import org.wordsight.generate.Generation;
import org.wordsight.generate.GenerationRequest;
import org.wordsight.generate.Sampling;
import org.wordsight.generate.TextGenerator;
import org.wordsight.model.LoadedModel;
import org.wordsight.model.Purpose;

/** Greedy generation beside transformers' {@code generate}, one prompt and sixteen at once. */
final class GenerationBenchmark implements Benchmark {
  private static final int PROMPT_TOKENS = 512;
  private static final int NEW_TOKENS = 128;
  private static final int WARM_UPS = 1;
  private static final List<Integer> BATCHES = List.of(1, 16);

  @Override
  public String name() {
    return "generation";
  }

  @Override
  public String summary() {
    return "greedy answers of --model, batch 1 and 16, tokens/s, beside transformers";
  }

  @Override
  public void run(BenchSession session) {
    List<BenchCase> cases = new ArrayList<>();
    List<Map<String, Object>> work = new ArrayList<>();
    try (LoadedModel model =
            BenchModel.load(session.model(), session.options().threads(), Purpose.ANSWER);
        TextGenerator generator = new TextGenerator(model)) {
      for (int batch : BATCHES) {
        List<String> prompts =
            IntStream.range(0, batch)
                .mapToObj(i -> WordPrompts.of(model.tokenizer(), i, PROMPT_TOKENS))
                .toList();
        BenchCase reading = reading(batch);
        session.ours(reading, WARM_UPS, () -> tokensRead(generator.generate(group(prompts, 1))));
        BenchCase answering = answering(batch);
        List<Generation> answers = new ArrayList<>();
        session.ours(
            answering,
            WARM_UPS,
            () -> {
              answers.clear();
              answers.addAll(generator.generate(group(prompts, NEW_TOKENS)));
              return answers.stream().mapToLong(answer -> answer.ids().length).sum();
            },
            () -> Map.of("ids_sha256", hash(answers)));
        cases.add(reading);
        cases.add(answering);
        work.add(work(reading, prompts, 1));
        work.add(work(answering, prompts, NEW_TOKENS));
      }
    }
    session.peer(
        "generation.py",
        cases,
        Map.of("model", session.model().toAbsolutePath().toString(), "work", work, "warm_ups", 1));
  }

  private static BenchCase reading(int batch) {
    return BenchCase.of(
        "batch %d, prompt %d, 1 new token".formatted(batch, PROMPT_TOKENS),
        "prompt tokens/s",
        Map.of("batch", batch, "prompt_tokens", PROMPT_TOKENS, "new_tokens", 1));
  }

  private static BenchCase answering(int batch) {
    return BenchCase.of(
        "batch %d, prompt %d, %d new tokens".formatted(batch, PROMPT_TOKENS, NEW_TOKENS),
        "new tokens/s, reading the prompt included",
        Map.of("batch", batch, "prompt_tokens", PROMPT_TOKENS, "new_tokens", NEW_TOKENS));
  }

  private static Map<String, Object> work(BenchCase of, List<String> prompts, int newTokens) {
    return Map.of("case", of.name(), "prompts", prompts, "new_tokens", newTokens);
  }

  private static List<GenerationRequest> group(List<String> prompts, int newTokens) {
    return prompts.stream()
        .map(
            prompt ->
                new GenerationRequest(prompt, List.of(), newTokens, Sampling.greedy(), List.of()))
        .toList();
  }

  private static long tokensRead(List<Generation> answers) {
    return answers.stream().mapToLong(Generation::promptTokens).sum();
  }

  /** The hash of all answers' ids: equal on both sides where the work was truly the same. */
  private static String hash(List<Generation> answers) {
    StringBuilder text = new StringBuilder();
    for (Generation answer : answers) {
      for (int id : answer.ids()) {
        text.append(id).append(' ');
      }
      text.append('\n');
    }
    return Sha256.plain(text.toString());
  }
}
