package org.wordsight.dedup;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TestWords {
  @Test
  void foldsFormCaseAndPunctuation() {
    assertThat(Words.of("Ｆｉｒｅ—don’t RUN! (2ⁿᵈ well-known, ﬁne)").list())
        .containsExactly("fire", "dont", "run", "2nd", "well", "known", "fine");
  }

  @Test
  void takesEachIdeographAsAWord() {
    assertThat(Words.of("火事です").list()).containsExactly("火", "事", "です");
  }

  @Test
  void findsWholeWordsInARow() {
    Words rationale = Words.of("The leak is small, so: open the windows.");
    assertThat(rationale.contains(Words.of("Open the windows"))).isTrue();
    assertThat(rationale.contains(Words.of("pen the window"))).isFalse();
    assertThat(rationale.contains(Words.of("…"))).isFalse();
  }

  @Test
  void readsAsciiAsAnyOtherScript() {
    StringBuilder all = new StringBuilder();
    for (char letter = 0; letter < 0x80; letter++) {
      all.append(letter).append('a').append(letter).append("Z9'x ");
    }
    assertThat(Words.of(all.toString())).isEqualTo(Words.ofAnyScript(all.toString()));
  }
}
