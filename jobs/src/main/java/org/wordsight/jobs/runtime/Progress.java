package org.wordsight.jobs.runtime;

import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.DoubleSupplier;
import java.util.function.LongSupplier;

/**
 * Says how far a piece of work is: one live line on a terminal, a line every ten seconds elsewhere.
 * What is done is asked for, so that it can come from a counter, a log's folder or an accumulator.
 */
public final class Progress implements AutoCloseable {
  private static final long TERMINAL_MILLIS = 500;
  private static final long PLAIN_MILLIS = 10_000;

  /**
   * What is being done.
   *
   * @param total how many units there are
   * @param done how many are done, those of earlier attempts included
   * @param costDollars what it has cost so far
   */
  public record Work(
      String what, String unit, long total, LongSupplier done, DoubleSupplier costDollars) {
    public static Work free(String what, String unit, long total, LongSupplier done) {
      return new Work(what, unit, total, done, () -> 0);
    }
  }

  private final Console console;
  private final Work work;
  private final long startNanos;
  private final long doneAtStart;
  private final ScheduledExecutorService timer;

  private Progress(Console console, Work work) {
    this.console = console;
    this.work = work;
    this.startNanos = System.nanoTime();
    this.doneAtStart = work.done().getAsLong();
    this.timer =
        Executors.newSingleThreadScheduledExecutor(
            task -> {
              Thread thread = new Thread(task, "progress");
              thread.setDaemon(true);
              return thread;
            });
  }

  /** Shows progress until it is closed. */
  public static Progress start(Console console, Work work) {
    Progress progress = new Progress(console, work);
    if (!console.quiet()) {
      long period = console.terminal() ? TERMINAL_MILLIS : PLAIN_MILLIS;
      progress.timer.scheduleAtFixedRate(progress::tick, period, period, TimeUnit.MILLISECONDS);
    }

    return progress;
  }

  /** A line that was due while the work ended would stand behind the last one. */
  private synchronized void tick() {
    if (!timer.isShutdown()) {
      show();
    }
  }

  private void show() {
    if (console.terminal()) {
      console.messages().print("\r\u001b[K" + line());
      console.messages().flush();
    } else {
      console.message(line());
    }
  }

  private String line() {
    return line(
        work,
        work.done().getAsLong(),
        doneAtStart,
        Duration.ofNanos(System.nanoTime() - startNanos));
  }

  /** {@code generate: 120/400 requests (30 %), 3.4/s, 1 min 22 s left, $0.00}. */
  static String line(Work work, long done, long doneAtStart, Duration elapsed) {
    double seconds = Math.max(1e-3, elapsed.toNanos() * 1e-9);
    double rate = (done - doneAtStart) / seconds;
    String left =
        done >= work.total()
            ? "took " + Durations.words(elapsed)
            : rate > 0
                ? Durations.words(Duration.ofSeconds(Math.round((work.total() - done) / rate)))
                    + " left"
                : "time left unknown";
    return String.format(
        Locale.ROOT,
        "%s: %,d/%,d %s (%d %%), %s, %s, $%.2f",
        work.what(),
        done,
        work.total(),
        work.unit(),
        work.total() == 0 ? 100 : 100 * done / work.total(),
        words(rate),
        left,
        work.costDollars().getAsDouble());
  }

  /** A rate in the unit that shows it: one request in a minute is no "0.0/s". */
  private static String words(double perSecond) {
    if (perSecond >= 100) {
      return String.format(Locale.ROOT, "%.0f/s", perSecond);
    } else if (perSecond >= 1 || perSecond == 0) {
      return String.format(Locale.ROOT, "%.1f/s", perSecond);
    } else if (60 * perSecond >= 1) {
      return String.format(Locale.ROOT, "%.1f/min", 60 * perSecond);
    }

    return String.format(Locale.ROOT, "%.1f/h", 3_600 * perSecond);
  }

  /** Ends with a line of its own that stays. */
  @Override
  public synchronized void close() {
    timer.shutdownNow();
    if (!console.quiet()) {
      show();
      if (console.terminal()) {
        console.messages().println();
      }
    }
  }
}
