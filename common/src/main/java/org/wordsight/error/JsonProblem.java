package org.wordsight.error;

import com.fasterxml.jackson.core.JacksonException;

/** Describes the fault of a text that should be JSON. */
public final class JsonProblem {
  private JsonProblem() {}

  /**
   * The problem in one line, without a full stop and without the parser's quotation of the text.
   */
  public static String of(JacksonException e) {
    String line = e.getOriginalMessage().lines().findFirst().orElse("");
    String words = line.replaceFirst(" \\((start marker|for \\w+ starting) at .*", "");
    return words.endsWith(".") ? words.substring(0, words.length() - 1) : words;
  }
}
