package org.wordsight.generate;

import java.util.Arrays;
import java.util.List;
import org.wordsight.model.architecture.Prompt;

/** The tokens with which prompts begin alike. */
final class CommonPrefix {
  /** Below this, what is saved is less than what a second pass costs. */
  static final int WORTHWHILE = 32;

  private CommonPrefix() {}

  /**
   * How many tokens all prompts of a group have in common at the beginning, if it is worthwhile.
   */
  static int length(List<Row> rows) {
    Prompt first = rows.get(0).prompt();
    int length = rows.stream().skip(1).mapToInt(row -> length(first, row.prompt())).min().orElse(0);
    return length < WORTHWHILE ? 0 : length;
  }

  /**
   * How many tokens two prompts have in common at the beginning; at least one of each is left over,
   * from which the answer is predicted. Tokens that depend on images count where both prompts show
   * the same images, and all of those.
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
