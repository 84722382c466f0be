package org.wordsight.jobs.runtime;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Function;
import org.wordsight.embed.Embedder;
import org.wordsight.embed.Encoders;

/**
 * The sentence encoders that this JVM keeps loaded, across tasks. Unlike the models of a {@link
 * ModelHolder}, encoders are small, and each task computes with one thread of its own.
 */
public final class HeldEncoders implements Held.Thing {
  private final Function<Optional<Path>, Embedder> loading;

  /** Work with an encoder takes the read lock, and freeing takes the write lock. */
  private final ReadWriteLock inUse = new ReentrantReadWriteLock();

  /** Guarded by its own monitor. */
  private final Map<Optional<Path>, Embedder> encoders = new HashMap<>();

  HeldEncoders(Function<Optional<Path>, Embedder> loading) {
    this.loading = loading;
  }

  /**
   * Works with the encoder of a path, which is loaded unless it is held already. Several threads
   * may use it at once.
   *
   * @param path as in {@link Encoders#load}
   */
  public static <T> T use(Optional<Path> path, Function<Embedder, T> work) {
    return Held.here()
        .get(HeldEncoders.class, () -> new HeldEncoders(Encoders::load))
        .with(path, work);
  }

  <T> T with(Optional<Path> path, Function<Embedder, T> work) {
    inUse.readLock().lock();
    try {
      return work.apply(get(path));
    } finally {
      inUse.readLock().unlock();
    }
  }

  private Embedder get(Optional<Path> path) {
    synchronized (encoders) {
      return encoders.computeIfAbsent(path, loading);
    }
  }

  /** Waits until no task uses an encoder, and frees all of them. */
  @Override
  public void release() {
    inUse.writeLock().lock();
    try {
      encoders.values().forEach(Embedder::close);
      encoders.clear();
    } finally {
      inUse.writeLock().unlock();
    }
  }
}
