package org.wordsight.jobs.inspection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class TestHeapInspection {
  private static final long GIBIBYTE = 1L << 30;
  private static final long EIGHT_BILLION_AT_RANK_32 = 83_886_080;

  private final Findings findings = new Findings();

  @Test
  void saysWhatAnAdapterOfALargeModelNeeds() {
    new HeapInspection(8 * GIBIBYTE, 1, findings).inspect(EIGHT_BILLION_AT_RANK_32, 64);

    assertThat(findings.facts())
        .containsExactly(
            "heap of training: 12 vectors of 335,544,320 bytes, 3.75 GiB, so WORDSIGHT_HEAP=5g or"
                + " more");
    findings.throwIfWrong();
  }

  @Test
  void refusesAHeapThatWouldBeUsedUpInMidRun() {
    new HeapInspection(2 * GIBIBYTE, 1, findings).inspect(EIGHT_BILLION_AT_RANK_32, 64);

    assertThatThrownBy(findings::throwIfWrong)
        .hasMessageContaining("Cannot train: the heap has 2.0 GiB, expected at least 5 GiB")
        .hasMessageContaining("Set WORDSIGHT_HEAP=5g");
  }
}
