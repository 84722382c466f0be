package org.wordsight.synthesis;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.wordsight.data.Question;

class TestOwnSeedQuestions {
  @Test
  void areTenWithFourOrFiveOptionsARationaleAndSpreadAnswers() {
    List<Question> questions = SeedQuestions.read(Path.of("../conf/seeds/questions.json"));
    assertThat(questions)
        .hasSize(10)
        .allSatisfy(
            question -> {
              assertThat(question.options()).hasSizeBetween(4, 5);
              assertThat(question.rationale()).isNotBlank();
            });
    assertThat(questions).extracting(Question::answer).contains("A", "B", "C", "D", "E");
  }
}
