package org.wordsight.storage;

import java.time.Instant;

/**
 * A file of a store.
 *
 * @param name below the store's root, parts separated by slashes
 * @param modified by the store's own clock
 */
public record StoredFile(String name, long bytes, Instant modified) {
  /** The part of the name after the last slash. */
  public String lastName() {
    return name.substring(name.lastIndexOf('/') + 1);
  }
}
