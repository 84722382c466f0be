package org.wordsight.jobs.runtime;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.wordsight.error.ExitCode;
import org.wordsight.error.IoReason;
import org.wordsight.error.WordsightException;
import org.wordsight.storage.SlowPutException;
import org.wordsight.storage.Storage;
import org.wordsight.storage.StoredFile;

/**
 * The right to write a warehouse. A process holds a lease as long as it shows signs of life.
 *
 * <pre>
 * _wordsight/lease/00000007.once      the holder; only one process can put it
 * _wordsight/lease/00000007.beat      put again and again by the holder; its time is the last sign of life
 * _wordsight/lease/00000007.released  the holder has given the lease back
 * </pre>
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
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String FOLDER = "_wordsight/lease";
  private static final String TAKEN = ".once";
  private static final String BEAT = ".beat";
  private static final String RELEASED = ".released";
  private static final int BEATS_A_LEASE = 4;

  /**
   * The content of a lease's file.
   *
   * @param leaseSeconds how long the lease lasts after its last sign of life
   * @param run the run of the holder; the holder may still try to publish this run
   * @param id unique, so that no other process writes the same file
   */
  @JsonIgnoreProperties(ignoreUnknown = true)
  record Holder(int version, Owner owner, long leaseSeconds, String run, String id) {
    static final int VERSION = 2;

    /** Whether it has every field that decides whether the lease is free. */
    boolean isComplete() {
      return owner != null && owner.isComplete() && leaseSeconds > 0 && run != null;
    }
  }

  /** The state of a lease at this moment. */
  record Standing(long number, Holder holder, Duration sinceLastSign, boolean released) {
    boolean expired() {
      return sinceLastSign.compareTo(Duration.ofSeconds(holder.leaseSeconds())) > 0;
    }

    boolean free() {
      return released || holder.owner().isKnownDead() || expired();
    }
  }

  private final Warehouse warehouse;
  private final long number;
  private final Holder holder;
  private final ScheduledExecutorService beats;
  private volatile long lastSignNanos;

  private Lease(Warehouse warehouse, long number, Holder holder, long takenNanos) {
    this.warehouse = warehouse;
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
      Optional<Standing> standing = standing(warehouse);
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
      Storage storage = warehouse.storage();
      boolean won = storage.putIfAbsent(name(number, TAKEN), JSON.writeValueAsBytes(holder));
      // A number below the highest was free, because its file had been removed.
      if (!won || highest(storage).orElse(number) > number) {
        throw heldBy(standing(warehouse).orElseThrow(), warehouse);
      }

      Lease lease = new Lease(warehouse, number, holder, takenNanos);
      lease.begin();
      standing
          .filter(before -> !before.released())
          .ifPresent(before -> RunStates.of(warehouse, before.holder().run()).fence(lease));
      lease.removeOlder();
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
      return standing(warehouse)
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

  private static Optional<Standing> standing(Warehouse warehouse) throws IOException {
    Storage storage = warehouse.storage();
    List<StoredFile> files = storage.list(FOLDER);
    OptionalLong highest = highest(files);
    if (highest.isEmpty()) {
      return Optional.empty();
    }

    long number = highest.getAsLong();
    String taken = name(number, TAKEN);
    Optional<byte[]> bytes = storage.read(taken);
    if (bytes.isEmpty()) {
      // Its holder gave it back, and a later holder has removed it in the meantime.
      return standing(warehouse);
    }

    boolean released = files.stream().anyMatch(f -> f.name().equals(name(number, RELEASED)));
    Duration sinceLastSign = released ? Duration.ZERO : sinceLastSign(storage, number);
    return Optional.of(
        new Standing(number, holder(warehouse, taken, bytes.get()), sinceLastSign, released));
  }

  private static Duration sinceLastSign(Storage storage, long number) throws IOException {
    Instant lastSign = Instant.EPOCH;
    for (String end : List.of(TAKEN, BEAT)) {
      Instant sign =
          storage.find(name(number, end)).map(StoredFile::modified).orElse(Instant.EPOCH);
      lastSign = sign.isAfter(lastSign) ? sign : lastSign;
    }

    Duration since = Duration.between(lastSign, storage.now());
    return since.isNegative() ? Duration.ZERO : since;
  }

  private static Holder holder(Warehouse warehouse, String name, byte[] bytes) {
    try {
      Holder holder = JSON.readValue(bytes, Holder.class);
      if (holder != null && holder.version() > Holder.VERSION) {
        throw Versions.tooNew(warehouse.storage().location(name), holder.version(), Holder.VERSION);
      }

      if (holder != null && holder.isComplete()) {
        return holder;
      }
    } catch (IOException e) {
      throw unreadable(warehouse, name, IoReason.of(e));
    }

    throw unreadable(warehouse, name, "it does not say who holds the lock, and for how long");
  }

  private static WordsightException unreadable(Warehouse warehouse, String name, String why) {
    return WordsightException.input(
        "Cannot read lock "
            + warehouse.storage().location(name)
            + ": "
            + why.lines().findFirst().orElse("")
            + ". If no run is at work, delete the file.");
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
      warehouse.storage().put(name(number, BEAT), JSON.writeValueAsBytes(holder));
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
      if (highest(warehouse.storage()).orElse(0) != number) {
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

  private void removeOlder() throws IOException {
    for (StoredFile file : warehouse.storage().list(FOLDER)) {
      if (numberOf(file) < number) {
        warehouse.storage().delete(file.name());
      }
    }
  }

  private static OptionalLong highest(Storage storage) throws IOException {
    return highest(storage.list(FOLDER));
  }

  private static OptionalLong highest(List<StoredFile> files) {
    return files.stream()
        .filter(file -> file.name().endsWith(TAKEN))
        .mapToLong(Lease::numberOf)
        .max();
  }

  private static long numberOf(StoredFile file) {
    String digits = file.lastName().replaceFirst("\\..*$", "");
    return digits.matches("\\d{8,18}") ? Long.parseLong(digits) : 0;
  }

  private static String name(long number, String end) {
    return "%s/%08d%s".formatted(FOLDER, number, end);
  }

  /** Gives the lease back, if this process still holds it. */
  @Override
  public void close() {
    beats.shutdownNow();
    try {
      Storage storage = warehouse.storage();
      if (highest(storage).orElse(0) == number) {
        storage.put(name(number, RELEASED), JSON.writeValueAsBytes(holder));
      }
    } catch (IOException e) {
      throw warehouse.cannotWrite(e);
    }
  }
}
