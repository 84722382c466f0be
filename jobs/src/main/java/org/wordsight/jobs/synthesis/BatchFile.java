package org.wordsight.jobs.synthesis;

/**
 * A file of requests.
 *
 * @param promptTokens the most tokens of all prompts
 */
public record BatchFile(String name, int requests, long bytes, long promptTokens) {

  /** This file with one more line. */
  BatchFile with(long lineBytes, long lineTokens) {
    return new BatchFile(name, requests + 1, bytes + lineBytes, promptTokens + lineTokens);
  }
}
