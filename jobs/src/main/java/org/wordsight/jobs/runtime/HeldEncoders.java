package org.wordsight.jobs.runtime;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.wordsight.embed.Embedder;
import org.wordsight.embed.Encoders;

/**
 * The sentence encoders that this JVM keeps loaded, across tasks. Unlike a {@link ModelHolder}'s
 * models they are small, and each task computes with one thread of its own.
 */
public final class HeldEncoders {
  /** The one holder of a JVM, guarded by itself. */
  private static final Map<Optional<Path>, Embedder> HELD = new HashMap<>();

  private HeldEncoders() {}

  /**
   * The encoder of a path, loaded unless it is held already. The caller does not close it. Several
   * threads may use it.
   *
   * @param path as in {@link Encoders#load}
   */
  public static Embedder get(Optional<Path> path) {
    synchronized (HELD) {
      return HELD.computeIfAbsent(path, Encoders::load);
    }
  }
}
