package org.wordsight.jobs.runtime;

import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.DoubleSupplier;
import java.util.function.LongSupplier;

/**
 * Shows the progress of work: one live line on a terminal, or a line every ten seconds elsewhere.
 * The number of finished units is read from a function. It may come from a counter, a log's folder
 * or an accumulator.
 */
public final class Progress implements AutoCloseable {
  private static final long TERMINAL_MILLIS = 500;
  private static final long PLAIN_MILLIS = 10_000;

  /**
   * The work that is done.
   *
   * @param total the number of units
   * @param done reads the number of finished units, those of earlier attempts included
   * @param costDollars reads the cost so far
   * @param projectedDollars reads the expected cost of the whole work; 0 where it is unknown
   */
  public record Work(
      String what,
      String unit,
      long total,
      LongSupplier done,
      DoubleSupplier costDollars,
      DoubleSupplier projectedDollars) {
    /** Work without a projection of its cost. */
    public Work(
        String what, String unit, long total, LongSupplier done, DoubleSupplier costDollars) {
      this(what, unit, total, done, costDollars, () -> 0);
    }

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

  /** Shows nothing after the work has ended, since the last line is already written. */
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
        "%s: %,d/%,d %s (%d %%), %s, %s, $%.2f%s",
        work.what(),
        done,
        work.total(),
        work.unit(),
        work.total() == 0 ? 100 : 100 * done / work.total(),
        words(rate),
        left,
        work.costDollars().getAsDouble(),
        projection(work.projectedDollars().getAsDouble()));
  }

  private static String projection(double dollars) {
    return dollars > 0 ? String.format(Locale.ROOT, " of about $%.2f", dollars) : "";
  }

  /** A rate in a unit that suits it: one request in a minute is not "0.0/s". */
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

  /** Writes a last line, which stays. */
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
