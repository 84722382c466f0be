package org.wordsight.verify;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class TestLayerTrace {
  /** Embeddings, the input of the second layer, and the output of the last norm. */
  private static final List<float[]> OURS =
      List.of(new float[] {1, 2}, new float[] {30, -40}, new float[] {0.5f, 0.25f});

  private final List<QuantityCheck> seen = new ArrayList<>();
  private final QuantityChecks checks = new QuantityChecks("chat", seen::add);

  private void compare(float... theirs) {
    new LayerTrace(OURS, theirs).compare(checks);
  }

  @Test
  void isOneQuantityWhenAllHold() {
    compare(1, 2, 30, -40, 0.5f, 0.25f);
    assertThat(seen).hasSize(1);
    assertThat(seen.get(0).verdict()).isEqualTo(Verdict.PASSED);
  }

  @Test
  void namesTheFirstThatDiffers() {
    compare(1, 2, 30, -40.01f, 0.7f, 0.25f);
    assertThat(seen).hasSize(1);
    assertThat(seen.get(0).verdict()).isEqualTo(Verdict.FAILED);
    assertThat(seen.get(0).note()).isEqualTo("first: layer 0");
    assertThat(seen.get(0).difference()).isEqualTo("1.00e-02");
  }

  @Test
  void judgesEachStateByItsOwnScale() {
    compare(1.002f, 2, 30, -40, 0.5f, 0.25f);
    assertThat(seen.get(0).note()).isEqualTo("first: embeddings");
  }

  @Test
  void failsValuesThatAreNoNumbers() {
    compare(1, 2, 30, Float.NaN, 0.5f, 0.25f);
    assertThat(seen.get(0).verdict()).isEqualTo(Verdict.FAILED);
    assertThat(seen.get(0).note()).isEqualTo("first: layer 0");
  }

  @Test
  void showsEachStateByItself() {
    new LayerTrace(OURS, new float[] {1, 2, 30, -40, 0.5f, 0.3f}).compareEach(checks);
    assertThat(seen)
        .extracting(QuantityCheck::quantity)
        .containsExactly("embeddings", "layer 0", "last layer and norm");
    assertThat(seen)
        .extracting(QuantityCheck::verdict)
        .containsExactly(Verdict.PASSED, Verdict.PASSED, Verdict.FAILED);
  }

  @Test
  void saysWhenTheReferenceHoldsAnotherNumberOfStates() {
    compare(1, 2, 30, -40);
    assertThat(seen.get(0).verdict()).isEqualTo(Verdict.FAILED);
    assertThat(seen.get(0).note()).contains("holds 4 numbers, not 6");
  }
}
