package org.wordsight.evaluate;

import java.text.Normalizer;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.wordsight.text.Reasoning;

/**
 * A model's text in one spelling: without reasoning and markup, and with Latin punctuation in place
 * of other scripts' punctuation. Letters and words do not change.
 */
final class AnswerText {
  private record Replacement(Pattern pattern, String by) {
    static Replacement of(String pattern, String by) {
      return new Replacement(Pattern.compile(pattern, Pattern.CASE_INSENSITIVE), by);
    }
  }

  /** Applied in this order. Compatibility normalisation has already narrowed full-width forms. */
  private static final List<Replacement> REPLACEMENTS =
      List.of(
          Replacement.of("\\r\\n?|[\\u2028\\u2029]|<br\\s*/?>", "\n"),
          Replacement.of("[\\p{Cf}\\p{So}\\uFE00-\\uFE0F]", ""),
          Replacement.of("[’‘ʼ´]", "'"),
          Replacement.of("[“”„«»「」『』]", "\""),
          Replacement.of("[。｡।۔]", ". "),
          Replacement.of("[、،]", ", "),
          Replacement.of("؟", "?"),
          Replacement.of("؛", ";"),
          Replacement.of("[【〔《〈]", "["),
          Replacement.of("[】〕》〉]", "]"),
          Replacement.of("<\\|[^|<>]*\\|>|</?s>|<(?:end_of_turn|eos|eot_id|im_end)>", " "),
          Replacement.of(
              "</?(?:b|strong|i|em|u|code|span|p|div|mark|center|font|h[1-6]|li|ul|ol)(?:\\s[^<>]*)?>",
              ""),
          Replacement.of("~~[^~\\n]*~~", ""),
          Replacement.of("```(?:\\w+(?=\\s*\\n))?", ""),
          Replacement.of(
              "\\\\(?:text(?:bf|it|rm|sf|tt)?|math(?:rm|bf|sf|it)|operatorname|mbox)\\s*"
                  + "\\{([^{}]*)\\}",
              "$1"),
          Replacement.of(
              "\\\\(?:text(?:bf|it|rm|sf|tt)?|math(?:rm|bf|sf|it)|operatorname|mbox)\\s*"
                  + "\\{([^{}]*)\\}",
              "$1"),
          Replacement.of("\\\\fbox(?=\\s*\\{)", "\\\\boxed"),
          Replacement.of("\\$+|\\\\[()\\[\\]]", ""),
          Replacement.of("[*`]|(?<![\\p{L}\\p{N}])_+|_+(?![\\p{L}\\p{N}])", ""),
          Replacement.of("(?m)^[ \\t]*(?:#{1,6}[ \\t]+|>[ \\t]*)+", ""));

  private static final Pattern SPACES = Pattern.compile("\\s+");
  private static final Pattern ENDS = Pattern.compile("^[^\\p{L}\\p{N}]+|[^\\p{L}\\p{N}]+$");

  private AnswerText() {}

  /** The text of a model in one spelling. */
  static String of(String answer) {
    String text = Normalizer.normalize(Reasoning.removed(answer), Normalizer.Form.NFKC);
    for (Replacement each : REPLACEMENTS) {
      text = each.pattern().matcher(text).replaceAll(each.by());
    }
    return text.strip();
  }

  /** Lower case, single spaces, straight quotes, no punctuation at either end. */
  static String plain(String text) {
    String words =
        Normalizer.normalize(text, Normalizer.Form.NFKC)
            .toLowerCase(Locale.ROOT)
            .replace('’', '\'')
            .replace('‘', '\'');
    return ENDS.matcher(SPACES.matcher(words).replaceAll(" ")).replaceAll("");
  }
}
