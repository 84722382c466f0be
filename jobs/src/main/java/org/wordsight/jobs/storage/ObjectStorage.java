package org.wordsight.jobs.storage;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.UUID;
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

  private final Duration settle;
  private Optional<Boolean> conditional = Optional.empty();
  private volatile FileSystem writer;

  ObjectStorage(FileSystem fileSystem, Path root, Duration settle) {
    super(fileSystem, root);
    this.settle = settle;
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
    pause();
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

  /** Puts under the condition, if the store knows one; false where another file is there. */
  boolean putOnce(String name, byte[] content) throws IOException {
    try {
      // Names that end so are put under the condition; others are put plainly.
      create(path(name), /* overwrite= */ true, out -> out.write(content));
      return true;
    } catch (IOException e) {
      // The put was refused, or its answer was lost. The file itself decides.
      Optional<byte[]> found = read(name);
      if (found.isEmpty()) {
        throw e;
      }

      return Arrays.equals(found.get(), content);
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
        put(probe, first);
        boolean refused = !putOnce(probe, new byte[] {2});
        conditional = Optional.of(refused && holds(probe, first));
        delete(probe);
      } catch (IOException e) {
        if (!isNotImplemented(e)) {
          throw e;
        }

        // Some stores refuse every put under a condition that they do not know.
        writer = withoutConditions();
        conditional = Optional.of(false);
      }
    }

    return conditional.get();
  }

  private static boolean isNotImplemented(Throwable failure) {
    return ExceptionUtils.getThrowableList(failure).stream()
        .anyMatch(e -> e instanceof WriteOnceHeader.Refusal refusal && refusal.isNotImplemented());
  }

  private FileSystem withoutConditions() throws IOException {
    Configuration plain = new Configuration(fileSystem().getConf());
    plain.unset(Storages.REQUEST_HANDLERS);
    return FileSystem.newInstance(fileSystem().getUri(), plain);
  }

  private void pause() throws IOException {
    try {
      Thread.sleep(settle.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while waiting for the store", e);
    }
  }
}
