package org.wordsight.generate;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.wordsight.model.architecture.Prompt;

class TestReading {
  /** A prompt of {@code length} tokens that are all {@code token} from {@code from} on, else 0. */
  private static Row row(int length, int from, int token) {
    int[] ids = new int[length];
    Arrays.fill(ids, from, length, token);
    return new Row(0, Prompt.ofText(ids, 1), 1, Sampling.greedy(), new int[0]);
  }

  private static List<Reading> readings(List<Row> read, int prefix, Row... rows) {
    List<Reading> readings = new ArrayList<>();
    for (Row row : rows) {
      readings.add(Reading.of(row, read, readings, prefix));
    }
    return readings;
  }

  @Test
  void readsAllOfAPromptWithoutACommonBeginning() {
    Reading alone = readings(List.of(row(90, 31, 1)), 0, row(80, 31, 2)).get(0);
    assertThat(alone.like()).isEmpty();
    assertThat(alone.round()).isZero();
    assertThat(alone.count(0)).isEqualTo(80);
  }

  @Test
  void copiesFromTheRowWithTheLongestCommonBeginning() {
    Row shorter = row(90, 40, 1);
    Row longer = row(90, 60, 1);
    Reading reading = readings(List.of(shorter, longer), 0, row(90, 70, 2)).get(0);
    assertThat(reading.like()).containsSame(longer);
    assertThat(reading.start()).isEqualTo(60);
    assertThat(reading.count(0)).isEqualTo(30);
    assertThat(reading.round()).isZero();
  }

  @Test
  void waitsARoundForARowThatIsStillBeingRead() {
    List<Reading> readings =
        readings(List.of(), 0, row(90, 40, 1), row(90, 40, 2), row(90, 70, 2), row(90, 70, 2));
    assertThat(readings.stream().map(Reading::round)).containsExactly(0, 1, 1, 2);
    assertThat(readings.stream().map(Reading::start)).containsExactly(0, 40, 40, 89);
  }

  @Test
  void countsFromTheEndOfTheGroupsPrefix() {
    Row read = row(90, 60, 1);
    assertThat(readings(List.of(read), 29, row(90, 60, 2)).get(0).like()).isEmpty();
    Reading reading = readings(List.of(read), 28, row(90, 60, 2)).get(0);
    assertThat(reading.start()).isEqualTo(32);
    assertThat(reading.from(28)).isEqualTo(60);
    assertThat(reading.count(28)).isEqualTo(30);
  }

  @Test
  void putsRowsWithACommonBeginningNextToOneAnother() {
    Row a = row(90, 0, 1);
    Row b = row(90, 0, 2);
    Row c = row(70, 0, 1);
    Row d = row(33, 0, 3);
    assertThat(Reading.sideBySide(List.of(a, b, c, d), 0)).containsExactly(a, c, b, d);
    assertThat(Reading.sideBySide(List.of(a, b, c, d), 60)).containsExactly(a, b, c, d);
  }

  @Test
  void opensALaterRoundOnlyIfItSavesMoreThanAPass() {
    Row shorter = row(90, 40, 1);
    List<Reading> readings =
        readings(List.of(shorter), 0, row(90, 71, 2), row(90, 72, 3), row(90, 72, 4));
    assertThat(readings.stream().map(Reading::start)).containsExactly(40, 40, 72);
    assertThat(readings.get(2).round()).isEqualTo(1);
  }

  @Test
  void putsFamiliesInsideAFamilyNextToOneAnother() {
    Row[] rows = new Row[7];
    for (int i = 0; i < 6; i++) {
      int[] ids = new int[150];
      Arrays.fill(ids, 40, 100, i % 2);
      Arrays.fill(ids, 100, 150, 10 + i);
      rows[i] = new Row(i, Prompt.ofText(ids, 1), 1, Sampling.greedy(), new int[0]);
    }
    rows[6] = row(90, 0, 5);
    assertThat(Reading.sideBySide(List.of(rows), 0))
        .containsExactly(rows[0], rows[2], rows[4], rows[1], rows[3], rows[5], rows[6]);
  }
}
