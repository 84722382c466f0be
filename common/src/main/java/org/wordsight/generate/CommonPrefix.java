package org.wordsight.generate;

import java.util.Arrays;
import java.util.List;
import org.wordsight.model.architecture.Prompt;

/** Counts the tokens that prompts have in common at their beginning. */
final class CommonPrefix {
  /** A shorter prefix saves less than a second pass costs. */
  static final int WORTHWHILE = 32;

  private CommonPrefix() {}

  /**
   * The number of tokens that all prompts of a group have in common at the beginning; 0 if sharing
   * is not worthwhile.
   */
  static int length(List<Row> rows) {
    Prompt first = rows.get(0).prompt();
    int length = rows.stream().skip(1).mapToInt(row -> length(first, row.prompt())).min().orElse(0);
    return length < WORTHWHILE ? 0 : length;
  }

  /**
   * The number of tokens that two prompts have in common at the beginning. At least one token of
   * each is left over, since the answer is predicted from it. Tokens that depend on images count
   * only if both prompts show the same images, and then all of them count.
   */
  static int length(Prompt one, Prompt other) {
    int most = Math.min(one.length(), other.length()) - 1;
    int mismatch = Arrays.mismatch(one.ids(), 0, most, other.ids(), 0, most);
    int length = mismatch < 0 ? most : mismatch;
    boolean showTheSame = length >= one.sight().to() && keys(one).equals(keys(other));
    int blind = Math.min(one.sight().from(), other.sight().from());
    return showTheSame ? length : Math.min(length, blind);
  }

  private static List<String> keys(Prompt prompt) {
    return prompt.images().stream().map(Prompt.PreparedImage::key).toList();
  }
}
