package org.wordsight.synthesis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.wordsight.data.Question;
import org.wordsight.error.WordsightException;
import org.wordsight.synthesis.Sample.Part;

class TestSplitter {
  @Test
  void fillsBothPartsExactlyAndNeverSplitsACluster() {
    List<KeptQuestion> kept = kept(200, 60);
    List<Sample> samples = new Splitter(170, 30, 42).split(kept);
    Map<Part, List<Sample>> parts = samples.stream().collect(Collectors.groupingBy(Sample::part));
    assertThat(parts.get(Part.TRAIN)).hasSize(170);
    assertThat(parts.get(Part.VALIDATION)).hasSize(30);
    assertThat(clusters(parts.get(Part.TRAIN)))
        .doesNotContainAnyElementsOf(clusters(parts.get(Part.VALIDATION)));
    for (Part part : Part.values()) {
      List<Sample> ofPart = parts.get(part);
      for (int rank = 0; rank < ofPart.size(); rank++) {
        assertThat(ofPart.get(rank).rank()).isEqualTo(rank);
      }
    }
  }

  @Test
  void givesTheSameSplitForAnyOrderOfQuestions() {
    List<KeptQuestion> kept = new ArrayList<>(kept(100, 40));
    List<Sample> samples = new Splitter(80, 20, 42).split(kept);
    Collections.shuffle(kept, new Random(5));
    assertThat(new Splitter(80, 20, 42).split(kept)).isEqualTo(samples);
    assertThat(new Splitter(80, 20, 43).split(kept)).isNotEqualTo(samples);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12})
  void keepsClustersWholeAndSubsetsNestedForAllSizes(int seed) {
    Random random = new Random(seed);
    int count = 50 + random.nextInt(300);
    List<KeptQuestion> kept = new ArrayList<>();
    for (int cluster = 0; kept.size() < count; cluster++) {
      int size = Math.min(count - kept.size(), 1 + random.nextInt(1 + random.nextInt(9)));
      for (int i = 0; i < size; i++) {
        kept.add(question(kept.size(), "cluster" + cluster));
      }
    }
    Collections.shuffle(kept, random);
    int validation = 10 + random.nextInt(30);
    List<Sample> samples = new Splitter(count - validation, validation, seed).split(kept);

    assertThat(samples)
        .extracting(sample -> sample.kept().candidateId())
        .containsExactlyInAnyOrderElementsOf(kept.stream().map(KeptQuestion::candidateId).toList());
    Map<Part, List<Sample>> parts = samples.stream().collect(Collectors.groupingBy(Sample::part));
    assertThat(parts.get(Part.VALIDATION)).hasSize(validation);
    assertThat(clusters(parts.get(Part.TRAIN)))
        .doesNotContainAnyElementsOf(clusters(parts.get(Part.VALIDATION)));
    int larger = 1 + random.nextInt(count - validation);
    int smaller = 1 + random.nextInt(larger);
    assertThat(subset(samples, smaller)).hasSize(smaller);
    assertThat(subset(samples, larger)).hasSize(larger).containsAll(subset(samples, smaller));
  }

  /** The ids of a smaller training set, which is made of the first ranks. */
  private static Set<String> subset(List<Sample> samples, int size) {
    return samples.stream()
        .filter(sample -> sample.part() == Part.TRAIN && sample.rank() < size)
        .map(Sample::id)
        .collect(Collectors.toSet());
  }

  @Test
  void leavesOutAClusterThatDoesNotFit() {
    List<KeptQuestion> kept = new ArrayList<>();
    for (int i = 0; i < 12; i++) {
      kept.add(question(i, i < 9 ? "large" : "small" + i));
    }
    List<Sample> samples = new Splitter(10, 2, 1).split(kept);
    assertThat(samples)
        .filteredOn(sample -> sample.part() == Part.VALIDATION)
        .hasSize(2)
        .allSatisfy(sample -> assertThat(sample.kept().clusterId()).startsWith("small"));
  }

  @Test
  void saysWhenNoWholeClustersFit() {
    List<KeptQuestion> kept = new ArrayList<>();
    for (int i = 0; i < 12; i++) {
      kept.add(question(i, i < 10 ? "large" : "small" + i));
    }
    assertThatThrownBy(() -> new Splitter(7, 5, 1).split(kept))
        .isInstanceOf(WordsightException.class)
        .hasMessageStartingWith(
            "Cannot split: no choice among the 3 duplicate clusters, the largest of 10 questions,"
                + " holds split.validation = 5 questions. Set split.validation to 2 or less");
  }

  @Test
  void needsNoValidation() {
    assertThat(new Splitter(5, 0, 1).split(kept(5, 2))).hasSize(5);
  }

  private static Set<String> clusters(List<Sample> samples) {
    return samples.stream().map(sample -> sample.kept().clusterId()).collect(Collectors.toSet());
  }

  private static List<KeptQuestion> kept(int count, int clusters) {
    Random random = new Random(1);
    List<KeptQuestion> kept = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      kept.add(question(i, "cluster" + random.nextInt(clusters)));
    }
    return kept;
  }

  private static KeptQuestion question(int number, String cluster) {
    Question question = new Question("s" + number, "q", List.of("a", "b"), "A", "");
    return new KeptQuestion("c" + number, cluster, question);
  }
}
