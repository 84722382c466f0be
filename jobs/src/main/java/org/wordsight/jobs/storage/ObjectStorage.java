package org.wordsight.jobs.storage;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.UUID;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * A prefix of an object store such as S3: a put is whole by nature, a listing shows every put that
 * has returned, nothing can be renamed.
 *
 * <p>A file that must be new is put under a condition ({@link WriteOnceHeader}) where the store
 * knows conditions, which a probe tells. Elsewhere the caller looks for a file, puts its own, waits
 * for {@code settle}, and reads: it has won if its own content stands there and its put came to its
 * end within {@code settle} of the look. Two callers cannot both win. Of their puts one is the
 * later. The earlier caller read after {@code settle} and still saw its own, so the later put came
 * after that. Its caller had looked at most {@code settle} before, when the earlier put stood
 * there, and had given up. This is Fischer's algorithm for mutual exclusion, with the caller's own
 * clock in place of a bound on the store's delays.
 */
final class ObjectStorage extends HadoopStorage {
  /** How long one put may take that wants to win where the store knows no conditions. */
  static final Duration SETTLE = Duration.ofSeconds(5);

  private final Duration settle;
  private Optional<Boolean> conditional = Optional.empty();

  ObjectStorage(FileSystem fileSystem, Path root, Duration settle) {
    super(fileSystem, root);
    this.settle = settle;
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

    boolean inTime = System.nanoTime() - lookNanos <= settle.toNanos();
    pause();
    return inTime && holds(name, content);
  }

  /** Puts under the condition, if the store knows any; false where another's file stands there. */
  private boolean putOnce(String name, byte[] content) throws IOException {
    try {
      // The condition goes with names that end so; others are plain puts.
      create(path(name), /* overwrite= */ true, out -> out.write(content));
      return true;
    } catch (IOException e) {
      // Refused, or an answer was lost: what stands there tells.
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

  /** Whether the second of two puts under the condition is refused. */
  private synchronized boolean knowsConditions() throws IOException {
    if (conditional.isEmpty()) {
      String probe = UNFINISHED + "/" + UUID.randomUUID() + WriteOnceHeader.SUFFIX;
      byte[] first = {1};
      put(probe, first);
      boolean refused = !putOnce(probe, new byte[] {2});
      conditional = Optional.of(refused && holds(probe, first));
      delete(probe);
    }

    return conditional.get();
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
