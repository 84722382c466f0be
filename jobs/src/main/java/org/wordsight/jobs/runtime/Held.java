package org.wordsight.jobs.runtime;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * The things that live as long as this JVM. Spark makes new tasks and plugins each time, so these
 * cannot keep anything. This class has the product's only static that changes. There is one thing
 * of each kind, made at its first use. Several threads may use it.
 */
public final class Held {
  /** A thing that a JVM has once. Its kind is its class. */
  public interface Thing {
    /** Frees the memory that nobody uses. The thing may be used again afterwards. */
    void release();
  }

  private static final Held HERE = new Held();

  /** In the order in which they were made. */
  private final Map<Class<?>, Thing> things = new LinkedHashMap<>();

  Held() {}

  /** The things of this JVM. */
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
   * Frees the memory of all things, the latest first, since a later thing may use an earlier one.
   * If one thing fails, the others are still freed.
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

  /**
   * The lock is not held during a release: a release may wait for tasks, and these may ask for
   * other things.
   */
  private synchronized List<Thing> latestFirst() {
    List<Thing> all = new ArrayList<>(things.values());
    Collections.reverse(all);
    return all;
  }
}
