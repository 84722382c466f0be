package org.wordsight.teacher.openai;

import java.net.http.HttpHeaders;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The wait that an endpoint asks for. The headers are {@code retry-after-ms}, {@code Retry-After}
 * in seconds or as a date. Next comes the time that the body asks for. Last are the times after
 * which a used-up limit is reset ({@code x-ratelimit-reset-requests} and {@code -tokens}, and other
 * providers' names: {@code 6m0s}, {@code 250ms}, {@code 12.5}, a time of the clock). An impossible
 * time counts as an hour.
 */
final class WaitTime {
  static final Duration LONGEST = Duration.ofHours(1);

  private static final Pattern SECONDS = Pattern.compile("\\d{1,100}(\\.\\d{1,9})?");
  private static final Pattern UNITS =
      Pattern.compile(
          "(?:(\\d{1,9})d)?(?:(\\d{1,9})h)?(?:(\\d{1,9})m(?!s))?(?:(\\d{1,9}(?:\\.\\d{1,9})?)s)?(?:(\\d{1,12}(?:\\.\\d{1,9})?)ms)?");

  /** Larger numbers of seconds are points in time, since 1970. */
  private static final double FIRST_EPOCH_SECOND = 1e9;

  private static final double FIRST_EPOCH_MILLISECOND = 1e12;

  /** A limit's headers: what is left of it, and when it is whole again. */
  private record Limit(String remaining, String reset, boolean usedUpWhereItDoesNotSay) {}

  private static final List<Limit> LIMITS =
      List.of(
          new Limit("x-ratelimit-remaining-requests", "x-ratelimit-reset-requests", true),
          new Limit("x-ratelimit-remaining-tokens", "x-ratelimit-reset-tokens", true),
          new Limit("x-ratelimit-remaining", "x-ratelimit-reset", false),
          new Limit("ratelimit-remaining", "ratelimit-reset", false),
          new Limit(
              "anthropic-ratelimit-requests-remaining",
              "anthropic-ratelimit-requests-reset",
              false),
          new Limit(
              "anthropic-ratelimit-tokens-remaining", "anthropic-ratelimit-tokens-reset", false));

  private final HttpHeaders headers;
  private final String inBody;
  private final Instant now;

  private WaitTime(HttpHeaders headers, String inBody, Instant now) {
    this.headers = headers;
    this.inBody = inBody;
    this.now = now;
  }

  /**
   * The time to wait; absent if the response asks for none.
   *
   * @param inBody the time that the body asks for; empty for none
   * @param clock our own clock, for responses without the time of sending
   */
  static Optional<Duration> of(HttpHeaders headers, String inBody, Clock clock) {
    Instant sent = headers.firstValue("date").flatMap(WaitTime::date).orElseGet(clock::instant);
    return new WaitTime(headers, inBody, sent).asked().map(WaitTime::bounded);
  }

  private Optional<Duration> asked() {
    return value("retry-after-ms")
        .flatMap(WaitTime::number)
        .map(millis -> seconds(millis / 1000))
        .or(() -> value("retry-after").flatMap(this::retryAfter))
        .or(() -> duration(inBody.strip()))
        .or(this::reset);
  }

  private Optional<Duration> retryAfter(String text) {
    return duration(text).or(() -> date(text).map(then -> Duration.between(now, then)));
  }

  /** The longest reset among the limits that are used up. */
  private Optional<Duration> reset() {
    Optional<Duration> longest = Optional.empty();
    for (Limit limit : LIMITS) {
      boolean usedUp =
          value(limit.remaining())
              .flatMap(WaitTime::number)
              .map(left -> left <= 0)
              .orElse(limit.usedUpWhereItDoesNotSay());
      Optional<Duration> reset = value(limit.reset()).flatMap(this::retryAfter);
      if (usedUp
          && reset.isPresent()
          && longest.map(l -> l.compareTo(reset.get()) < 0).orElse(true)) {
        longest = reset;
      }
    }
    return longest;
  }

  private Optional<String> value(String name) {
    return headers.firstValue(name).map(String::strip);
  }

  private Optional<Duration> duration(String text) {
    Optional<Double> number = number(text);
    if (number.isPresent()) {
      double seconds = number.get();
      if (seconds >= FIRST_EPOCH_MILLISECOND) {
        return Optional.of(Duration.between(now, Instant.ofEpochMilli((long) seconds)));
      }
      return Optional.of(
          seconds >= FIRST_EPOCH_SECOND
              ? Duration.between(now, Instant.ofEpochSecond((long) seconds))
              : seconds(seconds));
    }
    Matcher units = UNITS.matcher(text);
    if (text.isEmpty() || !units.matches()) {
      return Optional.empty();
    }
    return Optional.of(
        seconds(
            part(units, 1) * 86_400
                + part(units, 2) * 3600
                + part(units, 3) * 60
                + part(units, 4)
                + part(units, 5) / 1000));
  }

  private static double part(Matcher matcher, int group) {
    return matcher.group(group) == null ? 0 : Double.parseDouble(matcher.group(group));
  }

  private static Optional<Double> number(String text) {
    return SECONDS.matcher(text).matches()
        ? Optional.of(Double.parseDouble(text))
        : Optional.empty();
  }

  private static Duration seconds(double seconds) {
    return Duration.ofNanos((long) Math.min(seconds * 1e9, LONGEST.toNanos()));
  }

  private static Optional<Instant> date(String text) {
    return date(text, DateTimeFormatter.RFC_1123_DATE_TIME)
        .or(() -> date(text, DateTimeFormatter.ISO_OFFSET_DATE_TIME));
  }

  private static Optional<Instant> date(String text, DateTimeFormatter form) {
    try {
      return Optional.of(ZonedDateTime.parse(text, form).toInstant());
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }

  private static Duration bounded(Duration asked) {
    if (asked.isNegative()) {
      return Duration.ZERO;
    }
    return asked.compareTo(LONGEST) > 0 ? LONGEST : asked;
  }
}
