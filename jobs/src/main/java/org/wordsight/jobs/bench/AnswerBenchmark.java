package org.wordsight.jobs.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import org.wordsight.chat.Tokenizer;
import org.wordsight.data.Sha256;
import org.wordsight.generate.Generation;
import org.wordsight.generate.GenerationRequest;
import org.wordsight.generate.Sampling;
import org.wordsight.generate.TextGenerator;
import org.wordsight.model.LoadedModel;
import org.wordsight.model.Purpose;

/**
 * Greedy answers, compared with transformers' {@code generate}.
 *
 * @param works makes the work from the model's tokenizer
 */
record AnswerBenchmark(String name, String summary, Function<Tokenizer, List<AnswerWork>> works)
    implements SpeedBenchmark {
  private static final int WARM_UPS = 1;

  @Override
  public void run(BenchSession session) {
    List<AnswerWork> all;
    try (LoadedModel model = BenchModel.load(session.model(), session.options(), Purpose.ANSWER);
        TextGenerator generator = new TextGenerator(model)) {
      all = works.apply(model.tokenizer());
      for (AnswerWork work : all) {
        List<GenerationRequest> group = requests(work);
        List<Generation> answers = new ArrayList<>();
        session.startOfCase();
        session.ours(
            work.of(),
            WARM_UPS,
            () -> {
              answers.clear();
              answers.addAll(generator.generate(group));
              return answers.stream().mapToLong(answer -> units(work, answer)).sum();
            },
            () -> facts(model, work, answers));
        session.profile(work.of().name(), () -> generator.generate(group));
      }
    }
    session.peer(
        "generation.py",
        all.stream().map(AnswerWork::of).toList(),
        Map.of(
            "model", session.model().toAbsolutePath().toString(),
            "work", all.stream().map(AnswerWork::forPeer).toList(),
            "warm_ups", WARM_UPS));
  }

  private static Map<String, Object> facts(
      LoadedModel model, AnswerWork work, List<Generation> answers) {
    Map<String, Object> facts = new TreeMap<>();
    if (work.newTokens() > 1) {
      facts.put("ids_sha256", hash(work, answers));
    }
    model.backend().operatorProblem().ifPresent(it -> facts.put("operator_problem", it));
    return facts;
  }

  private static List<GenerationRequest> requests(AnswerWork work) {
    return work.prompts().stream()
        .map(
            prompt ->
                new GenerationRequest(
                    prompt, List.of(), work.newTokens(), Sampling.greedy(), List.of()))
        .toList();
  }

  private static long units(AnswerWork work, Generation answer) {
    return work.newTokens() == 1 ? answer.promptTokens() : answer.ids().length;
  }

  /**
   * The hash of the token ids. The peer reports the same hash. Equal hashes show that both sides
   * did the same work.
   */
  private static String hash(AnswerWork work, List<Generation> answers) {
    StringBuilder text = new StringBuilder();
    for (Generation answer : answers.subList(0, work.peerPrompts().size())) {
      for (int id : answer.ids()) {
        text.append(id).append(' ');
      }
      text.append('\n');
    }
    return Sha256.plain(text.toString());
  }
}
