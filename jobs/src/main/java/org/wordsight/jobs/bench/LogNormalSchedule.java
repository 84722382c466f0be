package org.wordsight.jobs.bench;

import java.util.PriorityQueue;
import java.util.SplittableRandom;

/**
 * The shortest time that calls of lognormal length can take: each place takes the next call as soon
 * as it is free. The time of the last calls, when places are empty, is in it.
 *
 * @param medianSeconds of one call
 * @param spread the standard deviation of the logarithm
 */
record LogNormalSchedule(int calls, int inFlight, double medianSeconds, double spread) {
  private static final int REPEATS = 20;

  /** The mean over seeded draws, in seconds. */
  double idealSeconds() {
    SplittableRandom random = new SplittableRandom(42);
    double sum = 0;
    for (int i = 0; i < REPEATS; i++) {
      sum += once(random);
    }
    return sum / REPEATS;
  }

  private double once(SplittableRandom random) {
    PriorityQueue<Double> free = new PriorityQueue<>();
    for (int i = 0; i < inFlight; i++) {
      free.add(0.0);
    }
    double last = 0;
    for (int i = 0; i < calls; i++) {
      double end = free.remove() + medianSeconds * Math.exp(spread * random.nextGaussian());
      free.add(end);
      last = Math.max(last, end);
    }
    return last;
  }
}
