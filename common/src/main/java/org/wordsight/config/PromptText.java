package org.wordsight.config;

import java.util.Optional;
import org.wordsight.prompt.PromptTemplate.Purpose;

/** A prompt of the run file's own. */
final class PromptText {
  private PromptText() {}

  /** The text under a key; each gap that its purpose needs and it lacks is a problem. */
  static Optional<String> read(Section section, String key, Purpose purpose) {
    Optional<String> prompt = section.optionalText(KeyKind.RESULT, key);
    prompt.map(purpose::missingGaps).stream()
        .flatMap(gaps -> gaps.stream())
        .forEach(gap -> section.problem(key, "a text that contains " + gap));
    return prompt;
  }
}
