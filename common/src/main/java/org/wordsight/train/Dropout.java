package org.wordsight.train;

import java.nio.ByteBuffer;
import org.wordsight.lora.Mixing;

/**
 * Dropout masks without state. Seed, step, sample, layer, projection, position and channel decide
 * whether an input is kept. The mask is therefore the same on any worker, in any batch, and when a
 * layer is computed again.
 *
 * <p>A token has two random numbers a (odd) and d, and a channel has one, b. The input is kept if
 * {@code a * b + d}, in 32 bits that wrap, reaches a limit. For one token, the values of channels
 * are random because b is random. For one channel, the values of tokens are random because d is
 * random. A GPU needs two operations for this; see {@code training_gpu.py}. The probability is
 * exact to 2^-31.
 */
final class Dropout {
  private static final long TOKEN_STREAM = 2;
  private static final long CHANNEL_STREAM = 3;

  /** Four masks of a byte each are computed together, as the bytes of an int. */
  private static final int LANES = 4;

  private final long seed;
  private final int limit;
  private final int[] channels;
  private final int[][] lanes;

  /**
   * @param width the widest input
   */
  Dropout(double probability, long seed, int width) {
    this.seed = Mixing.mix(seed, TOKEN_STREAM);
    this.limit = (int) Math.round(probability * 0x1p31);
    this.channels = new int[width];
    this.lanes = new int[LANES][(width + LANES - 1) / LANES];
    long stream = Mixing.mix(seed, CHANNEL_STREAM);
    for (int channel = 0; channel < width; channel++) {
      channels[channel] = (int) Mixing.mix(stream, channel);
      lanes[channel % LANES][channel / LANES] = channels[channel];
    }
  }

  /** Whether the probability of a drop is above 0. */
  boolean drops() {
    return limit != 0;
  }

  /** The smallest value, as a signed number, at which an input is kept. */
  int leastKept() {
    return 2 * limit + Integer.MIN_VALUE;
  }

  /** The number b of each channel. */
  int[] channels() {
    return channels;
  }

  /** The size of the working memory that {@link #write} needs. A caller uses this memory again. */
  int room() {
    return lanes[0].length;
  }

  /** The random stream of one sample in one projection. */
  long stream(int step, int sample, int layer, int projection) {
    long stream = Mixing.mix(Mixing.mix(seed, step), sample);
    return Mixing.mix(stream, layer * 8L + projection);
  }

  /**
   * Writes the mask of one token at the buffer's position: a byte for each channel, 1 if it is
   * kept.
   *
   * @param mask in little-endian order
   * @param room working memory of {@link #room} numbers, which only this call uses
   */
  void write(long stream, int position, int width, ByteBuffer mask, int[] room) {
    long token = Mixing.mix(stream, position);
    int a = (int) (token >>> Integer.SIZE) | 1;
    // Unsigned numbers are compared by their upper 31 bits. The carry of a sum is the result of the
    // comparison.
    int d = (int) token + Integer.MIN_VALUE;
    int carried = Integer.MIN_VALUE - limit;
    int words = (width + LANES - 1) / LANES;
    for (int i = 0; i < words; i++) {
      int first = (((a * lanes[0][i] + d) >>> 1) + carried) >>> 31;
      int second = (((a * lanes[1][i] + d) >>> 1) + carried) >>> 31;
      int third = (((a * lanes[2][i] + d) >>> 1) + carried) >>> 31;
      int fourth = (((a * lanes[3][i] + d) >>> 1) + carried) >>> 31;
      room[i] = first | second << 8 | third << 16 | fourth << 24;
    }
    int whole = width / LANES;
    mask.slice().order(mask.order()).asIntBuffer().put(room, 0, whole);
    int at = mask.position();
    for (int channel = whole * LANES; channel < width; channel++) {
      mask.put(at + channel, (byte) (room[whole] >>> Byte.SIZE * (channel % LANES)));
    }
    mask.position(at + width);
  }
}
