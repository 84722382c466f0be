package org.wordsight.jobs.bench;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Collectors;
import org.wordsight.chat.TokenBytes;
import org.wordsight.chat.Tokenizer;
import org.wordsight.data.Question;
import org.wordsight.grammar.QuestionForm;
import org.wordsight.grammar.TokenGrammar;
import org.wordsight.prompt.QuestionJson;

/**
 * Measures the work of a grammar on the host: the masks for every token of an answer that lists the
 * ten seed questions. The benchmark needs a tokenizer, but no weights.
 */
final class GrammarMasksBenchmark implements SpeedBenchmark {
  private static final int WARM_UPS = 2;

  /** A token that ends the turn; no other token has this id. */
  private static final int ROOM_FOR_STOP = 1;

  @Override
  public String name() {
    return "grammar-masks";
  }

  @Override
  public String summary() {
    return "masks of an answer of ten questions with the tokenizer of --model, tokens/s";
  }

  @Override
  public void run(BenchSession session) {
    Path folder = session.model();
    TokenBytes tokens = TokenBytes.read(folder);
    List<Question> seeds = GrammarYieldBenchmark.seeds();
    int[] answer = tokens(folder, seeds);
    QuestionForm form = new QuestionForm(seeds.size(), 2, 5, 2 * answer.length);
    Map<String, Object> facts = new LinkedHashMap<>();
    facts.put("vocabulary", tokens.ids().size());
    facts.put("tokens", answer.length);

    session.ours(
        of("the first answer: tree of tokens, automaton and masks are made", facts),
        WARM_UPS,
        () -> answered(grammar(form, tokens, facts), answer, facts),
        () -> facts);
    TokenGrammar made = grammar(form, tokens, facts);
    answered(made, answer, facts);
    session.ours(
        of("later answers: masks are kept", Map.of()),
        WARM_UPS,
        () -> answered(made, answer, facts),
        () -> facts);
  }

  private static BenchCase of(String name, Map<String, Object> settings) {
    return new BenchCase(name, "tokens/s", 1, OptionalInt.of(1), settings);
  }

  private static int[] tokens(Path folder, List<Question> seeds) {
    String text =
        seeds.stream().map(QuestionJson::line).collect(Collectors.joining(",\n", "[", "]"));
    try (Tokenizer tokenizer = Tokenizer.load(folder)) {
      return tokenizer.encode(text);
    }
  }

  private static TokenGrammar grammar(
      QuestionForm form, TokenBytes tokens, Map<String, Object> facts) {
    long start = System.nanoTime();
    int stop = tokens.count();
    TokenGrammar grammar = TokenGrammar.of(form.list(), tokens, Set.of(stop), stop + ROOM_FOR_STOP);
    facts.put("milliseconds_until_ready", milliseconds(start));
    return grammar;
  }

  private static long answered(TokenGrammar grammar, int[] ids, Map<String, Object> facts) {
    TokenGrammar.Answer answer = grammar.begin();
    double slowest = 0;
    for (int i = 0; i < ids.length; i++) {
      long start = System.nanoTime();
      answer.allowed(2 * ids.length - i);
      slowest = Math.max(slowest, milliseconds(start));
      answer.add(ids[i]);
    }
    facts.put("milliseconds_of_the_slowest_mask", slowest);
    facts.put("masks", grammar.held());
    return ids.length;
  }

  private static double milliseconds(long startNanos) {
    return BenchSession.rounded((System.nanoTime() - startNanos) * 1e-6);
  }
}
