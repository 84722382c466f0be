package org.wordsight.jobs.runtime;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * What lives as long as this JVM. Spark makes tasks and plugins anew, so that nothing else outlives
 * them. It is the product's only static that changes: there is one thing of each kind, and it is
 * made when it is first asked for. Several threads may use it.
 */
public final class Held {
  /** A thing that a JVM has once. Its kind is its class. */
  public interface Thing {
    /** Frees its memory as far as nobody uses it. It may be used again afterwards. */
    void release();
  }

  private static final Held HERE = new Held();

  /** In the order in which they were made. */
  private final Map<Class<?>, Thing> things = new LinkedHashMap<>();

  Held() {}

  /** Of this JVM. */
  public static Held here() {
    return HERE;
  }

  /** The thing of a kind. */
  public synchronized <T extends Thing> T get(Class<T> kind, Supplier<T> making) {
    Thing thing = things.get(kind);
    if (thing == null) {
      thing = making.get();
      things.put(kind, thing);
    }
    return kind.cast(thing);
  }

  /**
   * Frees the memory of all things. What was made later may use what was made before, so it comes
   * first. Where one fails, the others are freed all the same.
   */
  public void release() {
    RuntimeException failure = null;
    for (Thing thing : latestFirst()) {
      try {
        thing.release();
      } catch (RuntimeException e) {
        if (failure == null) {
          failure = e;
        } else {
          failure.addSuppressed(e);
        }
      }
    }
    if (failure != null) {
      throw failure;
    }
  }

  /** A release may wait for tasks, which may ask for other things meanwhile. */
  private synchronized List<Thing> latestFirst() {
    List<Thing> all = new ArrayList<>(things.values());
    Collections.reverse(all);
    return all;
  }
}
