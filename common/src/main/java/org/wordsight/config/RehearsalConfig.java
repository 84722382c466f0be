package org.wordsight.config;

import static org.wordsight.config.KeyKind.COMPUTATION;

import java.math.BigDecimal;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import org.wordsight.money.Prices;

/**
 * The script of an endpoint that answers without a model.
 *
 * @param seed of times, faults and answers; the same requests then meet the same script
 * @param model the only model that the endpoint knows; empty if it accepts every name
 * @param tokenVariable the environment variable with the token that the endpoint asks for; empty
 *     for none
 * @param questions in each answer
 * @param capacity requests on which the endpoint works at one time; others wait; 0 for no limit
 * @param idleSeconds the time after which it closes a connection without a request
 * @param quotaRequests after so many answers its quota is used up; 0 for never
 */
public record RehearsalConfig(
    long seed,
    String model,
    String tokenVariable,
    int questions,
    Speed speed,
    int capacity,
    int idleSeconds,
    int quotaRequests,
    Storm storm,
    Fields fields,
    ReportedTokens usage,
    Prices prices,
    Map<Fault, Double> faults) {

  /**
   * How long an answer takes. Times are lognormal: a spread of 0.5 means that a third of them are
   * longer than 1.25 times the median.
   *
   * @param firstTokenMillis the median time until the first token
   * @param tokensPerSecond the median rate after the first token; 0 for all at once
   * @param spread the standard deviation of the logarithms of both
   */
  public record Speed(double firstTokenMillis, double tokensPerSecond, double spread) {}

  /**
   * A time in which requests are refused with status 429.
   *
   * @param startSeconds after the first request
   * @param seconds how long it lasts; 0 for no storm
   * @param everySeconds from the start of one storm to the start of the next; 0 for a single storm
   * @param share of requests that are refused
   * @param waitForm the form in which the response says the time to wait
   * @param waitSeconds the time to wait
   */
  public record Storm(
      double startSeconds,
      double seconds,
      double everySeconds,
      double share,
      Wait waitForm,
      double waitSeconds) {}

  /** The headers that say how long to wait. */
  public enum Wait {
    NONE,
    /** {@code Retry-After: 2} */
    SECONDS,
    /** {@code Retry-After: Thu, 01 Jan 2026 00:00:00 GMT} */
    DATE,
    /** {@code retry-after-ms: 2000} */
    MILLISECONDS,
    /** {@code x-ratelimit-reset-requests: 2s} */
    RESET
  }

  /**
   * The fields of a request that the endpoint knows.
   *
   * @param maximumTokens the names that it knows for the length of an answer
   */
  public record Fields(MaximumTokens maximumTokens, boolean responseFormat, boolean seed) {}

  /** The known names for the length of an answer. */
  public enum MaximumTokens {
    BOTH,
    MAX_TOKENS,
    MAX_COMPLETION_TOKENS
  }

  /** The forms in which an answer reports its tokens. */
  public enum ReportedTokens {
    GIVEN,
    MISSING,
    NEGATIVE,
    ENORMOUS
  }

  /** The faults that can happen to a request in place of an answer. */
  public enum Fault {
    RESET_BEFORE_STATUS,
    RESET_IN_STATUS,
    RESET_IN_HEADERS,
    RESET_IN_BODY,
    CLOSED_IN_BODY,
    TORN_JSON,
    SLOW_DRIP,
    SILENCE,
    ENDLESS_BODY,
    HUGE_BODY,
    DEEP_JSON,
    WRONG_CONTENT_TYPE,
    HTML_PAGE,
    ERROR_INSIDE,
    NO_CHOICES,
    NO_TEXT,
    REFUSAL,
    FILTERED_PROMPT,
    FILTERED_ANSWER,
    CUT_OFF,
    REASONING_FIELD,
    THINK_TAGS,
    SERVER_ERROR,
    UNAVAILABLE,
    TIMED_OUT,
    CONFLICT,
    TOO_LONG,
    UNAUTHORISED,
    REDIRECT
  }

  private static final Range SHARE = Range.number(0, 1);
  private static final Range COUNT = Range.whole(0, 1_000_000_000);
  private static final Range TIME = Range.number(0, 86_400);

  public RehearsalConfig {
    faults = Map.copyOf(faults);
  }

  /**
   * The same script, with answers after a millisecond each, for every model and token, and without
   * faults.
   */
  public RehearsalConfig atOnce() {
    return new RehearsalConfig(
        seed,
        "",
        "",
        questions,
        new Speed(1, 0, 0),
        0,
        idleSeconds,
        0,
        new Storm(0, 0, 0, 0, Wait.NONE, 0),
        fields,
        usage,
        prices,
        Map.of());
  }

  static RehearsalConfig read(Section script) {
    Section speed = script.section("speed");
    Section storm = script.section("storm");
    Section fields = script.section("fields");
    Section prices = script.section("prices");
    BigDecimal input = price(prices, "input");
    return new RehearsalConfig(
        script.wholeLong(COMPUTATION, "seed", 42, Range.seed()),
        script.optionalText(COMPUTATION, "model").orElse(""),
        script.optionalText(COMPUTATION, "tokenVariable").orElse(""),
        script.whole(COMPUTATION, "questions", 5, Range.whole(1, 100)),
        new Speed(
            speed.number(COMPUTATION, "firstTokenMilliseconds", 500, Range.number(0, 86_400_000)),
            speed.number(COMPUTATION, "tokensPerSecond", 80, Range.number(0, 1_000_000)),
            speed.number(COMPUTATION, "spread", 0.4, Range.number(0, 3))),
        script.whole(COMPUTATION, "capacity", 0, Range.whole(0, 100_000)),
        script.whole(COMPUTATION, "idleSeconds", 5, Range.whole(1, 86_400)),
        script.whole(COMPUTATION, "quotaRequests", 0, COUNT),
        new Storm(
            storm.number(COMPUTATION, "startSeconds", 0, TIME),
            storm.number(COMPUTATION, "seconds", 0, TIME),
            storm.number(COMPUTATION, "everySeconds", 0, TIME),
            storm.number(COMPUTATION, "share", 1, SHARE),
            storm.choice(COMPUTATION, "wait", Wait.SECONDS),
            storm.number(COMPUTATION, "waitSeconds", 1, TIME)),
        new Fields(
            fields.choice(COMPUTATION, "maximumTokens", MaximumTokens.BOTH),
            !fields.yesOrNo(COMPUTATION, "refuseResponseFormat"),
            !fields.yesOrNo(COMPUTATION, "refuseSeed")),
        script.choice(COMPUTATION, "usage", ReportedTokens.GIVEN),
        new Prices(
            input,
            prices.dollars(COMPUTATION, "cachedInput", Range.number(0, 1_000_000)).orElse(input),
            price(prices, "output")),
        faults(script.section("faults"), script));
  }

  private static BigDecimal price(Section prices, String key) {
    return prices.dollars(COMPUTATION, key, Range.number(0, 1_000_000)).orElse(BigDecimal.ZERO);
  }

  private static Map<Fault, Double> faults(Section section, Section script) {
    Map<Fault, Double> faults = new EnumMap<>(Fault.class);
    double sum = 0;
    for (Fault fault : Fault.values()) {
      double share = section.number(COMPUTATION, key(fault), 0, SHARE);
      sum += share;
      if (share > 0) {
        faults.put(fault, share);
      }
    }
    if (sum > 1) {
      script.problem("faults", "shares of at most 1 together");
    }
    return faults;
  }

  /** {@code RESET_IN_BODY} is resetInBody. */
  public static String key(Fault fault) {
    StringBuilder key = new StringBuilder();
    for (String word : fault.name().toLowerCase(Locale.ROOT).split("_")) {
      key.append(
          key.isEmpty() ? word : word.substring(0, 1).toUpperCase(Locale.ROOT) + word.substring(1));
    }
    return key.toString();
  }
}
