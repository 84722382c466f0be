package org.wordsight.jobs.synthesis;

/**
 * The limits of one batch file.
 *
 * @param promptTokens the most tokens of all prompts together, each counted with its upper limit
 */
public record BatchLimits(int requests, long bytes, long promptTokens) {

  /** OpenAI's limits of a file. The limit of tokens depends on the account. */
  public static final BatchLimits OPENAI = new BatchLimits(50_000, 200_000_000, Long.MAX_VALUE);

  public BatchLimits withPromptTokens(long most) {
    return new BatchLimits(requests, bytes, most);
  }
}
