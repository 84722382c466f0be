package org.wordsight.synthesis;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.wordsight.synthesis.TeacherAnswer.Outcome;

class TestLogSegment {
  private static final PlannedGroup GROUP =
      new PlannedGroup(
          0,
          0,
          List.of(1),
          List.of(new PlannedRequest("a", 0, "p", 1), new PlannedRequest("b", 1, "p", 2)));
  private static final List<LoggedAnswer> ANSWERS =
      List.of(answer("a", "sha256 \u00e9\u2028\n\"{}"), answer("b", ""));

  @Test
  void readsWhatWasWritten() {
    assertThat(LogSegment.read(LogSegment.write(ANSWERS), GROUP)).contains(ANSWERS);
  }

  @Test
  void doesNotCountCutOffAtAnyByte() {
    byte[] whole = LogSegment.write(ANSWERS);
    for (int length = 0; length < whole.length; length++) {
      assertThat(LogSegment.read(Arrays.copyOf(whole, length), GROUP)).isEmpty();
    }
  }

  @Test
  void doesNotCountWithAnyByteAltered() {
    for (int at = 0; at < LogSegment.write(ANSWERS).length; at++) {
      byte[] altered = LogSegment.write(ANSWERS);
      altered[at] ^= 1;
      assertThat(LogSegment.read(altered, GROUP)).isEmpty();
    }
  }

  @Test
  void doesNotCountForAnotherGroup() {
    assertThat(LogSegment.read(LogSegment.write(ANSWERS.subList(0, 1)), GROUP)).isEmpty();
  }

  private static LoggedAnswer answer(String id, String text) {
    return new LoggedAnswer(id, 1, new TeacherAnswer(text, Outcome.LENGTH, 7, 3, 0), 12);
  }
}
