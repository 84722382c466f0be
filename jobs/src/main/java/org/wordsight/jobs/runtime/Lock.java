package org.wordsight.jobs.runtime;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.wordsight.data.Sha256;
import org.wordsight.error.ExitCode;
import org.wordsight.error.WordsightException;

/**
 * The right to write a warehouse: one file that names its owner. Processes of one host take turns
 * at looking and taking by a lock of the operating system, so that a dead owner's lock is taken
 * over by one of them only; between hosts the file's exclusive creation decides.
 */
public final class Lock implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();

  /**
   * Who holds the lock.
   *
   * @param started when the process began, in ISO 8601: tells it from a later one of its number
   */
  public record Owner(String host, long process, String started, String taken) {
    static Owner here() {
      ProcessHandle self = ProcessHandle.current();
      return new Owner(hostName(), self.pid(), startOf(self), Instant.now().toString());
    }

    boolean isOnThisHost() {
      return host.equals(hostName());
    }

    /** Whether the process lives, as far as its host can know. */
    boolean isAlive() {
      return ProcessHandle.of(process)
          .filter(ProcessHandle::isAlive)
          .filter(handle -> startOf(handle).equals(started))
          .isPresent();
    }

    String described() {
      return "host %s, process %d started %s, lock taken %s ago"
          .formatted(
              host,
              process,
              started,
              Durations.words(Duration.between(Instant.parse(taken), Instant.now())));
    }

    private static String startOf(ProcessHandle handle) {
      return handle.info().startInstant().map(Instant::toString).orElse("at an unknown time");
    }
  }

  private final Warehouse warehouse;
  private final Owner owner;

  private Lock(Warehouse warehouse, Owner owner) {
    this.warehouse = warehouse;
    this.owner = owner;
  }

  /**
   * Takes the lock, at once also from an owner on this host that is dead.
   *
   * @throws WordsightException exit code 7 where somebody else holds it
   */
  public static Lock take(Warehouse warehouse, Console console) {
    synchronized (Lock.class) {
      try (FileChannel channel = guard(warehouse);
          FileLock guard = channel.lock()) {
        assert guard.isValid();
        Optional<Owner> holder = holder(warehouse);
        if (holder.isPresent()) {
          takeOver(warehouse, holder.get(), console);
        }

        Owner owner = Owner.here();
        if (!warehouse.files().writeNew(warehouse.lock(), JSON.writeValueAsBytes(owner))) {
          throw heldBy(holder(warehouse).orElse(owner), warehouse);
        }

        return new Lock(warehouse, owner);
      } catch (IOException e) {
        throw warehouse.cannotWrite(e);
      }
    }
  }

  /** Who holds the lock now. */
  public static Optional<Owner> holder(Warehouse warehouse) {
    try {
      Optional<byte[]> bytes = warehouse.files().readWhole(warehouse.lock());
      return bytes.isEmpty()
          ? Optional.empty()
          : Optional.of(JSON.readValue(bytes.get(), Owner.class));
    } catch (IOException e) {
      throw WordsightException.input(
          "Cannot read lock "
              + warehouse.lock()
              + ": "
              + e.getMessage()
              + ". If no run is at"
              + " work, delete the file.",
          e);
    }
  }

  /** Whether the process named in the lock is known to be at work. */
  public static boolean isHeld(Warehouse warehouse) {
    return holder(warehouse).map(o -> !o.isOnThisHost() || o.isAlive()).orElse(false);
  }

  private static void takeOver(Warehouse warehouse, Owner holder, Console console)
      throws IOException {
    if (holder.isOnThisHost() && !holder.isAlive()) {
      console.message("Taking over the lock of a dead process (" + holder.described() + ").");
      warehouse.files().delete(warehouse.lock());
      return;
    }

    throw heldBy(holder, warehouse);
  }

  private static WordsightException heldBy(Owner holder, Warehouse warehouse) {
    String advice =
        holder.isOnThisHost()
            ? "Wait for it, or end it."
            : "If that process is gone, delete " + warehouse.lock().toUri().getPath() + ".";
    return new WordsightException(
        ExitCode.LOCKED,
        "Cannot start: another run holds the lock of warehouse %s (%s). %s"
            .formatted(warehouse, holder.described(), advice));
  }

  /** Gives the lock back, if it is still ours. */
  @Override
  public void close() {
    try {
      if (holder(warehouse).equals(Optional.of(owner))) {
        warehouse.files().delete(warehouse.lock());
      }
    } catch (IOException e) {
      throw warehouse.cannotWrite(e);
    }
  }

  /** A file of this host and user alone, one a warehouse: others may not write a user's file. */
  private static FileChannel guard(Warehouse warehouse) throws IOException {
    String whose = System.getProperty("user.name") + "\n" + warehouse.place();
    String name = "wordsight-" + Sha256.plain(whose).substring(0, 16) + ".guard";
    return FileChannel.open(
        Path.of(System.getProperty("java.io.tmpdir"), name),
        StandardOpenOption.CREATE,
        StandardOpenOption.WRITE);
  }

  private static String hostName() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (IOException e) {
      return "localhost";
    }
  }
}
