package org.wordsight.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.wordsight.config.SelectionConfig.AllRuns;
import org.wordsight.config.SelectionConfig.KeepRule;
import org.wordsight.config.SelectionConfig.NamedRuns;
import org.wordsight.config.SelectionConfig.NoRuns;
import org.wordsight.error.WordsightException;

class TestSelectionConfig {
  @TempDir Path folder;

  private SelectionConfig read(String... keyValues) throws IOException {
    return RunFiles.with(folder, "curation", keyValues).curation().selection();
  }

  @Test
  void keepsTheFirstAndHasNoHistoryByDefault() throws IOException {
    assertThat(read()).isEqualTo(SelectionConfig.usual());
    assertThat(read("history=null", "keep=null")).isEqualTo(SelectionConfig.usual());
    assertThat(SelectionConfig.usual().prefers()).isFalse();
  }

  @Test
  void readsEveryKey() throws IOException {
    assertThat(
            read(
                "rougeL.threshold=0.7",
                "keep=[balanced-letter, longer-rationale, first]",
                "history.runs=[2026-01-30-0a1b2c3d, sunday]"))
        .isEqualTo(
            new SelectionConfig(
                OptionalDouble.of(.7),
                List.of(KeepRule.BALANCED_LETTER, KeepRule.LONGER_RATIONALE, KeepRule.FIRST),
                new NamedRuns(List.of("2026-01-30-0a1b2c3d", "sunday"))));
    assertThat(read("history.runs=all").history()).isEqualTo(new AllRuns());
    assertThat(read("history.runs=none").history()).isEqualTo(new NoRuns());
    assertThat(read("keep=[longer-rationale]").prefers()).isTrue();
  }

  @Test
  void isPartOfARunsIdentity() throws IOException {
    Identity usual = RunFiles.load(folder, RunFiles.LEAST).identity();
    for (String key :
        List.of(
            "curation.keep=[longer-rationale]",
            "curation.rougeL.threshold=0.7",
            "curation.history.runs=all",
            "curation.history.runs=[a, b]")) {
      Identity other = RunFiles.load(folder, RunFiles.LEAST, key).identity();
      assertThat(other).as(key).isNotEqualTo(usual);
      assertThat(Identity.stored(other.yaml())).as(key).isEqualTo(other);
    }
    assertThat(RunFiles.load(folder, RunFiles.LEAST, "curation.history.runs=[b, a]").identity())
        .as("the order of runs decides nothing")
        .isEqualTo(
            RunFiles.load(folder, RunFiles.LEAST, "curation.history.runs=[a, b]").identity());
    assertThat(RunFiles.load(folder, RunFiles.LEAST, "curation.history.runs=none").identity())
        .isEqualTo(usual);
  }

  @ParameterizedTest
  @ValueSource(strings = {"some", "[]", "[a, a]", "[a b]", "[../up]", "{a: b}"})
  void refusesValuesThatNameNoRuns(String runs) {
    assertThatThrownBy(() -> read("history.runs=" + runs))
        .isInstanceOf(WordsightException.class)
        .hasMessageContaining("curation.history.runs (--set) is ")
        .hasMessageContaining("none, all");
  }

  @ParameterizedTest
  @ValueSource(strings = {"[]", "[first, longer-rationale]"})
  void refusesRulesThatDecideNothing(String keep) {
    assertThatThrownBy(() -> read("keep=" + keep))
        .hasMessageContaining(
            "expected at least one rule, and first at the end, since it leaves no tie");
  }

  @Test
  void refusesJudgeAgreementWithoutAJudge() {
    assertThatThrownBy(() -> read("keep=[judge-agreement]"))
        .hasMessageContaining(
            "curation.keep (--set) is [\"judge-agreement\"], expected a judge too (judge.kind), whose agreement it is");
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "0.05", "1.1", "-1"})
  void refusesAnImpossibleThreshold(String threshold) {
    assertThatThrownBy(() -> read("rougeL.threshold=" + threshold))
        .hasMessageContaining(
            "curation.rougeL.threshold (--set) is " + threshold + ", expected a number");
    assertThatThrownBy(() -> read("nearDuplicate.threshold=" + threshold))
        .hasMessageContaining(
            "curation.nearDuplicate.threshold (--set) is " + threshold + ", expected a number");
  }
}
