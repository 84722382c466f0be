package org.wordsight.chat.jinja;

import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/**
 * The names in one frame's text. Jinja2 decides before rendering what a name means. Take a name
 * that a frame always sets before it uses the name, and that no outer frame mentions. Such a name
 * belongs to the frame from its beginning. It is undefined in inner frames until it is set, even if
 * the caller passes a variable of this name.
 */
final class FrameNames {
  private final Optional<FrameNames> outer;
  private final Set<String> mentioned = new HashSet<>();
  private final Set<String> setFirst = new HashSet<>();
  private Set<String> hidden = Set.of();
  private int branches;

  FrameNames(Optional<FrameNames> outer) {
    this.outer = outer;
  }

  Optional<FrameNames> outer() {
    return outer;
  }

  void mention(String name) {
    mentioned.add(name);
  }

  /**
   * Notes that a name is set here. A name that only a branch sets may stay unset, and is then
   * looked up outside.
   */
  void set(String name) {
    if (mentioned.add(name) && branches == 0) {
      setFirst.add(name);
    }
  }

  void enterBranch() {
    branches++;
  }

  void leaveBranch() {
    branches--;
  }

  /** Ends the reading: from now on the names that the frame hides are known. */
  void settle() {
    Set<String> own = new HashSet<>(setFirst);
    for (Optional<FrameNames> frame = outer; frame.isPresent(); frame = frame.get().outer) {
      own.removeAll(frame.get().mentioned);
    }
    hidden = Set.copyOf(own);
  }

  /** The frame's own names, which hide the caller's from the start. */
  Set<String> hidden() {
    return hidden;
  }
}
