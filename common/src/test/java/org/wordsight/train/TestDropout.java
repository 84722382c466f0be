package org.wordsight.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class TestDropout {
  private static final int WIDEST = 1_000_000;

  private static byte[] mask(Dropout dropout, long stream, int position, int channels) {
    ByteBuffer mask = ByteBuffer.allocate(channels).order(ByteOrder.LITTLE_ENDIAN);
    dropout.write(stream, position, channels, mask, new int[dropout.room()]);
    assertThat(mask.remaining()).isZero();
    return mask.array();
  }

  @Test
  void dropsTheAskedShare() {
    Dropout dropout = new Dropout(0.05, 42, WIDEST);
    byte[] mask = mask(dropout, dropout.stream(0, 0, 0, 0), 0, 1_000_000);
    int kept = 0;
    for (byte b : mask) {
      assertThat(b).isBetween((byte) 0, (byte) 1);
      kept += b;
    }
    assertThat(1 - kept / 1e6).isCloseTo(0.05, within(0.001));
  }

  @Test
  void dropsInAllFourBytesOfAWordAlike() {
    Dropout dropout = new Dropout(0.25, 42, WIDEST);
    byte[] mask = mask(dropout, dropout.stream(1, 2, 3, 4), 5, 400_000);
    int[] kept = new int[4];
    for (int i = 0; i < mask.length; i++) {
      kept[i % 4] += mask[i];
    }
    for (int lane : kept) {
      assertThat(lane / 1e5).isCloseTo(0.75, within(0.01));
    }
  }

  @Test
  void keepsEverythingAtProbabilityZero() {
    Dropout dropout = new Dropout(0, 42, WIDEST);
    assertThat(mask(dropout, dropout.stream(0, 0, 0, 0), 0, 4096)).containsOnly(1);
  }

  @Test
  void dependsOnEveryPartOfItsKey() {
    Dropout dropout = new Dropout(0.5, 42, WIDEST);
    byte[] mask = mask(dropout, dropout.stream(1, 2, 3, 4), 5, 64);
    assertThat(mask(dropout, dropout.stream(1, 2, 3, 4), 5, 64)).isEqualTo(mask);
    assertThat(mask(dropout, dropout.stream(0, 2, 3, 4), 5, 64)).isNotEqualTo(mask);
    assertThat(mask(dropout, dropout.stream(1, 0, 3, 4), 5, 64)).isNotEqualTo(mask);
    assertThat(mask(dropout, dropout.stream(1, 2, 0, 4), 5, 64)).isNotEqualTo(mask);
    assertThat(mask(dropout, dropout.stream(1, 2, 3, 0), 5, 64)).isNotEqualTo(mask);
    assertThat(mask(dropout, dropout.stream(1, 2, 3, 4), 0, 64)).isNotEqualTo(mask);
    Dropout other = new Dropout(0.5, 43, WIDEST);
    assertThat(mask(other, other.stream(1, 2, 3, 4), 5, 64)).isNotEqualTo(mask);
  }

  @Test
  void givesTheSameDecisionsForAnyWidth() {
    Dropout dropout = new Dropout(0.5, 42, WIDEST);
    long stream = dropout.stream(0, 1, 2, 3);
    assertThat(mask(dropout, stream, 9, 30))
        .isEqualTo(Arrays.copyOf(mask(dropout, stream, 9, 64), 30));
  }

  /** With probability p, two decisions differ in p(1-p) + (1-p)p of the cases. */
  @Test
  void decidesNeighboursIndependently() {
    Dropout dropout = new Dropout(0.25, 42, WIDEST);
    int width = 4096;
    int tokens = 200;
    byte[][] masks = new byte[tokens][];
    for (int token = 0; token < tokens; token++) {
      masks[token] = mask(dropout, dropout.stream(1, 2, 3, 4), token, width);
    }
    byte[][] others = new byte[tokens][];
    for (int token = 0; token < tokens; token++) {
      others[token] = mask(dropout, dropout.stream(1, 2, 3, 5), token, width);
    }
    double channels = 0;
    double positions = 0;
    double projections = 0;
    for (int token = 1; token < tokens; token++) {
      for (int channel = 1; channel < width; channel++) {
        channels += masks[token][channel] ^ masks[token][channel - 1];
        positions += masks[token][channel] ^ masks[token - 1][channel];
        projections += masks[token][channel] ^ others[token][channel];
      }
    }
    double pairs = (tokens - 1.0) * (width - 1);
    assertThat(channels / pairs).isCloseTo(0.375, within(0.003));
    assertThat(positions / pairs).isCloseTo(0.375, within(0.003));
    assertThat(projections / pairs).isCloseTo(0.375, within(0.003));
  }

  @Test
  void decidesSquaresOfTokensAndChannelsIndependently() {
    Dropout dropout = new Dropout(0.5, 42, WIDEST);
    int width = 2048;
    byte[][] masks = new byte[200][];
    for (int token = 0; token < masks.length; token++) {
      masks[token] = mask(dropout, dropout.stream(0, 0, 0, 0), token, width);
    }
    double odd = 0;
    for (int token = 1; token < masks.length; token++) {
      for (int channel = 1; channel < width; channel++) {
        odd +=
            masks[token][channel]
                ^ masks[token][channel - 1]
                ^ masks[token - 1][channel]
                ^ masks[token - 1][channel - 1];
      }
    }
    double squares = (masks.length - 1.0) * (width - 1);
    assertThat(odd / squares).isCloseTo(0.5, within(0.005));
  }

  @Test
  void decidesAsInEarlierVersions() {
    Dropout dropout = new Dropout(0.5, 42, WIDEST);
    StringBuilder mask = new StringBuilder();
    for (byte kept : mask(dropout, dropout.stream(1, 2, 3, 4), 5, 30)) {
      mask.append(kept);
    }
    assertThat(mask).hasToString("011001100010001111000100111000");
  }
}
