package org.wordsight.train;

import java.nio.ByteBuffer;
import org.wordsight.lora.Mixing;

/**
 * Dropout masks without state. Seed, step, sample, layer, projection, position and channel decide
 * whether an input is kept. The mask is therefore the same on any worker, in any batch, and when a
 * layer is computed again.
 *
 * <p>One mix of 64 bits decides four channels, with 15 bits each. The probability is exact to
 * 2^-15.
 */
final class Dropout {
  private static final long STREAM = 2;
  private static final long LANES = 0x0001_0001_0001_0001L;
  private static final int UNIT = 1 << 15;

  /** {@code UNIT} in every lane. */
  private static final long NOTHING_DROPPED = 0x8000_8000_8000_8000L;

  private final long seed;
  private final long shift;

  Dropout(double probability, long seed) {
    this.seed = Mixing.mix(seed, STREAM);
    this.shift = (UNIT - Math.round(probability * UNIT)) * LANES;
  }

  /** Whether anything is dropped at all. */
  boolean drops() {
    return shift != NOTHING_DROPPED;
  }

  /** The random stream of one sample in one projection. */
  long stream(int step, int sample, int layer, int projection) {
    long stream = Mixing.mix(Mixing.mix(seed, step), sample);
    return Mixing.mix(stream, layer * 8L + projection);
  }

  /**
   * Writes the mask of one token at the buffer's position: a byte for each channel, 1 where it is
   * kept.
   *
   * @param mask in little-endian order
   */
  void write(long stream, int position, int channels, ByteBuffer mask) {
    long row = Mixing.mix(stream, position);
    int at = mask.position();
    int whole = channels & ~7;
    for (int channel = 0; channel < whole; channel += 8) {
      long low = fourBytes(Mixing.mix(row, channel));
      long high = fourBytes(Mixing.mix(row, channel + 4));
      mask.putLong(at + channel, low | high << Integer.SIZE);
    }
    for (int channel = whole; channel < channels; channel++) {
      long four = fourBytes(Mixing.mix(row, channel & ~3));
      mask.put(at + channel, (byte) (four >>> Byte.SIZE * (channel & 3)));
    }
    mask.position(at + channels);
  }

  /** A byte for each of four lanes, in the lower half. */
  private long fourBytes(long bits) {
    // Bit 15 of a lane is set where its lower 15 bits reach the probability.
    long kept = (((bits & (0x7FFFL * LANES)) + shift) >>> 15) & LANES;
    long pairs = kept | (kept >>> 8);
    return (pairs & 0xFFFF) | ((pairs >>> 16) & 0xFFFF0000L);
  }
}
