package org.wordsight.judge;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.Serializable;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.wordsight.data.Question;
import org.wordsight.evaluate.AnswerExtractor;
import org.wordsight.evaluate.ExtractedAnswer;
import org.wordsight.evaluate.VivaItem;
import org.wordsight.synthesis.ChosenOption;
import org.wordsight.synthesis.TeacherAnswer;
import org.wordsight.synthesis.TeacherAnswer.Outcome;
import org.wordsight.teacher.FailureKind;

/**
 * One answer of a judge.
 *
 * @param letter of an option; {@code INVALID} if the text names none or several; the kind of
 *     failure if there is no answer
 * @param raw the judge's text; empty if there is no answer
 * @param probability of the letter, by the judge; NaN if it is not known
 */
public record JudgedAnswer(String letter, String raw, double probability) implements Serializable {
  private static final long serialVersionUID = 1L;
  private static final JsonMapper JSON = new JsonMapper();

  /** Reads an answer to a question. */
  public static JudgedAnswer of(TeacherAnswer answer, Question question) {
    boolean refused = answer.outcome() == Outcome.REFUSED || answer.outcome() == Outcome.FILTERED;
    Optional<String> letter =
        refused ? Optional.empty() : letter(answer.text(), question.options());
    return new JudgedAnswer(
        letter.orElse(ExtractedAnswer.INVALID),
        answer.text(),
        letter.map(each -> probability(each, answer.facts())).orElse(Double.NaN));
  }

  /** Stands for an answer that did not come. */
  public static JudgedAnswer missing(FailureKind kind) {
    return new JudgedAnswer(kind.text(), "", Double.NaN);
  }

  /**
   * The letter, read as in the benchmark's answers. The benchmark has five letters, and a question
   * may have more.
   */
  private static Optional<String> letter(String text, List<String> options) {
    if (options.size() > VivaItem.LETTERS.size()) {
      return ChosenOption.read(text, options);
    }
    Map<String, String> byLetter = new LinkedHashMap<>();
    for (int i = 0; i < options.size(); i++) {
      byLetter.put(Question.letter(i), options.get(i));
    }
    return Optional.of(AnswerExtractor.extract(text, byLetter).letter())
        .filter(byLetter::containsKey);
  }

  /** The probability of the answer's first token, if this token is the letter. */
  private static double probability(String letter, String facts) {
    if (facts.isEmpty()) {
      return Double.NaN;
    }
    try {
      JsonNode said = JSON.readTree(facts);
      JsonNode logProbability = said.path("log_probabilities").path(0);
      boolean isLetter = said.path("first_token").asText("").strip().equals(letter);
      return isLetter && logProbability.isNumber()
          ? Math.exp(logProbability.asDouble())
          : Double.NaN;
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("The facts of an answer are not JSON", e);
    }
  }
}
