package org.wordsight.generate;

import java.util.Arrays;
import java.util.List;
import org.wordsight.model.Prompt;

/** The tokens with which all prompts of a group begin. */
final class CommonPrefix {
  /** Below this, what is saved is less than what a second pass costs. */
  static final int WORTHWHILE = 32;

  private CommonPrefix() {}

  /**
   * How many tokens all prompts have in common at the beginning, if it is worthwhile; at least one
   * of each prompt is left over, from which the answer is predicted. Tokens that depend on images
   * count where all prompts show the same images, and all of those.
   */
  static int length(List<Row> rows) {
    if (rows.size() < 2) {
      return 0;
    }
    Prompt first = rows.get(0).prompt();
    int length = first.length() - 1;
    boolean sameImages = true;
    for (Row row : rows) {
      Prompt prompt = row.prompt();
      int most = Math.min(length, prompt.length() - 1);
      int mismatch = Arrays.mismatch(first.ids(), 0, most, prompt.ids(), 0, most);
      length = mismatch < 0 ? most : mismatch;
      sameImages = sameImages && keys(prompt).equals(keys(first));
    }
    if (!sameImages || length < first.sight().to()) {
      int blind = rows.stream().mapToInt(row -> row.prompt().sight().from()).min().orElseThrow();
      length = Math.min(length, blind);
    }
    return length < WORTHWHILE ? 0 : length;
  }

  private static List<String> keys(Prompt prompt) {
    return prompt.images().stream().map(Prompt.PreparedImage::key).toList();
  }
}
