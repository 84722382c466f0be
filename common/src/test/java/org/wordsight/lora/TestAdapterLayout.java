package org.wordsight.lora;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.wordsight.error.ExitCode;
import org.wordsight.error.WordsightException;

class TestAdapterLayout {
  /** Llama 3.1 8B. */
  private static final LanguageShape LARGE =
      new LanguageShape("llama", 32, 4096, 4096, 1024, 14_336);

  private static final List<ModuleId> MODULES = TargetModules.languageProjections(LARGE);

  @Test
  void holdsAlmostTwoGibibytes() {
    assertThat(new AdapterLayout(LARGE, 204, MODULES).size()).isEqualTo(204 * 2_621_440);
    assertThat(AdapterLayout.largestRank(2_621_440)).isEqualTo(204);
  }

  @Test
  void refusesMoreBeforeAnythingIsAllocated() {
    for (int rank : new int[] {205, 512, Integer.MAX_VALUE}) {
      assertThatThrownBy(() -> new AdapterLayout(LARGE, rank, MODULES))
          .isInstanceOfSatisfying(
              WordsightException.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.USAGE))
          .hasMessage(
              "Cannot make an adapter: lora.rank is %,d, which gives this model %,d parameters,"
                  + " expected at most 536,870,911. Lower lora.rank to 204 or less.",
              rank, rank * 2_621_440L);
    }
  }
}
