package org.wordsight.generate;

/**
 * How the next token is chosen. There is no repetition penalty, whatever the checkpoint's {@code
 * generation_config.json} says, and no limit to the k best tokens.
 *
 * @param temperature by which logits are divided; 0 takes the most probable token
 * @param topP draws from the fewest most probable tokens whose probabilities sum to this; 1: all
 * @param seed of the request: its draws depend on this and on the token's number alone
 */
public record Sampling(double temperature, double topP, long seed) {
  /** What {@link #temperature} and {@link #topP} are told with: other engines have the switch. */
  public static final double REPETITION_PENALTY = 1.0;

  public Sampling {
    if (!(temperature >= 0) || Double.isInfinite(temperature)) {
      throw new IllegalArgumentException("temperature is " + temperature + ", expected 0 or more");
    }
    if (!(topP > 0 && topP <= 1)) {
      throw new IllegalArgumentException("topP is " + topP + ", expected above 0 and at most 1");
    }
  }

  /** The most probable token, always. */
  public static Sampling greedy() {
    return new Sampling(0, 1, 0);
  }

  public boolean isGreedy() {
    return temperature == 0;
  }

  /** The 53 random bits of a token: a function of the seed and the token's number, from 0. */
  long draw(int token) {
    return mixed(mixed(seed) + token) >>> 11;
  }

  /** SplitMix64's output function: every bit of the input moves half of the output's. */
  private static long mixed(long value) {
    long z = value + 0x9E3779B97F4A7C15L;
    z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }
}
