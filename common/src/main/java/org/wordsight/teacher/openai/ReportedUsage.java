package org.wordsight.teacher.openai;

import com.fasterxml.jackson.databind.JsonNode;
import org.wordsight.money.Usage;

/**
 * The usage that an endpoint reports. If it reports none, or an impossible one, the most tokens
 * that the request can have used are counted. So a cost is never too low.
 *
 * @param counted the usage that decides the cost
 * @param source the origin of the counted usage
 */
record ReportedUsage(Usage counted, Source source) {
  enum Source {
    REPORTED("reported"),
    MISSING("missing; the most that is possible was counted"),
    IMPOSSIBLE("impossible; the most that is possible was counted"),
    IMPOSSIBLE_CACHE("reported; the cached tokens are impossible and were not counted as cached"),
    LARGER_TOTAL("reported; tokens that are in the total alone were counted as written");

    private final String text;

    Source(String text) {
      this.text = text;
    }

    String text() {
      return text;
    }
  }

  static ReportedUsage of(JsonNode usage, Usage worst) {
    JsonNode prompt = usage.path("prompt_tokens");
    JsonNode completion = usage.path("completion_tokens");
    if (prompt.isMissingNode()
        || completion.isMissingNode()
        || prompt.isNull()
        || completion.isNull()) {
      return new ReportedUsage(worst, Source.MISSING);
    }
    if (!isCount(prompt) || !isCount(completion)) {
      return new ReportedUsage(worst, Source.IMPOSSIBLE);
    }
    int written = written(usage, prompt.intValue(), completion.intValue(), worst);
    Source source = written > completion.intValue() ? Source.LARGER_TOTAL : Source.REPORTED;
    JsonNode cached = cached(usage);
    if (cached.isMissingNode() || cached.isNull()) {
      return new ReportedUsage(new Usage(prompt.intValue(), 0, written), source);
    }
    boolean possible = isCount(cached) && cached.intValue() <= prompt.intValue();
    return new ReportedUsage(
        new Usage(prompt.intValue(), possible ? cached.intValue() : 0, written),
        possible ? source : Source.IMPOSSIBLE_CACHE);
  }

  /**
   * The tokens that the model wrote. xAI and Gemini charge for reasoning, and count it in the total
   * alone. What goes beyond the longest answer is something else, such as cached tokens.
   */
  private static int written(JsonNode usage, int prompt, int completion, Usage worst) {
    JsonNode total = usage.path("total_tokens");
    return isCount(total)
        ? Math.max(completion, Math.min(total.intValue() - prompt, worst.completionTokens()))
        : completion;
  }

  /** The cached tokens, in the field of OpenAI or in the one of DeepSeek. */
  private static JsonNode cached(JsonNode usage) {
    JsonNode details = usage.path("prompt_tokens_details").path("cached_tokens");
    return details.isMissingNode() ? usage.path("prompt_cache_hit_tokens") : details;
  }

  /**
   * Whether a value can be a number of tokens: no prompt and no answer has more than an int holds.
   */
  private static boolean isCount(JsonNode node) {
    return node.isNumber()
        && node.canConvertToExactIntegral()
        && node.canConvertToInt()
        && node.intValue() >= 0;
  }
}
