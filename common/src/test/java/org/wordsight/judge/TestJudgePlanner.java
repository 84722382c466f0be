package org.wordsight.judge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.wordsight.data.Candidate;
import org.wordsight.data.Question;
import org.wordsight.prompt.PromptTemplate;
import org.wordsight.prompt.PromptTemplate.Purpose;
import org.wordsight.synthesis.PlannedGroup;
import org.wordsight.synthesis.PlannedRequest;
import org.wordsight.synthesis.RequestParameters;

class TestJudgePlanner {
  private static final List<String> OPTIONS = List.of("Call for help.", "Walk away.");

  @Test
  void showsTheQuestionWithoutItsKey() {
    PlannedGroup group = planner(true, 3).groups(candidate(0, "B")).get(0);

    assertThat(group.prompt())
        .isEqualTo(
            """
            A man lies on the ground.

            What should you do first?
            A. Call for help.
            B. Walk away.
            Just output the choice:""");
  }

  @Test
  void asksTheSameForAnyKeyAndRationale() {
    assertThat(planner(true, 3).groups(candidate(0, "A")))
        .isEqualTo(planner(true, 3).groups(candidate(0, "B")));
  }

  @Test
  void asksATeacherOverTheNetworkOneByOneAndOneInProcessTogether() {
    List<PlannedGroup> single = planner(true, 3).groups(candidate(0, "A"));
    List<PlannedGroup> together = planner(false, 3).groups(candidate(0, "A"));

    assertThat(single).hasSize(3).allSatisfy(group -> assertThat(group.requests()).hasSize(1));
    assertThat(together).singleElement().satisfies(group -> assertThat(ids(group)).hasSize(3));
    assertThat(ids(together.get(0)))
        .doesNotHaveDuplicates()
        .containsExactlyElementsOf(single.stream().flatMap(group -> ids(group).stream()).toList());
    assertThat(together.get(0).requests())
        .extracting(PlannedRequest::samplingSeed)
        .doesNotHaveDuplicates();
  }

  @Test
  void findsEachGroupOfABatchByItsNumber() {
    for (boolean oneByOne : new boolean[] {true, false}) {
      JudgePlanner planner = planner(oneByOne, 2);
      List<Candidate> candidates = List.of(candidate(0, "A"), candidate(1, "B"));
      JudgeBatch batch = JudgeBatch.after(1, 5, planner, candidates);
      assertThat(batch.wave().number()).isEqualTo(1);
      assertThat(batch.wave().firstOrdinal()).isEqualTo(10);
      assertThat(batch.wave().firstGroup()).isEqualTo(oneByOne ? 10 : 5);

      List<String> found = new ArrayList<>();
      List<Integer> ordinals = new ArrayList<>();
      for (int number = batch.wave().firstGroup(); number < batch.wave().endGroup(); number++) {
        PlannedGroup group = batch.group(number);
        assertThat(group.number()).isEqualTo(number);
        found.add(group.hash());
        group.requests().forEach(request -> ordinals.add(request.ordinal()));
      }
      assertThat(found)
          .containsExactlyElementsOf(
              candidates.stream()
                  .flatMap(candidate -> planner.groups(candidate).stream())
                  .map(PlannedGroup::hash)
                  .toList());
      assertThat(ordinals).containsExactly(10, 11, 12, 13);
    }
  }

  @Test
  void hashesEverythingThatDecidesABatch() {
    List<Candidate> candidates = List.of(candidate(0, "A"), candidate(1, "B"));
    String hash = JudgeBatch.after(0, 0, planner(true, 2), candidates).hash();

    assertThat(JudgeBatch.after(0, 0, planner(true, 2), candidates).hash()).isEqualTo(hash);
    assertThat(
            List.of(
                JudgeBatch.after(0, 0, planner(true, 3), candidates).hash(),
                JudgeBatch.after(0, 0, planner(true, 2, "other"), candidates).hash(),
                JudgeBatch.after(0, 0, planner(true, 2), candidates.subList(0, 1)).hash()))
        .doesNotContain(hash);
  }

  @Test
  void refusesToAskNothing() {
    assertThatThrownBy(() -> planner(true, 0)).hasMessage("0 answers");
  }

  private static List<String> ids(PlannedGroup group) {
    return group.requests().stream().map(PlannedRequest::id).toList();
  }

  private static Candidate candidate(int position, String key) {
    Question question =
        new Question(
            "A man lies on the ground.",
            "What should you do first?",
            OPTIONS,
            key,
            "The reason for " + key);
    return new Candidate("request", 7, position, question);
  }

  private static JudgePlanner planner(boolean oneByOne, int answers) {
    return planner(oneByOne, answers, "judge");
  }

  private static JudgePlanner planner(boolean oneByOne, int answers, String fingerprint) {
    return new JudgePlanner(
        PromptTemplate.of(Purpose.JUDGE, Optional.empty()),
        UnaryOperator.identity(),
        new RequestParameters(fingerprint, 1, 1, 32),
        answers,
        oneByOne,
        42);
  }
}
