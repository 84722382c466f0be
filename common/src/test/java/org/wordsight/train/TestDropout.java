package org.wordsight.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class TestDropout {

  private static byte[] mask(Dropout dropout, long stream, int position, int channels) {
    ByteBuffer mask = ByteBuffer.allocate(channels).order(ByteOrder.LITTLE_ENDIAN);
    dropout.write(stream, position, channels, mask);
    assertThat(mask.remaining()).isZero();
    return mask.array();
  }

  @Test
  void dropsTheAskedShare() {
    Dropout dropout = new Dropout(0.05, 42);
    byte[] mask = mask(dropout, dropout.stream(0, 0, 0, 0), 0, 1_000_000);
    int kept = 0;
    for (byte b : mask) {
      assertThat(b).isBetween((byte) 0, (byte) 1);
      kept += b;
    }
    assertThat(1 - kept / 1e6).isCloseTo(0.05, within(0.001));
  }

  @Test
  void dropsInAllFourLanesAlike() {
    Dropout dropout = new Dropout(0.25, 42);
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
    Dropout dropout = new Dropout(0, 42);
    assertThat(mask(dropout, dropout.stream(0, 0, 0, 0), 0, 4096)).containsOnly(1);
  }

  @Test
  void dependsOnEveryPartOfItsKey() {
    Dropout dropout = new Dropout(0.5, 42);
    byte[] mask = mask(dropout, dropout.stream(1, 2, 3, 4), 5, 64);
    assertThat(mask(dropout, dropout.stream(1, 2, 3, 4), 5, 64)).isEqualTo(mask);
    assertThat(mask(dropout, dropout.stream(0, 2, 3, 4), 5, 64)).isNotEqualTo(mask);
    assertThat(mask(dropout, dropout.stream(1, 0, 3, 4), 5, 64)).isNotEqualTo(mask);
    assertThat(mask(dropout, dropout.stream(1, 2, 0, 4), 5, 64)).isNotEqualTo(mask);
    assertThat(mask(dropout, dropout.stream(1, 2, 3, 0), 5, 64)).isNotEqualTo(mask);
    assertThat(mask(dropout, dropout.stream(1, 2, 3, 4), 0, 64)).isNotEqualTo(mask);
    Dropout other = new Dropout(0.5, 43);
    assertThat(mask(other, other.stream(1, 2, 3, 4), 5, 64)).isNotEqualTo(mask);
  }

  @Test
  void givesTheSameDecisionsWhateverTheWidth() {
    Dropout dropout = new Dropout(0.5, 42);
    long stream = dropout.stream(0, 1, 2, 3);
    assertThat(mask(dropout, stream, 9, 30))
        .isEqualTo(Arrays.copyOf(mask(dropout, stream, 9, 64), 30));
  }

  @Test
  void decidesAsItAlwaysDid() {
    Dropout dropout = new Dropout(0.5, 42);
    StringBuilder mask = new StringBuilder();
    for (byte kept : mask(dropout, dropout.stream(1, 2, 3, 4), 5, 30)) {
      mask.append(kept);
    }
    assertThat(mask).hasToString("111001010110010110000000000000");
  }
}
