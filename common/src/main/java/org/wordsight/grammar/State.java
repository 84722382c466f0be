package org.wordsight.grammar;

/**
 * A state of the automaton, packed into a {@code long}, so that the walk over a vocabulary makes no
 * objects. The parts, from the lowest bit:
 *
 * <ul>
 *   <li>the step (12 bits)
 *   <li>the place inside the step (8)
 *   <li>a count of characters or blanks (16)
 *   <li>the length of the last list (10)
 *   <li>whether texts end with their sentence (1)
 *   <li>the counters of the enclosing lists (16)
 * </ul>
 */
final class State {
  /** No state: the byte is not allowed. */
  static final long DEAD = -1;

  static final int MOST_STEPS = 1 << 12;
  static final int MOST_PLACES = 1 << 8;
  static final int COUNTER_BITS = 16;
  private static final int PLACE = 12;
  private static final int COUNT = 20;
  private static final int LENGTH = 36;
  private static final int HURRY = 46;
  private static final int COUNTERS = 47;
  private static final long STEP_MASK = MOST_STEPS - 1;
  private static final long PLACE_MASK = 0xFFL << PLACE;
  private static final long COUNT_MASK = 0xFFFFL << COUNT;
  private static final long LENGTH_MASK = 0x3FFL << LENGTH;
  private static final long INSIDE = STEP_MASK | PLACE_MASK | COUNT_MASK;

  private State() {}

  /** The state at the beginning of another step. */
  static long at(long state, int step) {
    return state & ~INSIDE | step;
  }

  static int step(long state) {
    return (int) (state & STEP_MASK);
  }

  static int place(long state) {
    return (int) (state >>> PLACE) & 0xFF;
  }

  static int count(long state) {
    return (int) (state >>> COUNT) & 0xFFFF;
  }

  static long inside(long state, int place, int count) {
    return state & ~(PLACE_MASK | COUNT_MASK) | (long) place << PLACE | (long) count << COUNT;
  }

  /** The number of items of the list that ended last. */
  static int length(long state) {
    return (int) ((state & LENGTH_MASK) >>> LENGTH);
  }

  static long withLength(long state, int length) {
    return state & ~LENGTH_MASK | (long) length << LENGTH;
  }

  /** Whether a text ends with its sentence. */
  static boolean hurries(long state) {
    return (state >>> HURRY & 1) != 0;
  }

  static long hurrying(long state, boolean hurry) {
    return state & ~(1L << HURRY) | (hurry ? 1L << HURRY : 0);
  }

  /**
   * The counter of a list.
   *
   * @param shift the counter's first bit among the counters
   */
  record Counter(int shift, int bits) {
    private long mask() {
      return (1L << bits) - 1 << COUNTERS + shift;
    }

    int of(long state) {
      return (int) ((state & mask()) >>> COUNTERS + shift);
    }

    long with(long state, int count) {
      return state & ~mask() | (long) count << COUNTERS + shift;
    }
  }
}
