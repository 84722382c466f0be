package org.wordsight.jobs.runtime;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.wordsight.error.IoReason;
import org.wordsight.error.WordsightException;
import org.wordsight.storage.SlowPutException;
import org.wordsight.storage.Storage;
import org.wordsight.storage.StoredFile;

/**
 * The files of a warehouse's leases.
 *
 * <pre>
 * _wordsight/lease/00000007.once      the holder; only one process can put it
 * _wordsight/lease/00000007.beat      put again and again by the holder; its time is the last sign of life
 * _wordsight/lease/00000007.released  the holder has given the lease back
 * </pre>
 */
final class LeaseFolder {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String FOLDER = "_wordsight/lease";
  private static final String TAKEN = ".once";
  private static final String BEAT = ".beat";
  private static final String RELEASED = ".released";

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

  LeaseFolder(Warehouse warehouse) {
    this.warehouse = warehouse;
  }

  /**
   * Whether this process alone has put the lease.
   *
   * @throws SlowPutException where the store is too slow to tell
   */
  boolean take(long number, Holder holder) throws IOException {
    return warehouse.storage().putIfAbsent(name(number, TAKEN), JSON.writeValueAsBytes(holder));
  }

  /** Gives a sign of life. */
  void beat(long number, Holder holder) throws IOException {
    put(number, BEAT, holder);
  }

  /** Gives the lease back. */
  void release(long number, Holder holder) throws IOException {
    put(number, RELEASED, holder);
  }

  private void put(long number, String end, Holder holder) throws IOException {
    warehouse.storage().put(name(number, end), JSON.writeValueAsBytes(holder));
  }

  /** Removes the files of leases with lower numbers. */
  void removeBelow(long number) throws IOException {
    for (StoredFile file : warehouse.storage().list(FOLDER)) {
      if (numberOf(file) < number) {
        warehouse.storage().delete(file.name());
      }
    }
  }

  /** The highest number of a lease. */
  OptionalLong highest() throws IOException {
    return highest(warehouse.storage().list(FOLDER));
  }

  /** The newest lease, if there was any. */
  Optional<Standing> standing() throws IOException {
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
      return standing();
    }

    boolean released = files.stream().anyMatch(f -> f.name().equals(name(number, RELEASED)));
    Duration sinceLastSign = released ? Duration.ZERO : sinceLastSign(number);
    return Optional.of(new Standing(number, holder(taken, bytes.get()), sinceLastSign, released));
  }

  private Duration sinceLastSign(long number) throws IOException {
    Storage storage = warehouse.storage();
    Instant lastSign = Instant.EPOCH;
    for (String end : List.of(TAKEN, BEAT)) {
      Instant sign =
          storage.find(name(number, end)).map(StoredFile::modified).orElse(Instant.EPOCH);
      lastSign = sign.isAfter(lastSign) ? sign : lastSign;
    }

    Duration since = Duration.between(lastSign, storage.now());
    return since.isNegative() ? Duration.ZERO : since;
  }

  private Holder holder(String name, byte[] bytes) {
    try {
      Holder holder = JSON.readValue(bytes, Holder.class);
      if (holder != null && holder.version() > Holder.VERSION) {
        throw Versions.tooNew(warehouse.storage().location(name), holder.version(), Holder.VERSION);
      }

      if (holder != null && holder.isComplete()) {
        return holder;
      }
    } catch (IOException e) {
      throw unreadable(name, IoReason.of(e));
    }

    throw unreadable(name, "it does not say who holds the lock, and for how long");
  }

  private WordsightException unreadable(String name, String why) {
    return WordsightException.input(
        "Cannot read lock "
            + warehouse.storage().location(name)
            + ": "
            + why.lines().findFirst().orElse("")
            + ". If no run is at work, delete the file.");
  }

  private static OptionalLong highest(List<StoredFile> files) {
    return files.stream()
        .filter(file -> file.name().endsWith(TAKEN))
        .mapToLong(LeaseFolder::numberOf)
        .max();
  }

  private static long numberOf(StoredFile file) {
    String digits = file.lastName().replaceFirst("\\..*$", "");
    return digits.matches("\\d{8,18}") ? Long.parseLong(digits) : 0;
  }

  private static String name(long number, String end) {
    return "%s/%08d%s".formatted(FOLDER, number, end);
  }
}
