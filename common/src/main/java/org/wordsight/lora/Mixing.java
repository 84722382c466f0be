package org.wordsight.lora;

/**
 * Random bits without state: the same key and counter give the same bits on any machine, in any
 * order. The finaliser is SplitMix64's (Steele, Lea and Flood, 2014).
 */
public final class Mixing {
  private static final long GOLDEN = 0x9E3779B97F4A7C15L;

  private Mixing() {}

  /** 64 bits for one counter of a stream. */
  public static long mix(long stream, long counter) {
    long z = stream + (counter + 1) * GOLDEN;
    z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }

  /** A number in [0, 1) from the upper 53 bits. */
  public static double unit(long bits) {
    return (bits >>> 11) * 0x1.0p-53;
  }
}
