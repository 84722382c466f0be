package org.wordsight.verify;

import java.util.ArrayList;
import java.util.List;
import org.wordsight.error.WordsightException;
import org.wordsight.generate.FinishReason;
import org.wordsight.generate.Generation;
import org.wordsight.generate.GenerationRequest;
import org.wordsight.generate.Sampling;
import org.wordsight.generate.TextGenerator;

/** Greedy answers to a reference's chats, by the engine that jobs use. */
final class GreedyAnswers {
  private GreedyAnswers() {}

  /**
   * Answers chats in one batch.
   *
   * @param letters the letters whose log-probabilities are wanted
   */
  static List<Generation> greedy(
      List<ReferenceCase> chats, int count, List<String> letters, Subject subject) {
    List<GenerationRequest> requests = new ArrayList<>();
    for (ReferenceCase chat : chats) {
      requests.add(
          new GenerationRequest(
              chat.text("rendered"),
              subject.images(chat.value("messages")),
              count,
              Sampling.greedy(),
              letters));
    }
    try (TextGenerator generator = new TextGenerator(subject.model())) {
      List<Generation> answers = generator.generate(requests);
      for (Generation answer : answers) {
        if (answer.reason() == FinishReason.REFUSED) {
          throw WordsightException.input(answer.problem());
        }
      }
      return answers;
    }
  }
}
