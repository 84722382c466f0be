package org.wordsight.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.wordsight.jobs.runtime.RunState;

class TestPipeline {
  private static RunState.StageState stage(String name, String key, boolean finished) {
    return new RunState.StageState(name, key, finished, "2026-01-31T01:30:00Z", 1);
  }

  private static RunState.StageState stage(String name) {
    return stage(name, "", true);
  }

  /** A run whose stages ended in this order. */
  private static RunState after(RunState.StageState... stages) {
    return new RunState(
        "a",
        "test",
        RunState.Status.UNFINISHED,
        "2026-01-31T01:00:00Z",
        "",
        "",
        "",
        "",
        "",
        List.of(),
        Arrays.asList(stages));
  }

  @Test
  void skipsFinishedStages() {
    RunState state = after(stage("generate"), stage("curate", "", false));

    assertThat(Pipeline.isDone(state, "generate", "")).isTrue();
    assertThat(Pipeline.isDone(state, "curate", "")).isFalse();
    assertThat(Pipeline.isDone(state, "split", "")).isFalse();
  }

  @Test
  void repeatsAStageAfterAnEarlierOneWasRepeated() {
    RunState baseAlone = after(stage("generate"), stage("evaluate"), stage("train"));

    assertThat(Pipeline.isDone(baseAlone, "evaluate", "")).isFalse();
    assertThat(Pipeline.isDone(baseAlone, "train", "")).isTrue();
  }

  @Test
  void repeatsStagesForAnAddedControlButNotForARemovedOne() {
    assertThat(Pipeline.isDone(after(stage("train")), "train", Pipeline.WITH_CONTROL)).isFalse();

    RunState withControl = after(stage("train", Pipeline.WITH_CONTROL, true));
    assertThat(Pipeline.isDone(withControl, "train", Pipeline.WITH_CONTROL)).isTrue();
    assertThat(Pipeline.isDone(withControl, "train", "")).isTrue();
  }
}
