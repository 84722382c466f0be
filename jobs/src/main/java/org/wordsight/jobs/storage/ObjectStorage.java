package org.wordsight.jobs.storage;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Predicate;
import org.apache.commons.lang3.exception.ExceptionUtils;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.wordsight.storage.SlowPutException;

/**
 * A prefix of an object store such as S3. A put is always whole, and a listing shows every put that
 * has returned. Nothing can be renamed.
 *
 * <p>A file that must be new is put under a condition ({@link WriteOnceHeader}) where a probe shows
 * that the store knows conditions. The store must check the condition and put the file in one step.
 *
 * <p>Elsewhere the caller looks for a file, puts its own, waits for {@code settle}, and reads. It
 * wins if it reads its own content and its put ended within {@code settle} of the look. Two callers
 * cannot both win. One of their puts is the later one. The earlier caller read its own content
 * after {@code settle}, so the later put came after that. The later caller looked at most {@code
 * settle} before its put ended. At that time the earlier file was already there, so the later
 * caller gave up. This is Fischer's algorithm for mutual exclusion, with the caller's own clock in
 * place of a bound on the store's delays.
 */
final class ObjectStorage extends HadoopStorage {
  /** The longest time of a put that can win where the store knows no conditions. */
  static final Duration SETTLE = Duration.ofSeconds(5);

  /** No store is slower. Each file that must be new takes this long. */
  static final Duration LONGEST_SETTLE = Duration.ofMinutes(10);

  /** The longest time for which a put is repeated that the store answers with a conflict. */
  private static final Duration LONGEST_CONFLICT = Duration.ofSeconds(15);

  private static final Duration FIRST_WAIT = Duration.ofMillis(100);
  private static final Duration LONGEST_WAIT = Duration.ofSeconds(2);

  private final Duration settle;
  private final Duration longestConflict;
  private Optional<Boolean> conditional = Optional.empty();
  private volatile FileSystem writer;

  ObjectStorage(FileSystem fileSystem, Path root, Duration settle) {
    this(fileSystem, root, settle, LONGEST_CONFLICT);
  }

  /** For tests, which wait less long for the end of a conflict. */
  ObjectStorage(FileSystem fileSystem, Path root, Duration settle, Duration longestConflict) {
    super(fileSystem, root);
    this.settle = settle;
    this.longestConflict = longestConflict;
    this.writer = fileSystem;
  }

  @Override
  FileSystem writer() {
    return writer;
  }

  @Override
  void put(String name, Content content) throws IOException {
    create(path(name), /* overwrite= */ true, content);
  }

  @Override
  public boolean putIfAbsent(String name, byte[] content) throws IOException {
    boolean knowsConditions = knowsConditions();
    long lookNanos = System.nanoTime();
    if (find(name).isPresent()) {
      return false;
    }

    if (!putOnce(name, content)) {
      return false;
    }

    if (knowsConditions) {
      return true;
    }

    Duration took = Duration.ofNanos(System.nanoTime() - lookNanos);
    pause(settle);
    if (!holds(name, content)) {
      return false;
    }

    if (took.compareTo(settle) > 0) {
      throw new SlowPutException(
          "it took %,d ms to put %s, and only %,d ms are allowed. Make the store faster, or allow more by --conf spark.hadoop.%s=%d"
              .formatted(
                  took.toMillis(),
                  location(name),
                  settle.toMillis(),
                  Storages.SETTLE_MILLIS,
                  2 * took.toMillis() + 1));
    }

    return true;
  }

  /**
   * Puts under the condition, if the store knows one; false where another file is there. If the
   * store answers with a conflict and the file is not there, the put is repeated for some seconds.
   */
  boolean putOnce(String name, byte[] content) throws IOException {
    long beginNanos = System.nanoTime();
    Duration wait = FIRST_WAIT;
    while (true) {
      try {
        // Names that end so are put under the condition; others are put plainly.
        create(path(name), /* overwrite= */ true, out -> out.write(content));
        return true;
      } catch (IOException e) {
        // The put was refused, or its answer was lost. The file itself decides.
        Optional<byte[]> found = read(name);
        if (found.isPresent()) {
          return Arrays.equals(found.get(), content);
        }

        if (!isRefused(e, WriteOnceHeader.Refusal::isConflict)) {
          throw e;
        }

        requireTimeLeft(name, Duration.ofNanos(System.nanoTime() - beginNanos), e);
      }

      pause(wait);
      wait = wait.multipliedBy(2).compareTo(LONGEST_WAIT) < 0 ? wait.multipliedBy(2) : LONGEST_WAIT;
    }
  }

  private void requireTimeLeft(String name, Duration passed, IOException conflict)
      throws IOException {
    if (passed.compareTo(longestConflict) >= 0) {
      throw new IOException(
          "for %,d s the store has answered 409 (conflict) to each put of %s under the condition that it is not there, and it is not there"
              .formatted(longestConflict.toSeconds(), location(name)),
          conflict);
    }
  }

  private boolean holds(String name, byte[] content) throws IOException {
    return read(name)
        .map(found -> Arrays.equals(found, content))
        .orElseThrow(() -> new FileNotFoundException(path(name) + " is gone after it was put"));
  }

  /** Whether the store refuses the second of two puts under the condition. */
  synchronized boolean knowsConditions() throws IOException {
    if (conditional.isEmpty()) {
      String probe = UNFINISHED + "/" + UUID.randomUUID() + WriteOnceHeader.SUFFIX;
      byte[] first = {1};
      try {
        putOnce(probe, first);
        boolean refused = !putOnce(probe, new byte[] {2});
        conditional = Optional.of(refused && holds(probe, first));
        delete(probe);
      } catch (IOException e) {
        if (!isRefused(e, WriteOnceHeader.Refusal::isNotImplemented)) {
          throw e;
        }

        // Some stores refuse every put under a condition that they do not know.
        writer = withoutConditions();
        conditional = Optional.of(false);
      }
    }

    return conditional.get();
  }

  private static boolean isRefused(Throwable failure, Predicate<WriteOnceHeader.Refusal> how) {
    return ExceptionUtils.getThrowableList(failure).stream()
        .anyMatch(e -> e instanceof WriteOnceHeader.Refusal refusal && how.test(refusal));
  }

  private FileSystem withoutConditions() throws IOException {
    Configuration plain = new Configuration(fileSystem().getConf());
    plain.unset(Storages.REQUEST_HANDLERS);
    return FileSystem.newInstance(fileSystem().getUri(), plain);
  }

  private static void pause(Duration wait) throws IOException {
    try {
      Thread.sleep(wait.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while waiting for the store", e);
    }
  }
}
