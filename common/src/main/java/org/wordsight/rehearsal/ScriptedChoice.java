package org.wordsight.rehearsal;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** The answer to a prompt that asks for one of some options, as a judge's prompt does. */
final class ScriptedChoice {
  private static final String ASKED = "Just output the choice:";
  private static final Pattern OPTION = Pattern.compile("^([A-Z])\\. ", Pattern.MULTILINE);

  private ScriptedChoice() {}

  /** A random letter; absent if the prompt asks for something else. */
  static Optional<String> of(JsonNode request, RandomGenerator random) {
    JsonNode messages = request.path("messages");
    String prompt = messages.path(messages.size() - 1).path("content").asText();
    if (!prompt.stripTrailing().endsWith(ASKED)) {
      return Optional.empty();
    }
    List<String> letters =
        OPTION.matcher(prompt).results().map((MatchResult option) -> option.group(1)).toList();
    return letters.isEmpty()
        ? Optional.empty()
        : Optional.of(letters.get(random.nextInt(letters.size())));
  }
}
