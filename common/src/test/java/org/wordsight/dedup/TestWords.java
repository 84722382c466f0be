package org.wordsight.dedup;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
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
  void readsEveryLetterAsTheDefinitionSays() {
    for (int letter = 0; letter <= Character.MAX_VALUE; letter++) {
      char x = (char) letter;
      String text = "%cA%c %cZ9'x%c%c.%c b%c".formatted(x, x, x, x, x, x, x);
      assertThat(JoinedWords.of(text))
          .as("U+%04X", letter)
          .isEqualTo(Words.ofAnyScript(text).joined());
    }
  }

  @Test
  void readsMixedLettersAsTheDefinitionSays() {
    Random random = new Random(5);
    String rare = "\u0301\u0327\u1100\u1161\u03a3\u03c3\ud83d\ude00\ufb01\u706b\u0130";
    for (int i = 0; i < 20_000; i++) {
      StringBuilder text = new StringBuilder();
      int kinds = 1 + random.nextInt(3);
      for (int length = random.nextInt(12); length > 0; length--) {
        text.append(
            switch (random.nextInt(kinds)) {
              case 0 -> (char) random.nextInt(0x250);
              case 1 -> (char) (0x2010 + random.nextInt(0x18));
              default -> rare.charAt(random.nextInt(rare.length()));
            });
      }
      String joined = JoinedWords.of(text.toString());
      Words expected = Words.ofAnyScript(text.toString());
      assertThat(joined).as("%s", text).isEqualTo(expected.joined());
      assertThat(Words.of(text.toString())).isEqualTo(expected);
      assertThat(JoinedWords.hashes(List.of(joined)))
          .isEqualTo(WordSequence.of(expected.list()).shared());
    }
  }
}
