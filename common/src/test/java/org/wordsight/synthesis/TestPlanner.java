package org.wordsight.synthesis;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.wordsight.data.Question;
import org.wordsight.prompt.GenerationPrompt;
import org.wordsight.prompt.PromptTemplate;
import org.wordsight.prompt.PromptTemplate.Purpose;

class TestPlanner {
  private static final RequestParameters PARAMETERS = new RequestParameters("t", .9, 1, 100);

  @Test
  void givesTheRequestsOfAGroupTheSameExamplesAndDifferentSeeds() {
    List<PlannedGroup> groups = planner(3, 42, PARAMETERS).wave(0, 0, 0, 10);
    assertThat(groups).extracting(group -> group.requests().size()).containsExactly(4, 4, 2);
    for (PlannedGroup group : groups) {
      assertThat(group.seedNumbers()).hasSize(3).doesNotHaveDuplicates();
      assertThat(group.prompt())
          .startsWith("<user>")
          .contains("\"s%d\"".formatted(group.seedNumbers().get(2) - 1));
    }
    assertThat(requests(groups))
        .extracting(PlannedRequest::ordinal)
        .containsExactlyElementsOf(IntStream.range(0, 10).boxed().toList());
    assertThat(requests(groups)).extracting(PlannedRequest::samplingSeed).doesNotHaveDuplicates();
    assertThat(requests(groups)).extracting(PlannedRequest::id).doesNotHaveDuplicates();
  }

  @Test
  void drawsEverySeedQuestionAboutAsOften() {
    int[] counts = new int[10];
    for (PlannedGroup group : planner(2, 42, PARAMETERS).wave(0, 0, 0, 4_000)) {
      group.seedNumbers().forEach(number -> counts[number - 1]++);
    }
    for (int count : counts) {
      assertThat(count).isBetween(150, 250);
    }
  }

  @Test
  void plansTheSameInOneWaveOrTwo() {
    Planner planner = planner(2, 42, PARAMETERS);
    List<PlannedGroup> once = planner.wave(0, 0, 0, 12);
    List<PlannedGroup> second = planner.wave(1, 2, 8, 4);
    assertThat(second.get(0).hash()).isEqualTo(once.get(2).hash());
    assertThat(planner(2, 42, PARAMETERS).wave(0, 0, 0, 12)).isEqualTo(once);
  }

  @Test
  void namesARequestByEverythingThatDecidesItsAnswer() {
    HashSet<String> ids = new HashSet<>();
    List<Planner> planners =
        List.of(
            planner(2, 42, PARAMETERS),
            planner(3, 42, PARAMETERS),
            planner(2, 43, PARAMETERS),
            planner(2, 42, new RequestParameters("u", .9, 1, 100)),
            planner(2, 42, new RequestParameters("t", .8, 1, 100)),
            planner(2, 42, new RequestParameters("t", .9, .5, 100)),
            planner(2, 42, new RequestParameters("t", .9, 1, 101)));
    for (Planner planner : planners) {
      requests(planner.wave(0, 0, 0, 3)).forEach(request -> ids.add(request.id()));
    }
    assertThat(ids).hasSize(21);
  }

  @Test
  void makesAGroupFromItsNumberAlone() {
    Planner planner = planner(2, 42, PARAMETERS);
    PlannedWave wave = new PlannedWave(1, 3, 12, 10, 4, 10);
    List<PlannedGroup> groups = planner.wave(1, 3, 12, 10);
    assertThat(wave.groups()).isEqualTo(3);
    for (int i = 0; i < groups.size(); i++) {
      assertThat(planner.group(wave, 3 + i)).isEqualTo(groups.get(i));
      for (PlannedRequest request : groups.get(i).requests()) {
        assertThat(wave.groupOf(request.ordinal())).isEqualTo(3 + i);
      }
    }
  }

  @Test
  void hashesEverythingThatDecidesAWave() {
    PlannedWave wave = new PlannedWave(0, 0, 0, 8, 4, 8);
    assertThat(planner(2, 42, PARAMETERS).hash(wave))
        .isEqualTo(planner(2, 42, PARAMETERS).hash(wave))
        .isNotEqualTo(planner(3, 42, PARAMETERS).hash(wave))
        .isNotEqualTo(planner(2, 43, PARAMETERS).hash(wave))
        .isNotEqualTo(planner(2, 42, PARAMETERS).hash(new PlannedWave(0, 0, 0, 8, 4, 7)));
  }

  @Test
  void sizesWavesByTheShareKeptSoFar() {
    WaveSize size = WaveSize.withoutLimit(2_200, 5, 16);
    assertThat(size.next(0, 0)).isEqualTo(448);
    assertThat(size.next(448, 1_600)).isEqualTo(192);
    assertThat(size.next(448, 2_200)).isZero();
    assertThat(size.next(448, 0)).isEqualTo(448);
    assertThat(size.next(1_792, 2_199)).isZero();
  }

  @Test
  void neverPlansBeyondTheLimit() {
    WaveSize size = new WaveSize(1_000, 5, 16, 40);
    assertThat(size.next(0, 0)).isEqualTo(40);
    assertThat(size.next(40, 3)).isZero();
  }

  private static List<PlannedRequest> requests(List<PlannedGroup> groups) {
    List<PlannedRequest> requests = new ArrayList<>();
    groups.forEach(group -> requests.addAll(group.requests()));
    return requests;
  }

  private static Planner planner(int examples, long seed, RequestParameters parameters) {
    List<Question> seeds =
        IntStream.range(0, 10)
            .mapToObj(i -> new Question("s" + i, "q", List.of("a", "b"), "A", "r"))
            .toList();
    GenerationPrompt prompt = new GenerationPrompt(PromptTemplate.paper(Purpose.GENERATION), 5);
    return new Planner(
        prompt, text -> "<user>" + text, seeds, examples, 4, parameters, seed, AxisSampler.none());
  }
}
