package org.wordsight.safetensors;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TestNarrowing {

  @Test
  void returnsEverySixteenBitNumberUnchanged() {
    for (int bits = 0; bits <= 0xffff; bits++) {
      float bfloat16 = Widening.bfloat16((short) bits);
      if (!Float.isNaN(bfloat16)) {
        assertThat(Narrowing.bfloat16(bfloat16)).isEqualTo((short) bits);
      }
      float float16 = Widening.float16((short) bits);
      if (!Float.isNaN(float16)) {
        assertThat(Narrowing.float16(float16)).isEqualTo((short) bits);
      }
    }
  }

  @Test
  void roundsTiesToEven() {
    assertThat(Narrowing.bfloat16(Float.intBitsToFloat(0x3f808000))).isEqualTo((short) 0x3f80);
    assertThat(Narrowing.bfloat16(Float.intBitsToFloat(0x3f818000))).isEqualTo((short) 0x3f82);
    assertThat(Narrowing.bfloat16(Float.intBitsToFloat(0x3f808001))).isEqualTo((short) 0x3f81);
    assertThat(Narrowing.float16(1 + 0x1p-11f)).isEqualTo((short) 0x3c00);
    assertThat(Narrowing.float16(1 + 3 * 0x1p-11f)).isEqualTo((short) 0x3c02);
    assertThat(Narrowing.float16(0x1.8p-24f)).as("subnormal").isEqualTo((short) 2);
    assertThat(Narrowing.float16(1e6f)).as("too large").isEqualTo((short) 0x7c00);
    assertThat(Narrowing.float16(Float.NaN)).isEqualTo((short) 0x7e00);
  }
}
