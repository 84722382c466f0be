package org.wordsight.jobs.bench;

import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.wordsight.chat.Message;
import org.wordsight.error.WordsightException;
import org.wordsight.evaluate.VivaAnnotation;
import org.wordsight.evaluate.VivaItem;
import org.wordsight.generate.Generation;
import org.wordsight.generate.GenerationRequest;
import org.wordsight.generate.Sampling;
import org.wordsight.generate.TextGenerator;
import org.wordsight.model.LoadedModel;
import org.wordsight.model.Purpose;
import org.wordsight.prompt.PromptTemplate;

/**
 * Scores the options' letters of benchmark items as text, compared with a loop over transformers.
 */
final class LettersBenchmark implements SpeedBenchmark {
  private static final int ITEMS = 200;
  private static final int PEER_BATCH = 16;
  private static final int WARM_UPS = 1;

  @Override
  public String name() {
    return "letters";
  }

  @Override
  public String summary() {
    return "letters of 200 items of --data, a VIVA annotation, items/s, beside transformers";
  }

  @Override
  public void run(BenchSession session) {
    List<VivaItem> items = items(session);
    BenchCase of =
        BenchCase.of(
            "%d items as text".formatted(items.size()),
            "items/s",
            Map.of("items", items.size(), "peer_batch", PEER_BATCH));
    List<String> prompts;
    try (LoadedModel model = BenchModel.load(session.model(), session.options(), Purpose.ANSWER);
        TextGenerator generator = new TextGenerator(model)) {
      prompts = items.stream().map(item -> prompt(model, item)).toList();
      List<GenerationRequest> requests =
          prompts.stream()
              .map(
                  prompt ->
                      new GenerationRequest(
                          prompt, List.of(), 0, Sampling.greedy(), VivaItem.LETTERS))
              .toList();
      String[] letters = new String[1];
      session.ours(
          of,
          WARM_UPS,
          () -> {
            List<Generation> answers = generator.generate(requests);
            letters[0] = answers.stream().map(LettersBenchmark::best).collect(Collectors.joining());
            return answers.size();
          },
          () -> Map.of("letters", letters[0]));
    }
    session.peer(
        "letters.py",
        List.of(of),
        Map.of(
            "model",
            session.model().toAbsolutePath().toString(),
            "case",
            of.name(),
            "prompts",
            prompts,
            "letters",
            VivaItem.LETTERS,
            "batch",
            PEER_BATCH,
            "warm_ups",
            WARM_UPS));
  }

  private static List<VivaItem> items(BenchSession session) {
    Path file =
        session
            .options()
            .data()
            .orElseThrow(
                () ->
                    WordsightException.usage(
                        "Cannot run the benchmark letters: --data is absent, expected a VIVA annotation. Add --data FILE."));
    return VivaAnnotation.read(file).items().stream()
        .filter(item -> !item.situation().isEmpty())
        .limit(ITEMS)
        .toList();
  }

  private static String prompt(LoadedModel model, VivaItem item) {
    String words =
        PromptTemplate.of(PromptTemplate.Purpose.TEXT, Optional.empty())
            .render(
                Map.of(
                    "{situation}",
                    item.situation().orElseThrow(),
                    "{options}",
                    item.optionLines()));
    return model.template().prompt(List.of(Message.user(words)));
  }

  private static String best(Generation answer) {
    double[] scores = answer.logProbabilities();
    int best =
        IntStream.range(0, scores.length)
            .boxed()
            .max(Comparator.comparingDouble(i -> scores[i]))
            .orElseThrow();
    return VivaItem.LETTERS.get(best);
  }
}
