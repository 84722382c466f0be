package org.wordsight.grammar;

import java.util.function.IntPredicate;
import java.util.stream.IntStream;

/** The tokens that may come next. */
public final class TokenMask {
  private final byte[] bits;
  private final int count;
  private final long growth;

  private TokenMask(byte[] bits, int count, long growth) {
    this.bits = bits;
    this.count = count;
    this.growth = growth;
  }

  /**
   * The tokens for which a condition holds.
   *
   * @param size of the vocabulary
   */
  public static TokenMask of(int size, IntPredicate condition) {
    Builder mask = new Builder(size);
    IntStream.range(0, size).filter(condition).forEach(mask::allow);
    return mask.build();
  }

  static final class Builder {
    private final byte[] bits;
    private int count;
    private long growth;

    Builder(int size) {
      this.bits = new byte[(size + Byte.SIZE - 1) / Byte.SIZE];
    }

    void allow(int id) {
      int before = bits[id / Byte.SIZE];
      bits[id / Byte.SIZE] |= (byte) (1 << id % Byte.SIZE);
      count += bits[id / Byte.SIZE] == before ? 0 : 1;
    }

    void grow(long tokens) {
      growth = Math.max(growth, tokens);
    }

    TokenMask build() {
      return new TokenMask(bits, count, growth);
    }
  }

  /** One bit a token, the first in the lowest bit of the first byte. Not to be changed. */
  public byte[] bits() {
    return bits;
  }

  /** The number of tokens. */
  public int count() {
    return count;
  }

  public boolean allows(int id) {
    return (bits[id / Byte.SIZE] >> id % Byte.SIZE & 1) != 0;
  }

  /** The largest number by which one of the tokens raises the tokens needed to end the answer. */
  long growth() {
    return growth;
  }
}
