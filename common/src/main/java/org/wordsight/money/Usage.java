package org.wordsight.money;

import java.io.Serializable;

/**
 * The tokens that one answer of a teacher used.
 *
 * @param promptTokens all tokens that the teacher read
 * @param cachedPromptTokens the prompt tokens that the endpoint had read before, at a lower price
 * @param completionTokens tokens that the teacher wrote, with the end-of-turn token
 */
public record Usage(int promptTokens, int cachedPromptTokens, int completionTokens)
    implements Serializable {
  private static final long serialVersionUID = 1L;

  public static final Usage NONE = new Usage(0, 0, 0);

  public Usage {
    if (promptTokens < 0 || completionTokens < 0 || cachedPromptTokens < 0) {
      throw new IllegalArgumentException("a number of tokens is negative");
    }
    if (cachedPromptTokens > promptTokens) {
      throw new IllegalArgumentException(
          cachedPromptTokens + " cached of " + promptTokens + " prompt tokens");
    }
  }

  public long totalTokens() {
    return (long) promptTokens + completionTokens;
  }
}
