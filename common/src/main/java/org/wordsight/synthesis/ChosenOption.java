package org.wordsight.synthesis;

import com.fasterxml.jackson.databind.node.TextNode;
import java.util.List;
import java.util.Optional;
import org.wordsight.data.Question;

/** Reads which option a short text names, by the rules for the answers of teachers' items. */
public final class ChosenOption {
  private ChosenOption() {}

  /**
   * The letter of the option; absent if the text names none of them, or several.
   *
   * @param options texts without letters
   */
  public static Optional<String> read(String text, List<String> options) {
    try {
      String letter = AnswerLetter.read(TextNode.valueOf(text), Options.unnumbered(options));
      boolean isOption = letter.compareTo(Question.letter(options.size() - 1)) <= 0;
      return Optional.of(letter).filter(each -> isOption);
    } catch (Refusal refused) {
      return Optional.empty();
    }
  }
}
