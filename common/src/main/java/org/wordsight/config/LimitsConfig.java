package org.wordsight.config;

import static org.wordsight.config.KeyKind.COMPUTATION;

import java.io.Serializable;
import java.util.OptionalInt;

/**
 * How fast all workers of a run together may ask the teacher.
 *
 * @param maximumInFlight the most requests in flight at one time
 * @param requestsAMinute 0 if there is no limit
 * @param tokensAMinute of prompts and answers; 0 if there is no limit
 */
public record LimitsConfig(int maximumInFlight, int requestsAMinute, int tokensAMinute)
    implements Serializable {
  private static final long serialVersionUID = 1L;

  private static final Range IN_FLIGHT = Range.whole(1, 4096);
  private static final Range REQUESTS = Range.whole(1, 10_000_000);
  private static final Range TOKENS = Range.whole(1, 2_000_000_000);

  public OptionalInt requestsPerMinute() {
    return positive(requestsAMinute);
  }

  public OptionalInt tokensPerMinute() {
    return positive(tokensAMinute);
  }

  private static OptionalInt positive(int limit) {
    return limit > 0 ? OptionalInt.of(limit) : OptionalInt.empty();
  }

  static LimitsConfig read(Section teacher) {
    return new LimitsConfig(
        teacher.whole(COMPUTATION, "maximumInFlight", 64, IN_FLIGHT),
        teacher.optionalWhole(COMPUTATION, "requestsPerMinute", REQUESTS).orElse(0),
        teacher.optionalWhole(COMPUTATION, "tokensPerMinute", TOKENS).orElse(0));
  }
}
