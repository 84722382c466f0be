package org.wordsight.jobs.runtime;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.wordsight.error.ExitCode;
import org.wordsight.error.WordsightException;
import org.wordsight.jobs.runtime.LeaseFolder.Holder;
import org.wordsight.jobs.runtime.LeaseFolder.Standing;
import org.wordsight.storage.SlowPutException;

/**
 * The right to write a warehouse. A process holds a lease as long as it shows signs of life.
 *
 * <p>Each new lease has the next number, and the highest number counts. A lease is free if its
 * holder gave it back, or if its host knows that the process has gone. It is also free if its last
 * sign of life is older than the lease, by the store's clock. A process takes a free lease by
 * putting the next number where there is none. Only one process can do that.
 *
 * <p>A holder that stopped for longer than its lease may have lost the lease without notice. Before
 * it publishes, it finds a higher number. {@link RunStates} refuses any later state from it.
 */
public final class Lease implements AutoCloseable {
  /** How long a lease lasts without a sign of life, unless Hadoop's settings name another time. */
  public static final Duration DEFAULT = Duration.ofSeconds(60);

  /** The longest lease. After it, the lease of a dead process on another host is free. */
  static final Duration LONGEST = Duration.ofDays(1);

  /** Hadoop's setting of the lease, in seconds. */
  public static final String SECONDS = "wordsight.lease.seconds";

  private static final Logger LOGGER = LoggerFactory.getLogger(Lease.class);
  private static final int BEATS_A_LEASE = 4;

  private final Warehouse warehouse;
  private final LeaseFolder folder;
  private final long number;
  private final Holder holder;
  private final ScheduledExecutorService beats;
  private volatile long lastSignNanos;

  private Lease(Warehouse warehouse, long number, Holder holder, long takenNanos) {
    this.warehouse = warehouse;
    this.folder = new LeaseFolder(warehouse);
    this.number = number;
    this.holder = holder;
    this.lastSignNanos = takenNanos;
    this.beats =
        Executors.newSingleThreadScheduledExecutor(
            task -> {
              Thread thread = new Thread(task, "lease");
              thread.setDaemon(true);
              return thread;
            });
  }

  /**
   * Takes the lease.
   *
   * @param run the run that needs it
   * @throws WordsightException exit code 7 where another process holds it
   */
  public static Lease take(Warehouse warehouse, String run, Console console) {
    try {
      OlderLock.requireFree(warehouse, console);
      LeaseFolder folder = new LeaseFolder(warehouse);
      Optional<Standing> standing = folder.standing();
      if (standing.isPresent()) {
        requireFree(warehouse, standing.get(), console);
      }

      long number = standing.map(Standing::number).orElse(0L) + 1;
      Holder holder =
          new Holder(
              Holder.VERSION,
              Owner.here(),
              warehouse.lease().toSeconds(),
              run,
              UUID.randomUUID().toString());
      long takenNanos = System.nanoTime();
      boolean won = folder.take(number, holder);
      // A number below the highest was free, because its file had been removed.
      if (!won || folder.highest().orElse(number) > number) {
        throw heldBy(folder.standing().orElseThrow(), warehouse);
      }

      Lease lease = new Lease(warehouse, number, holder, takenNanos);
      lease.begin();
      standing
          .filter(before -> !before.released())
          .ifPresent(before -> RunStates.of(warehouse, before.holder().run()).fence(lease));
      folder.removeBelow(number);
      return lease;
    } catch (SlowPutException e) {
      throw WordsightException.input(
          "Cannot take the lock of warehouse %s: another run may have taken it at the same time, since %s. Then start again."
              .formatted(warehouse, e.getMessage()),
          e);
    } catch (IOException e) {
      throw warehouse.cannotWrite(e);
    }
  }

  /** The holder of the lease, if there is one. */
  public static Optional<Owner> holder(Warehouse warehouse) {
    try {
      return new LeaseFolder(warehouse)
          .standing()
          .filter(standing -> !standing.free())
          .map(standing -> standing.holder().owner())
          .or(() -> OlderLock.holder(warehouse));
    } catch (IOException e) {
      throw warehouse.cannotRead(e);
    }
  }

  private static void requireFree(Warehouse warehouse, Standing standing, Console console) {
    if (!standing.free()) {
      throw heldBy(standing, warehouse);
    }

    if (!standing.released()) {
      console.message(
          "Taking over the lock of a dead process (%s): %s."
              .formatted(
                  standing.holder().owner().described(),
                  standing.expired()
                      ? "its last sign of life was "
                          + Durations.words(standing.sinceLastSign())
                          + " ago"
                      : "this host knows that it is gone"));
    }
  }

  private static WordsightException heldBy(Standing standing, Warehouse warehouse) {
    long left =
        Math.max(0, standing.holder().leaseSeconds() - standing.sinceLastSign().toSeconds()) + 1;
    return new WordsightException(
        ExitCode.LOCKED,
        "Cannot start: another run (%s) holds the lock of warehouse %s (%s, last sign of life %s ago). Wait for it, or end it: without a further sign of life its lock ends by itself in %d s."
            .formatted(
                standing.holder().run(),
                warehouse,
                standing.holder().owner().described(),
                Durations.words(standing.sinceLastSign()),
                left));
  }

  private void begin() {
    long periodMillis = holder.leaseSeconds() * 1000 / BEATS_A_LEASE;
    beats.scheduleAtFixedRate(this::beat, periodMillis, periodMillis, TimeUnit.MILLISECONDS);
  }

  /**
   * Gives a sign of life. If that fails, the next turn tries again. Several turns fit into the
   * lease.
   */
  private void beat() {
    long beganNanos = System.nanoTime();
    try {
      folder.beat(number, holder);
      lastSignNanos = beganNanos;
    } catch (IOException | RuntimeException e) {
      if (!beats.isShutdown()) {
        LOGGER.warn("Cannot renew the lock of warehouse {}", warehouse, e);
      }
    }
  }

  /**
   * Makes sure that no other process has taken the lease. Each step of a publication calls this
   * first.
   *
   * @throws WordsightException exit code 7 where the lease is lost
   */
  void requireHeld() {
    try {
      if (folder.highest().orElse(0) != number) {
        throw lost();
      }

      Duration silent = Duration.ofNanos(System.nanoTime() - lastSignNanos);
      if (silent.toSeconds() >= holder.leaseSeconds()) {
        beat();
      }
    } catch (IOException e) {
      throw warehouse.cannotWrite(e);
    }
  }

  WordsightException lost() {
    return new WordsightException(
        ExitCode.LOCKED,
        ("Cannot go on: this process showed no sign of life for longer than its lock on warehouse"
                + " %s lasts (%d s), and another run has taken it over. Nothing of this step is"
                + " published. Start the run again to continue.")
            .formatted(warehouse, holder.leaseSeconds()));
  }

  /** The number of the lease. A later lease has a higher number. */
  long number() {
    return number;
  }

  /** Gives the lease back, if this process still holds it. */
  @Override
  public void close() {
    beats.shutdownNow();
    try {
      if (folder.highest().orElse(0) == number) {
        folder.release(number, holder);
      }
    } catch (IOException e) {
      throw warehouse.cannotWrite(e);
    }
  }
}
