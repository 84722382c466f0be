package org.wordsight.verify;

import java.util.Arrays;
import java.util.List;

/** Compares the input of each layer, and the output of the last norm, with a reference's. */
final class LayerTrace {
  private static final String QUANTITY = "hidden_states";

  private final List<float[]> ours;
  private final float[] theirs;

  /**
   * @param ours [N, D] for each layer, and one more
   * @param theirs the same, one after the other, as the output_hidden_states of transformers
   */
  LayerTrace(List<float[]> ours, float[] theirs) {
    this.ours = ours;
    this.theirs = theirs;
  }

  /**
   * Compares one quantity for all layers: that of the layer closest to its tolerance. If some
   * layers do not hold, it is that of the first of them. The note names the layer.
   */
  void compare(QuantityChecks checks) {
    if (!fits(checks)) {
      return;
    }
    int shown = 0;
    double largestShare = 0;
    for (int i = 0; i < ours.size(); i++) {
      double share = QuantityChecks.largest(ours.get(i), theirs(i)) / tolerance(i);
      // A share that is not a number does not hold either.
      if (!(share <= 1)) {
        checks.within(QUANTITY, ours.get(i), theirs(i), tolerance(i), "first: " + name(i));
        return;
      }
      shown = share > largestShare ? i : shown;
      largestShare = Math.max(share, largestShare);
    }
    checks.within(QUANTITY, ours.get(shown), theirs(shown), tolerance(shown));
  }

  /** Compares one quantity for each layer. */
  void compareEach(QuantityChecks checks) {
    if (fits(checks)) {
      for (int i = 0; i < ours.size(); i++) {
        checks.within(name(i), ours.get(i), theirs(i), tolerance(i));
      }
    }
  }

  private boolean fits(QuantityChecks checks) {
    int expected = ours.size() * ours.get(0).length;
    if (theirs.length != expected) {
      checks.failed(
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
    return QuantityChecks.relativeTo(theirs(state));
  }
}
