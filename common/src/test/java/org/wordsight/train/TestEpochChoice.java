package org.wordsight.train;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class TestEpochChoice {
  private static final TreeMap<Integer, Double> RISING =
      new TreeMap<>(Map.of(6, 0.5, 12, 0.4, 18, 0.4, 24, 0.6));

  @Test
  void keepsTheLastStateUnlessAskedForTheBest() {
    assertThat(EpochChoice.LAST.keptStep(RISING, 24)).isEqualTo(24);
    assertThat(new EpochChoice(true, 0).keptStep(RISING, 24)).as("the first of two").isEqualTo(12);
    assertThat(new EpochChoice(true, 0).keptStep(new TreeMap<>(), 24)).isEqualTo(24);
  }

  @Test
  void endsAfterEpochsWithoutALowerLoss() {
    EpochChoice afterTwo = new EpochChoice(false, 2);
    assertThat(afterTwo.ends(new TreeMap<>())).isFalse();
    assertThat(afterTwo.ends(new TreeMap<>(RISING.headMap(13)))).isFalse();
    assertThat(afterTwo.ends(new TreeMap<>(RISING.headMap(19)))).isFalse();
    assertThat(afterTwo.ends(RISING)).isTrue();
    assertThat(EpochChoice.LAST.ends(RISING)).isFalse();
  }
}
