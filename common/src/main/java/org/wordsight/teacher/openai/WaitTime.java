package org.wordsight.teacher.openai;

import java.net.http.HttpHeaders;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The wait that an endpoint asks for. The headers are {@code retry-after-ms}, {@code Retry-After}
 * in seconds or as a date, and the times after which a used-up limit is reset ({@code
 * x-ratelimit-reset-requests} and {@code -tokens}: {@code 6m0s}, {@code 250ms}, {@code 12.5}). An
 * impossible time counts as an hour.
 */
final class WaitTime {
  static final Duration LONGEST = Duration.ofHours(1);

  private static final Pattern SECONDS = Pattern.compile("\\d{1,15}(\\.\\d{1,9})?");
  private static final Pattern UNITS =
      Pattern.compile(
          "(?:(\\d{1,9})d)?(?:(\\d{1,9})h)?(?:(\\d{1,9})m(?!s))?(?:(\\d{1,9}(?:\\.\\d{1,9})?)s)?(?:(\\d{1,12}(?:\\.\\d{1,9})?)ms)?");

  /** Larger numbers of seconds are points in time, since 1970. */
  private static final double FIRST_EPOCH_SECOND = 1e9;

  private static final double FIRST_EPOCH_MILLISECOND = 1e12;

  private final HttpHeaders headers;
  private final Instant now;

  private WaitTime(HttpHeaders headers, Instant now) {
    this.headers = headers;
    this.now = now;
  }

  /**
   * The time to wait; absent if the headers ask for none.
   *
   * @param clock our own clock, for responses without the time of sending
   */
  static Optional<Duration> of(HttpHeaders headers, Clock clock) {
    Instant sent = headers.firstValue("date").flatMap(WaitTime::date).orElseGet(clock::instant);
    return new WaitTime(headers, sent).asked().map(WaitTime::bounded);
  }

  private Optional<Duration> asked() {
    return value("retry-after-ms")
        .flatMap(WaitTime::number)
        .map(millis -> seconds(millis / 1000))
        .or(() -> value("retry-after").flatMap(this::retryAfter))
        .or(this::reset);
  }

  private Optional<Duration> retryAfter(String text) {
    return duration(text).or(() -> date(text).map(then -> Duration.between(now, then)));
  }

  /** The longest reset among the limits that are used up. */
  private Optional<Duration> reset() {
    Optional<Duration> longest = Optional.empty();
    for (String limit : new String[] {"requests", "tokens"}) {
      boolean usedUp =
          value("x-ratelimit-remaining-" + limit)
              .flatMap(WaitTime::number)
              .map(left -> left <= 0)
              .orElse(true);
      Optional<Duration> reset = value("x-ratelimit-reset-" + limit).flatMap(this::duration);
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
    try {
      return Optional.of(
          ZonedDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant());
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
