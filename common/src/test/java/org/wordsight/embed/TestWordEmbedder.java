package org.wordsight.embed;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.wordsight.data.Question;
import org.wordsight.dedup.Cosine;

class TestWordEmbedder {
  private static double cosine(String a, String b) {
    List<TextVector> found = new WordEmbedder().embed(List.of(a, b));
    return Cosine.of(found.get(0).vector(), found.get(1).vector());
  }

  @Test
  void findsTheSameWordsInAnotherOrder() {
    String one = "the old man fell on the icy steps. nobody else has stopped so far";
    assertThat(cosine(one, "Nobody else has stopped so far. The old man fell on the icy steps!"))
        .isGreaterThan(0.9)
        .isLessThan(1);
    assertThat(cosine(one, "two children throw stones at windows near their school"))
        .isLessThan(0.3);
  }

  @Test
  void givesTextsOfTheSameWordsEqualVectors() {
    assertThat(cosine("Ａ man,  fell", "a Man fell.")).isEqualTo(1);
  }

  @Test
  void givesATextWithoutWordsZerosWhichAreSimilarToNothing() {
    assertThat(cosine("", "?!")).isZero();
    assertThat(cosine("", "a man")).isZero();
    assertThat(cosine("\u0000 \ud83d", "🚒")).isBetween(0.0, 1.0);
  }

  @Test
  void givesTheSameBitsOnEveryMachine() {
    float[] vector = new WordEmbedder().embed(List.of("a man fell")).get(0).vector();
    long sum = 17;
    for (float value : vector) {
      sum = 31 * sum + Float.floatToIntBits(value);
    }
    assertThat(vector).hasSize(512);
    assertThat(sum).isEqualTo(EXPECTED);
  }

  private static final long EXPECTED = -4_382_891_228_961_205_914L;

  @Test
  void readsOnlySituationAndQuestion() {
    Question question = new Question("A fire.", "What now?", List.of("run", "call help"), "A", "r");
    assertThat(EmbeddedText.of(question)).isEqualTo("A fire.\nWhat now?");
  }
}
