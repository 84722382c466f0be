package org.wordsight.config;

import java.util.Optional;
import org.wordsight.prompt.PromptTemplate.Purpose;

/** Reads a prompt in the run file. */
final class PromptText {
  private PromptText() {}

  /** The text under a key. Each gap that the purpose needs and the text lacks is a problem. */
  static Optional<String> read(Section section, String key, Purpose purpose) {
    Optional<String> prompt = section.optionalText(KeyKind.RESULT, key);
    prompt.map(purpose::missingGaps).stream()
        .flatMap(gaps -> gaps.stream())
        .forEach(gap -> section.problem(key, "a text that contains " + gap));
    return prompt;
  }
}
