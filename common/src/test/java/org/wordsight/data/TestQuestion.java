package org.wordsight.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.wordsight.data.Question.Flaw;
import org.wordsight.data.Question.Rule;

class TestQuestion {
  @Test
  void rendersOneLineAnOption() {
    Question question = new Question("s", "q", List.of("go", "stay"), "B", "");
    assertThat(question.optionLines()).isEqualTo("A. go\nB. stay");
    assertThat(question.answerText()).isEqualTo("stay");
  }

  @Test
  void namesEveryRuleThatIsBroken() {
    assertThat(Question.flaws(" ", "", List.of("go", " ", "Go "), "D"))
        .extracting(Flaw::rule)
        .containsExactly(
            Rule.BLANK_SITUATION,
            Rule.BLANK_QUESTION,
            Rule.BLANK_OPTION,
            Rule.REPEATED_OPTION,
            Rule.ANSWER_NOT_AN_OPTION);
    assertThat(Question.flaws("s", "q", List.of("go"), "A"))
        .extracting(Flaw::detail)
        .containsExactly("options has 1 entries, expected 2 to 26");
  }

  @Test
  void isNeverMadeOfBrokenParts() {
    assertThatThrownBy(() -> new Question("s", "q", List.of("go", "stay"), "b", ""))
        .hasMessage("Not a question: answer is \"b\", expected a letter from A to B");
  }

  @Test
  void ordersCandidatesByThePlan() {
    Question question = new Question("s", "q", List.of("go", "stay"), "A", "");
    Candidate early = new Candidate("ff", 2, 9, question);
    Candidate late = new Candidate("00", 10, 0, question);
    assertThat(early).isLessThan(late);
    assertThat(early.id()).isEqualTo("ff-9");
  }

  @Test
  void hashesSequencesNotTheirConcatenation() {
    assertThat(new Sha256().add("ab").add("c").hex())
        .isNotEqualTo(new Sha256().add("a").add("bc").hex());
    assertThat(Sha256.plain("abc"))
        .isEqualTo("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  }
}
