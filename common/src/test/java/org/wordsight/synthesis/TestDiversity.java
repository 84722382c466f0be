package org.wordsight.synthesis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.wordsight.data.Question;
import org.wordsight.dedup.NearestNeighbours;
import org.wordsight.dedup.QuestionText;
import org.wordsight.dedup.Shingles;
import org.wordsight.synthesis.Sample.Part;

class TestDiversity {
  private static final List<Sample> TWO =
      List.of(
          sample("c0", "one two three four", List.of("aa", "bbbb", "c"), "B"),
          sample("c1", "one two three five", List.of("aa", "bb", "c"), "B"));

  @Test
  void countsShinglesAndTheNearestNeighbours() {
    List<DiversityFinding> found = Diversity.of(TWO, Map.of());

    // 9 words, so 7 shingles each. Both have "one two three" and "what now aa".
    assertThat(one(found, Diversity.DISTINCT_SHINGLES).n()).isEqualTo(14);
    assertThat(one(found, Diversity.DISTINCT_SHINGLES).share()).isEqualTo(12.0 / 14);
    assertThat(one(found, Diversity.NEAREST_NEIGHBOUR).n()).isEqualTo(2);
    assertThat(one(found, Diversity.NEAREST_NEIGHBOUR).share()).isEqualTo(2.0 / 12);
  }

  @Test
  void comparesTheLengthOfTheRightOptionWithTheOthers() {
    List<DiversityFinding> found = Diversity.of(TWO, Map.of());

    assertThat(one(found, Diversity.LONGEST_IS_RIGHT).share())
        .as("two options of the same length are not the longest")
        .isEqualTo(0.5);
    assertThat(one(found, Diversity.LONGEST_BY_CHANCE).share()).isEqualTo(1.0 / 3, within(1e-12));
    // (4 + 2) / 2 for the right ones, (2 + 1 + 2 + 1) / 4 for the others.
    assertThat(one(found, Diversity.LENGTH_RATIO).share()).isEqualTo(2);
  }

  @Test
  void testsTheLettersOfQuestionsWithAsManyOptions() {
    List<Sample> samples = new ArrayList<>(TWO);
    for (int i = 0; i < 100; i++) {
      String answer = i < 60 ? "A" : "B";
      samples.add(sample("d" + i, "situation " + i, List.of("x" + i, "y"), answer));
    }

    List<DiversityFinding> found = Diversity.of(samples, Map.of());

    List<DiversityFinding> balance = all(found, Diversity.ANSWER_BALANCE);
    assertThat(balance)
        .extracting(DiversityFinding::axis)
        .containsExactly(Optional.of("2 options"), Optional.of("3 options"));
    assertThat(balance.get(0).share()).isEqualTo(0.6);
    // The statistic is 4, with one degree of freedom: erfc(sqrt(4 / 2)), by Python's math.erfc.
    assertThat(balance.get(0).pValue().orElseThrow()).isEqualTo(0.04550026389635842, within(1e-12));
    assertThat(all(found, Diversity.ANSWER_LETTER))
        .filteredOn(finding -> finding.axis().equals(Optional.of("3 options")))
        .extracting(DiversityFinding::n)
        .containsExactly(0L, 2L, 0L);
  }

  @Test
  void countsEachValueOfAnAxis() {
    List<DiversityFinding> found =
        Diversity.of(
            TWO,
            Map.of("c0", Map.of("tone", "calm", "setting", "home"), "c1", Map.of("tone", "sad")));

    assertThat(all(found, Diversity.AXIS_VALUE))
        .containsExactly(
            DiversityFinding.of(Diversity.AXIS_VALUE, "setting", "home", 1, 1),
            DiversityFinding.of(Diversity.AXIS_VALUE, "tone", "calm", 1, 0.5),
            DiversityFinding.of(Diversity.AXIS_VALUE, "tone", "sad", 1, 0.5));
  }

  @Test
  void dependsOnNoOrder() {
    List<Sample> samples = new ArrayList<>(random(200));
    List<DiversityFinding> found = Diversity.of(samples, Map.of());
    Collections.shuffle(samples, new Random(1));

    assertThat(Diversity.of(samples, Map.of())).isEqualTo(found);
    assertThat(Diversity.of(List.of(), Map.of())).isEmpty();
  }

  @Test
  void findsTheSameNeighboursAsComparingAllPairs() {
    List<Shingles> sets =
        random(120).stream()
            .map(sample -> Shingles.of(QuestionText.of(sample.kept().question()).words()))
            .toList();
    NearestNeighbours neighbours = NearestNeighbours.of(sets.subList(0, 50));
    for (int i = 0; i < sets.size(); i++) {
      neighbours.show(sets.get(i), i < 50 ? i : -1);
    }

    double[] expected =
        IntStream.range(0, 50)
            .mapToDouble(
                i ->
                    IntStream.range(0, sets.size())
                        .filter(j -> j != i)
                        .mapToDouble(j -> sets.get(i).jaccard(sets.get(j)))
                        .max()
                        .orElseThrow())
            .toArray();
    assertThat(neighbours.similarities()).containsExactly(expected);
    assertThat(DoubleStream.of(expected).max().orElseThrow()).isGreaterThan(0.1);
  }

  private static List<Sample> random(int count) {
    Random random = new Random(7);
    return IntStream.range(0, count)
        .mapToObj(
            i -> {
              StringBuilder situation = new StringBuilder("s" + i);
              for (int word = 0; word < 12; word++) {
                situation.append(" w").append(random.nextInt(4));
              }
              return sample("c" + i, situation.toString(), List.of("call", "help", "w1"), "A");
            })
        .toList();
  }

  private static DiversityFinding one(List<DiversityFinding> findings, String name) {
    assertThat(all(findings, name)).hasSize(1);
    return all(findings, name).get(0);
  }

  private static List<DiversityFinding> all(List<DiversityFinding> findings, String name) {
    return findings.stream().filter(finding -> finding.name().equals(name)).toList();
  }

  private static Sample sample(
      String candidate, String situation, List<String> options, String answer) {
    KeptQuestion kept =
        new KeptQuestion(
            candidate, candidate, new Question(situation, "What now?", options, answer, ""));
    return new Sample(kept.sampleId(), kept, Part.TRAIN, 0);
  }
}
