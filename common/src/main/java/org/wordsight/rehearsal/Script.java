package org.wordsight.rehearsal;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.random.RandomGenerator;
import org.wordsight.config.RehearsalConfig;
import org.wordsight.config.RehearsalConfig.Fault;
import org.wordsight.config.RehearsalConfig.Storm;

/** Decides what happens to each request, by the script's numbers and its seed. */
final class Script {
  private static final long NOT_BEGUN = 0;

  private final RehearsalConfig config;
  private final Map<Long, AtomicInteger> asked = new ConcurrentHashMap<>();
  private final AtomicLong firstRequestNanos = new AtomicLong(NOT_BEGUN);

  Script(RehearsalConfig config) {
    this.config = config;
  }

  /**
   * The random numbers of one request. They depend on the seed, the request's bytes and the number
   * of earlier requests with these bytes. They do not depend on the order of different requests.
   *
   * @param hash of the request's bytes
   */
  RandomGenerator random(long hash) {
    int times = asked.computeIfAbsent(hash, any -> new AtomicInteger()).getAndIncrement();
    SplittableRandom random = new SplittableRandom(hash + 31 * config.seed() + 1_000_003L * times);
    random.nextLong(); // Seeds that are near to one another begin alike.
    return random;
  }

  /** The fault of a request, if it has one. */
  Optional<Fault> fault(RandomGenerator random) {
    double drawn = random.nextDouble();
    for (Fault fault : Fault.values()) {
      drawn -= config.faults().getOrDefault(fault, 0.0);
      if (drawn < 0) {
        return Optional.of(fault);
      }
    }
    return Optional.empty();
  }

  /** The time that an answer takes. */
  Duration time(int completionTokens, RandomGenerator random) {
    RehearsalConfig.Speed speed = config.speed();
    double millis = speed.firstTokenMillis() * logNormal(speed.spread(), random);
    double rate = speed.tokensPerSecond() * logNormal(speed.spread(), random);
    if (rate > 0) {
      millis += 1000 * completionTokens / rate;
    }
    return Duration.ofNanos((long) (millis * 1e6));
  }

  private static double logNormal(double spread, RandomGenerator random) {
    return Math.exp(spread * random.nextGaussian());
  }

  /** Whether a request that comes now is refused by the storm. */
  boolean isInStorm(RandomGenerator random) {
    Storm storm = config.storm();
    double drawn = random.nextDouble();
    double since = secondsSinceFirst() - storm.startSeconds();
    if (storm.seconds() == 0 || since < 0) {
      return false;
    }
    double at = storm.everySeconds() > 0 ? since % storm.everySeconds() : since;
    return at < storm.seconds() && drawn < storm.share();
  }

  private double secondsSinceFirst() {
    long now = System.nanoTime();
    firstRequestNanos.compareAndSet(NOT_BEGUN, now);
    return (now - firstRequestNanos.get()) / 1e9;
  }

  /** The headers with which a storm asks to wait. */
  Map<String, String> waitHeaders() {
    Storm storm = config.storm();
    Map<String, String> headers = new LinkedHashMap<>();
    double seconds = storm.waitSeconds();
    switch (storm.waitForm()) {
      case NONE -> {}
      case SECONDS -> headers.put("Retry-After", Long.toString((long) Math.ceil(seconds)));
      case DATE -> {
        Instant now = Instant.now();
        headers.put("Date", date(now));
        headers.put("Retry-After", date(now.plusMillis((long) (seconds * 1000))));
      }
      case MILLISECONDS -> headers.put("retry-after-ms", Long.toString((long) (seconds * 1000)));
      case RESET -> {
        headers.put("x-ratelimit-remaining-requests", "0");
        headers.put("x-ratelimit-reset-requests", (long) (seconds * 1000) + "ms");
      }
    }
    return headers;
  }

  private static String date(Instant instant) {
    return DateTimeFormatter.RFC_1123_DATE_TIME.format(instant.atZone(ZoneOffset.UTC));
  }
}
