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
    IMPOSSIBLE_CACHE("reported; the cached tokens are impossible and were not counted as cached");

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
    JsonNode cached = cached(usage);
    if (cached.isMissingNode() || cached.isNull()) {
      return new ReportedUsage(
          new Usage(prompt.intValue(), 0, completion.intValue()), Source.REPORTED);
    }
    boolean possible = isCount(cached) && cached.intValue() <= prompt.intValue();
    return new ReportedUsage(
        new Usage(prompt.intValue(), possible ? cached.intValue() : 0, completion.intValue()),
        possible ? Source.REPORTED : Source.IMPOSSIBLE_CACHE);
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
    return node.canConvertToInt() && node.isIntegralNumber() && node.intValue() >= 0;
  }
}
