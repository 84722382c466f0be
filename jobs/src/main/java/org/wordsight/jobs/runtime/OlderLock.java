package org.wordsight.jobs.runtime;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.Optional;
import org.wordsight.error.ExitCode;
import org.wordsight.error.WordsightException;
import org.wordsight.storage.Storage;

/**
 * The lock file of version 0.1.0, which had no lease. A process of that version may be at work in
 * the warehouse.
 */
final class OlderLock {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String FILE = "_wordsight/lock";

  @JsonIgnoreProperties(ignoreUnknown = true)
  private record Content(String host, long process, String started) {
    Owner owner() {
      return new Owner(host, process, started, "");
    }
  }

  private OlderLock() {}

  /** The process that holds the lock, as far as this host can know. */
  static Optional<Owner> holder(Warehouse warehouse) {
    try {
      return read(warehouse.storage()).filter(owner -> !isDead(owner));
    } catch (IOException e) {
      throw warehouse.cannotRead(e);
    }
  }

  /** Removes the lock of a dead process of this host. */
  static void requireFree(Warehouse warehouse, Console console) throws IOException {
    Storage storage = warehouse.storage();
    Optional<Owner> owner = read(storage);
    if (owner.isEmpty()) {
      return;
    }

    if (isDead(owner.get())) {
      console.message(
          "Taking over the lock of a dead process (%s).".formatted(owner.get().described()));
      storage.delete(FILE);
    } else {
      throw new WordsightException(
          ExitCode.LOCKED,
          "Cannot start: a run of Wordsight 0.1.0 holds the lock of warehouse %s (%s). Wait for it, or end it; if that process is gone, delete %s."
              .formatted(warehouse, owner.get().described(), warehouse.storage().location(FILE)));
    }
  }

  private static boolean isDead(Owner owner) {
    return owner.host().equals(Owner.hostName()) && !owner.lives();
  }

  /** The lock's owner; absent where there is no such file, or it is empty. */
  private static Optional<Owner> read(Storage storage) throws IOException {
    Optional<byte[]> bytes = storage.read(FILE);
    if (bytes.isEmpty()) {
      return Optional.empty();
    }

    Content content;
    try {
      content = JSON.readValue(bytes.get(), Content.class);
    } catch (IOException e) {
      content = null;
    }

    boolean complete = content != null && content.owner().isComplete();
    return complete
        ? Optional.of(content.owner())
        : Optional.of(new Owner("unknown", 0, "at an unknown time", ""));
  }
}
