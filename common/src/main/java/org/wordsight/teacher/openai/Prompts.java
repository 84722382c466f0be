package org.wordsight.teacher.openai;

/** Keeps prompts out of messages: some endpoints repeat the request in an error. */
final class Prompts {
  /** A text and a prompt may share shorter pieces by chance. */
  private static final int SHORTEST_HIDDEN = 40;

  /** Messages show fewer characters than this. */
  private static final int LONGEST_READ = 2000;

  private static final String HIDDEN = "[prompt]";

  private Prompts() {}

  /** The start of a text, with every longer piece of the prompt replaced. */
  static String hide(String text, String prompt) {
    String line = spaced(text.substring(0, Math.min(text.length(), LONGEST_READ)));
    String asked = spaced(prompt);
    StringBuilder rest = new StringBuilder();
    int at = 0;
    while (at < line.length()) {
      int end = Math.min(at + SHORTEST_HIDDEN, line.length());
      if (end - at < SHORTEST_HIDDEN || !asked.contains(line.substring(at, end))) {
        rest.append(line.charAt(at++));
        continue;
      }
      while (end < line.length() && asked.contains(line.substring(at, end + 1))) {
        end++;
      }
      rest.append(HIDDEN);
      at = end;
    }
    return rest.toString();
  }

  /** The text with single spaces, since JSON and messages break lines differently. */
  private static String spaced(String text) {
    return text.replace("\\n", " ").replace("\\\"", "\"").replaceAll("[\\s\\p{Cntrl}]+", " ");
  }
}
