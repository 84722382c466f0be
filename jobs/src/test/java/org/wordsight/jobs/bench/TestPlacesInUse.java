package org.wordsight.jobs.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class TestPlacesInUse {
  private final PlacesInUse places = new PlacesInUse(2);

  @Test
  void countsFromTheFirstTimeAllWereInUseToTheLastRequest() {
    places.sent(0);
    places.sent(100);
    places.ended(150);
    places.sent(160);
    places.ended(200);
    places.ended(900);
    // From 100 to 160: two places for 50, one place for 10.
    assertThat(places.share()).isCloseTo(110.0 / 120, within(1e-12));
  }

  @Test
  void isZeroWherePlacesWereNeverAllInUse() {
    places.sent(0);
    places.ended(100);
    places.sent(200);
    assertThat(places.share()).isZero();
  }
}
