package org.wordsight.dedup;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.wordsight.data.Question;
import org.wordsight.dedup.ContaminationIndex.Hit;
import org.wordsight.dedup.ContaminationIndex.Item;
import org.wordsight.dedup.ContaminationIndex.Rule;

class TestContaminationIndex {
  private static final String LONG =
      "An old man has slipped on the ice in front of a bakery, and nobody stops";

  private static final ContaminationIndex INDEX =
      new ContaminationIndex(
          "viva", List.of(new Item("1", LONG), new Item("2", "A boy is drowning in the lake.")));

  @Test
  void findsACopiedSituationWithItsEvidence() {
    Hit hit =
        INDEX.hits(question("Today an old man has slipped on the ICE in front of a café.")).get(0);
    assertThat(hit.itemId()).isEqualTo("1");
    assertThat(hit.field()).isEqualTo("situation");
    assertThat(hit.rule()).isEqualTo(Rule.NGRAM_COVERAGE);
    assertThat(hit.score()).isEqualTo(12. / 16);
    assertThat(hit.span()).isEqualTo("an old man has slipped on the ice in front of a");
  }

  @Test
  void needsMoreThanHalfOfTheWords() {
    assertThat(INDEX.hits(question("Old man has slipped on the ice in a park."))).isEmpty();
    assertThat(INDEX.hits(question("An old man has slipped on the ice in the park."))).hasSize(1);
  }

  @Test
  void findsAShortSituationOnlyWhole() {
    assertThat(INDEX.hits(question("Look: a boy is drowning in the lake again!")))
        .containsExactly(
            new Hit("viva", "2", "situation", Rule.CONTAINED, 1, "a boy is drowning in the lake"));
    assertThat(INDEX.hits(question("A boy is drowning in the sea."))).isEmpty();
  }

  @Test
  void looksAtTheQuestionButNotAtOptions() {
    Question inQuestion = new Question("s", LONG + "?", List.of("a", "b"), "A", "");
    Question inOptions = new Question("s", "q", List.of(LONG, "b"), "A", LONG);
    assertThat(INDEX.hits(inQuestion)).extracting(Hit::field).containsExactly("question");
    assertThat(INDEX.hits(inOptions)).isEmpty();
  }

  @Test
  void ignoresWhatThreeSituationsShare() {
    assertThat(indexOf(2).hits(question(LONG))).hasSize(2);
    assertThat(indexOf(3).hits(question(LONG))).isEmpty();
  }

  private static ContaminationIndex indexOf(int copies) {
    return new ContaminationIndex(
        "viva",
        IntStream.range(0, copies).mapToObj(i -> new Item(Integer.toString(i), LONG)).toList());
  }

  private static Question question(String situation) {
    return new Question(situation, "What first?", List.of("a", "b"), "A", "");
  }
}
