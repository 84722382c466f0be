package org.wordsight.verify;

import java.util.Arrays;
import java.util.List;

/** Holds what enters each layer, and what the last norm gives, against a reference's own. */
final class LayerTrace {
  private static final String QUANTITY = "hidden_states";

  private final List<float[]> ours;
  private final float[] theirs;

  /**
   * @param ours [N, D] for each layer, and one more
   * @param theirs the same one behind the other, as transformers gives them with
   *     output_hidden_states
   */
  LayerTrace(List<float[]> ours, float[] theirs) {
    this.ours = ours;
    this.theirs = theirs;
  }

  /** One quantity for all; where it does not hold, its note names the first that differs. */
  void compare(Comparisons comparisons) {
    if (fits(comparisons)) {
      for (int i = 0; i < ours.size(); i++) {
        if (!Comparisons.holds(ours.get(i), theirs(i), tolerance(i))) {
          comparisons.within(QUANTITY, ours.get(i), theirs(i), tolerance(i), "first: " + name(i));
          return;
        }
      }
      comparisons.within(QUANTITY, all(), theirs, Comparisons.relativeTo(theirs));
    }
  }

  /** One quantity for each. */
  void compareEach(Comparisons comparisons) {
    if (fits(comparisons)) {
      for (int i = 0; i < ours.size(); i++) {
        comparisons.within(name(i), ours.get(i), theirs(i), tolerance(i));
      }
    }
  }

  private boolean fits(Comparisons comparisons) {
    int expected = ours.size() * ours.get(0).length;
    if (theirs.length != expected) {
      comparisons.failed(
          QUANTITY,
          "the reference holds %d numbers, not %d: %d states of %d each"
              .formatted(theirs.length, expected, ours.size(), ours.get(0).length));
    }
    return theirs.length == expected;
  }

  private String name(int state) {
    if (state == 0) {
      return "embeddings";
    }
    return state == ours.size() - 1 ? "last layer and norm" : "layer " + (state - 1);
  }

  private float[] theirs(int state) {
    int length = ours.get(0).length;
    return Arrays.copyOfRange(theirs, state * length, (state + 1) * length);
  }

  private double tolerance(int state) {
    return Comparisons.relativeTo(theirs(state));
  }

  private float[] all() {
    float[] all = new float[theirs.length];
    for (int i = 0; i < ours.size(); i++) {
      System.arraycopy(ours.get(i), 0, all, i * ours.get(i).length, ours.get(i).length);
    }
    return all;
  }
}
