package org.wordsight.model.layer;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class TestRopeConfig {
  private static final float[] FREQUENCIES = {1f, 0.01f, 0.001f};

  private static float[] scaled(RopeConfig.Scaling scaling) {
    return new RopeConfig(10_000, scaling, List.of(3)).scaled(FREQUENCIES);
  }

  @Test
  void keepsFrequenciesWithoutScaling() {
    assertThat(scaled(new RopeConfig.None())).containsExactly(FREQUENCIES);
  }

  @Test
  void dividesAllFrequenciesLinearly() {
    assertThat(scaled(new RopeConfig.Linear(4))).containsExactly(0.25f, 0.0025f, 0.00025f);
  }

  @Test
  void stretchesLongWavelengthsAndKeepsShortOnes() {
    // Wavelengths 6, 628 and 6283 of a context of 1024: kept, between, stretched.
    float[] scaled = scaled(new RopeConfig.Llama3(8, 1, 4, 1024));
    assertThat(scaled[0]).isEqualTo(1f);
    assertThat(scaled[1]).isBetween(0.01f / 8, 0.01f);
    assertThat(scaled[2]).isEqualTo(0.001f / 8);
  }

  @Test
  void turnsEachSectionByItsOwnAxis() {
    RopeConfig three = new RopeConfig(10_000, new RopeConfig.None(), List.of(1, 2, 2));
    assertThat(three.axes()).isEqualTo(3);
    assertThat(three.axisOfFrequency()).containsExactly(0, 1, 1, 2, 2);
  }
}
