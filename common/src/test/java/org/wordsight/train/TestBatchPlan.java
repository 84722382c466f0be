package org.wordsight.train;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.wordsight.config.TrainingConfig.Schedule;

class TestBatchPlan {

  private static TrainingExample example(int number, int length) {
    return new TrainingExample("s" + number, new int[length], length - 2);
  }

  private static List<TrainingExample> examples(int count) {
    return IntStream.range(0, count).mapToObj(i -> example(i, 5 + i * 7 % 11)).toList();
  }

  private static TrainingSettings settings(int batch, int shards, int tokens, long seed) {
    return new TrainingSettings(2, 1e-3, Schedule.LINEAR, 0, batch, shards, tokens, 1.0, 0, seed);
  }

  @Test
  void visitsEverySampleOnceAnEpochInAnotherOrder() {
    BatchPlan plan = BatchPlan.seeded(examples(10), settings(4, 2, 100, 42));
    assertThat(plan.steps()).isEqualTo(6);
    List<Integer> first = new ArrayList<>();
    List<Integer> second = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      first.addAll(plan.step(i).samples());
      second.addAll(plan.step(3 + i).samples());
    }
    assertThat(first).hasSize(10).doesNotHaveDuplicates();
    assertThat(second).containsExactlyInAnyOrderElementsOf(first).isNotEqualTo(first);
    assertThat(plan.step(2).samples()).as("the rest of the epoch").hasSize(2);
    assertThat(plan.step(3).epoch()).isEqualTo(1);
  }

  @Test
  void ordersBySeedAlone() {
    BatchPlan plan = BatchPlan.seeded(examples(50), settings(8, 4, 100, 42));
    BatchPlan same = BatchPlan.seeded(examples(50), settings(8, 4, 100, 42));
    BatchPlan other = BatchPlan.seeded(examples(50), settings(8, 4, 100, 43));
    assertThat(same.step(9)).isEqualTo(plan.step(9));
    assertThat(other.step(9).samples()).isNotEqualTo(plan.step(9).samples());
  }

  @Test
  void distributesABatchToAllShardsAndKeepsItsSamples() {
    BatchPlan.Step step = BatchPlan.seeded(examples(50), settings(10, 4, 30, 1)).step(0);
    assertThat(step.shards()).hasSize(4);
    List<Integer> dealt = new ArrayList<>();
    for (List<BatchPlan.MicroBatch> shard : step.shards()) {
      shard.forEach(batch -> dealt.addAll(batch.samples()));
    }
    assertThat(dealt).containsExactlyInAnyOrderElementsOf(step.samples());
    assertThat(step.targets()).isEqualTo(20);
  }

  @Test
  void leavesShardsEmptyWhenABatchIsSmallerThanTheirNumber() {
    BatchPlan.Step step = BatchPlan.seeded(examples(3), settings(8, 8, 30, 1)).step(0);
    assertThat(step.shards()).filteredOn(List::isEmpty).hasSize(5);
  }

  @Test
  void keepsTokensOfAForwardPassWithinTheLimit() {
    List<TrainingExample> examples = examples(40);
    List<Integer> all = IntStream.range(0, 40).boxed().toList();
    List<BatchPlan.MicroBatch> batches = BatchPlan.microBatches(examples, all, 32);
    assertThat(batches)
        .allSatisfy(
            batch ->
                assertThat(batch.samples().stream().mapToInt(i -> examples.get(i).length()).sum())
                    .isLessThanOrEqualTo(32));
    assertThat(batches.stream().flatMap(batch -> batch.samples().stream()))
        .as("every sample once")
        .containsExactlyInAnyOrderElementsOf(all);
  }

  @Test
  void knowsTheMostTokensOfAForwardPass() {
    List<TrainingExample> examples = new ArrayList<>(examples(20));
    assertThat(BatchPlan.seeded(examples, settings(10, 2, 32, 1)).longestPass()).isEqualTo(32);
    examples.add(example(20, 90));
    BatchPlan plan = BatchPlan.seeded(examples, settings(10, 2, 32, 1));
    assertThat(plan.longestPass()).as("a longer sample runs alone").isEqualTo(90);
    List<Long> passes = new ArrayList<>();
    for (int step = 0; step < plan.stepsPerEpoch(); step++) {
      plan.step(step).shards().stream()
          .flatMap(List::stream)
          .forEach(pass -> passes.add(plan.tokens(pass.samples())));
    }
    assertThat(passes).contains(90L).allMatch(tokens -> tokens <= plan.longestPass());
  }

  @Test
  void knowsTheMostTokensOfAPassWithABackwardPass() {
    List<TrainingExample> examples = examples(20);
    int longest = examples.stream().mapToInt(TrainingExample::length).max().orElseThrow();
    BatchPlan plan = BatchPlan.seeded(examples, settings(10, 4, 8192, 1));
    assertThat(plan.longestTrainingPass())
        .as("of 10 samples in 4 shards, a shard has 3 at most")
        .isEqualTo(3L * longest);
    for (int step = 0; step < plan.stepsPerEpoch(); step++) {
      plan.step(step).shards().stream()
          .flatMap(List::stream)
          .forEach(
              pass ->
                  assertThat(plan.tokens(pass.samples()))
                      .isLessThanOrEqualTo(plan.longestTrainingPass()));
    }
    assertThat(BatchPlan.seeded(examples, settings(10, 4, 32, 1)).longestTrainingPass())
        .isEqualTo(32);
  }

  @Test
  void runsASampleLongerThanTheLimitAlone() {
    List<TrainingExample> examples = List.of(example(0, 90), example(1, 9), example(2, 8));
    assertThat(BatchPlan.microBatches(examples, List.of(2, 1, 0), 20))
        .extracting(BatchPlan.MicroBatch::samples)
        .containsExactly(List.of(0), List.of(1, 2));
  }
}
