package org.wordsight.judge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.wordsight.data.Question;
import org.wordsight.money.Usage;
import org.wordsight.synthesis.TeacherAnswer;
import org.wordsight.synthesis.TeacherAnswer.Outcome;
import org.wordsight.teacher.FailureKind;

class TestJudgement {
  private static final Question TWO = question("Call for help.", "Walk away.");

  @Test
  void countsTheAnswersThatAreTheKey() {
    Judgement judgement =
        new Judgement("B", List.of(read("B"), read("The answer is A."), read("B. Walk away.")));

    assertThat(judgement.answers()).extracting(JudgedAnswer::letter).containsExactly("B", "A", "B");
    assertThat(judgement.agreeing()).isEqualTo(2);
    assertThat(judgement.agreement()).isEqualTo(2.0 / 3);
    assertThat(judgement.confidence()).isEmpty();
  }

  @Test
  void countsAnswersWithoutALetterAndMissingAnswersAsDisagreement() {
    Judgement judgement =
        new Judgement(
            "A",
            List.of(
                read("A"),
                read("It depends."),
                read("D"),
                JudgedAnswer.missing(FailureKind.BAD_REQUEST)));

    assertThat(judgement.answers())
        .extracting(JudgedAnswer::letter)
        .containsExactly("A", "INVALID", "INVALID", "bad-request");
    assertThat(judgement.agreement()).isEqualTo(0.25);
  }

  @Test
  void readsNoLetterFromARefusal() {
    TeacherAnswer refusal = new TeacherAnswer("A", Outcome.REFUSED, Usage.NONE, "");
    assertThat(JudgedAnswer.of(refusal, TWO).letter()).isEqualTo("INVALID");
  }

  @Test
  void readsLettersBeyondTheBenchmarks() {
    Question seven =
        question(IntStream.range(0, 7).mapToObj(i -> "go " + i).toArray(String[]::new));

    assertThat(List.of("G", "F. go 5", "go 2", "H", "either"))
        .extracting(text -> JudgedAnswer.of(answer(text, ""), seven).letter())
        .containsExactly("G", "F", "C", "INVALID", "INVALID");
  }

  @Test
  void takesConfidenceFromTheFirstTokenIfItIsTheLetter() {
    String half = "{\"first_token\":\" A\",\"log_probabilities\":[-0.6931471805599453,-1]}";
    String other = "{\"first_token\":\"<think>\",\"log_probabilities\":[-0.1,-1]}";
    String unknown = "{\"first_token\":\"A\",\"log_probabilities\":[null]}";
    Judgement judgement =
        new Judgement(
            "A",
            List.of(
                JudgedAnswer.of(answer("A", half), TWO),
                JudgedAnswer.of(answer("A", other), TWO),
                JudgedAnswer.of(answer("A", unknown), TWO)));

    assertThat(judgement.confidence()).hasValueCloseTo(0.5, within(1e-12));
  }

  @Test
  void needsAnAnswer() {
    assertThatThrownBy(() -> new Judgement("A", List.of())).hasMessage("no answers");
  }

  private static JudgedAnswer read(String text) {
    return JudgedAnswer.of(answer(text, ""), TWO);
  }

  private static TeacherAnswer answer(String text, String facts) {
    return new TeacherAnswer(text, Outcome.STOPPED, Usage.NONE, facts);
  }

  private static Question question(String... options) {
    return new Question("A man lies on the ground.", "What first?", List.of(options), "A", "");
  }
}
