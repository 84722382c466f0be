package org.wordsight.generate;

/**
 * The rule for the next token. There is no repetition penalty, whatever the checkpoint's {@code
 * generation_config.json} says, and no limit to the k best tokens.
 *
 * @param temperature logits are divided by it; 0 takes the most probable token
 * @param topP the token is drawn from the fewest most probable tokens whose probabilities sum to
 *     this; 1 takes all
 * @param seed the request's seed; a draw depends on it and on the token's number alone
 */
public record Sampling(double temperature, double topP, long seed) {
  /**
   * The value that tables give beside {@link #temperature} and {@link #topP}. Other engines have
   * this setting.
   */
  public static final double REPETITION_PENALTY = 1.0;

  public Sampling {
    if (!(temperature >= 0) || Double.isInfinite(temperature)) {
      throw new IllegalArgumentException("temperature is " + temperature + ", expected 0 or more");
    }
    if (!(topP > 0 && topP <= 1)) {
      throw new IllegalArgumentException("topP is " + topP + ", expected above 0 and at most 1");
    }
  }

  /** Always takes the most probable token. */
  public static Sampling greedy() {
    return new Sampling(0, 1, 0);
  }

  /**
   * The 53 random bits of a token. They depend on the seed and the token's number alone, from 0.
   */
  long draw(int token) {
    return mixed(mixed(seed) + token) >>> 11;
  }

  /**
   * The output function of SplitMix64: every bit of the input changes half of the output's bits.
   */
  private static long mixed(long value) {
    long z = value + 0x9E3779B97F4A7C15L;
    z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }
}
