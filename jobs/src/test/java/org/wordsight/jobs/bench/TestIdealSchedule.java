package org.wordsight.jobs.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class TestIdealSchedule {
  @Test
  void givesEachPlaceTheNextRequestAsSoonAsItIsFree() {
    // The first place works from 0 to 300 and from 300 to 400. The second works from 0 to 100, 100
    // to 250 and 250 to 450.
    assertThat(IdealSchedule.seconds(List.of(300, 100, 150, 200, 100), 2)).isEqualTo(0.45);
  }

  @Test
  void isTheSumForOnePlaceAndTheLongestForManyPlaces() {
    assertThat(IdealSchedule.seconds(List.of(300, 100, 150), 1)).isEqualTo(0.55);
    assertThat(IdealSchedule.seconds(List.of(300, 100, 150), 9)).isEqualTo(0.3);
    assertThat(IdealSchedule.seconds(List.of(), 9)).isZero();
  }
}
