package org.wordsight.teacher.openai;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpHeaders;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TestWaitTime {
  private static final Clock CLOCK =
      Clock.fixed(Instant.parse("2026-01-31T12:00:00Z"), ZoneOffset.UTC);

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "retry-after | 2 | 2000",
        "retry-after | 0 | 0",
        "Retry-After | 1.5 | 1500",
        "retry-after | Sat, 31 Jan 2026 12:00:30 GMT | 30000",
        "retry-after | Sat, 31 Jan 2026 11:00:00 GMT | 0",
        "retry-after | 99999999999 | 3600000",
        "retry-after | Sat, 31 Jan 2099 12:00:00 GMT | 3600000",
        "retry-after | 99999999999999999999 | 3600000",
        "retry-after-ms | 250 | 250",
        "x-ratelimit-reset-requests | 2026-01-31T12:00:09Z | 9000",
        "x-ratelimit-reset-requests | 6m0s | 360000",
        "x-ratelimit-reset-requests | 250ms | 250",
        "x-ratelimit-reset-tokens | 1m30.951s | 90951",
        "x-ratelimit-reset-tokens | 1h2m | 3600000",
        "x-ratelimit-reset-tokens | 12.5 | 12500",
        "x-ratelimit-reset-tokens | 1769860820 | 20000",
        "x-ratelimit-reset-tokens | 1769860820500 | 20500"
      })
  void readsEachForm(String header, String text, long millis) {
    assertThat(wait(header, text)).contains(Duration.ofMillis(millis));
  }

  @ParameterizedTest
  @CsvSource({"retry-after,soon", "retry-after,-5", "retry-after,''", "x-ratelimit-reset-tokens,m"})
  void asksForNothingIfTheTextIsNoTime(String header, String text) {
    assertThat(wait(header, text)).isEmpty();
  }

  @Test
  void countsADateFromTheDateOfTheResponse() {
    assertThat(
            wait(
                "date", "Sat, 31 Jan 2026 15:00:00 GMT",
                "retry-after", "Sat, 31 Jan 2026 15:00:07 GMT"))
        .contains(Duration.ofSeconds(7));
  }

  @Test
  void takesTheLimitThatIsUsedUp() {
    assertThat(
            wait(
                "x-ratelimit-remaining-requests", "499",
                "x-ratelimit-reset-requests", "9s",
                "x-ratelimit-remaining-tokens", "0",
                "x-ratelimit-reset-tokens", "4s"))
        .contains(Duration.ofSeconds(4));
    assertThat(wait("x-ratelimit-remaining-requests", "499", "x-ratelimit-reset-requests", "9s"))
        .isEmpty();
    assertThat(wait("x-ratelimit-reset-requests", "9s", "retry-after", "3"))
        .contains(Duration.ofSeconds(3));
  }

  @ParameterizedTest
  @ValueSource(strings = {"x-ratelimit-", "ratelimit-", "anthropic-ratelimit-tokens-"})
  void readsOtherNamesWhereTheySayThatNothingIsLeft(String limit) {
    assertThat(wait(limit + "remaining", "0", limit + "reset", "2026-01-31T12:00:07Z"))
        .contains(Duration.ofSeconds(7));
    assertThat(wait(limit + "remaining", "3", limit + "reset", "7")).isEmpty();
    assertThat(wait(limit + "reset", "7")).isEmpty();
  }

  @Test
  void takesTheTimeInTheBodyAfterRetryAfterAndBeforeTheLimits() {
    assertThat(waitInBody("34s")).contains(Duration.ofSeconds(34));
    assertThat(waitInBody("58.217843437s")).contains(Duration.ofNanos(58_217_843_437L));
    assertThat(waitInBody("7200s")).as("an hour at most").contains(Duration.ofHours(1));
    assertThat(waitInBody("soon")).isEmpty();
    assertThat(waitInBody("-3s")).isEmpty();
    assertThat(waitInBody("34s", "retry-after", "3")).contains(Duration.ofSeconds(3));
    assertThat(waitInBody("34s", "retry-after", "later")).contains(Duration.ofSeconds(34));
    assertThat(waitInBody("34s", "x-ratelimit-reset-requests", "9s"))
        .contains(Duration.ofSeconds(34));
  }

  private static Optional<Duration> wait(String... namesAndTexts) {
    return waitInBody("", namesAndTexts);
  }

  private static Optional<Duration> waitInBody(String inBody, String... namesAndTexts) {
    Map<String, List<String>> headers = new LinkedHashMap<>();
    for (int i = 0; i < namesAndTexts.length; i += 2) {
      headers.put(namesAndTexts[i], List.of(namesAndTexts[i + 1]));
    }
    return WaitTime.of(HttpHeaders.of(headers, (name, text) -> true), inBody, CLOCK);
  }
}
