package org.wordsight.jobs.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.wordsight.error.ExitCode;
import org.wordsight.error.WordsightException;
import org.wordsight.jobs.LocalSpark;
import org.wordsight.jobs.runtime.RunState.Part;
import org.wordsight.jobs.runtime.RunState.PublishedFile;
import org.wordsight.storage.StoredFile;

class TestRunStates {
  private static final String BEGUN = "2026-01-31T01:30:00Z";

  @TempDir Path folder;

  private Warehouse warehouse;
  private RunStates states;
  private Lease lease;

  @BeforeEach
  void takeLease() {
    warehouse = Warehouse.at(folder.toString(), new Configuration());
    states = RunStates.of(warehouse, "a");
    lease = Lease.take(warehouse, "a", LocalSpark.silent());
  }

  @AfterEach
  void giveItBack() {
    lease.close();
  }

  @Test
  void giveTheStateOfTheHighestNumber() throws IOException {
    assertThat(states.newest()).isEmpty();
    assertThat(states.append(0, state("one"), lease)).isEqualTo(1);
    assertThat(states.append(1, state("two"), lease)).isEqualTo(2);

    assertThat(states.newest()).hasValue(new RunStates.Numbered(2, state("two")));
    assertThat(RunStates.newest(warehouse)).containsOnlyKeys("a").containsValue(state("two"));
    assertThat(states.older())
        .extracting(StoredFile::name)
        .containsExactly("_wordsight/states/a/00000001.once");

    states.removeOlder();
    assertThat(states.older()).isEmpty();
    assertThat(states.newest()).hasValue(new RunStates.Numbered(2, state("two")));
  }

  @Test
  void letOneOfTwoWritersThatKnowTheSameStateSucceed() {
    states.append(0, state("one"), lease);
    states.append(1, state("two"), lease);

    assertLost(1, state("another"));
    assertThat(states.newest()).hasValue(new RunStates.Numbered(2, state("two")));
  }

  @Test
  void refuseTheNextStateOfAHolderThatWasFenced() {
    states.append(0, state("one"), lease);
    states.fence(lease);

    assertLost(1, state("late"));
    assertThat(states.newest()).hasValue(new RunStates.Numbered(2, state("one")));
  }

  @Test
  void fenceNothingWhereTheRunWasNeverBegun() throws IOException {
    states.fence(lease);

    assertThat(warehouse.storage().list("_wordsight/states")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "null",
        "[]",
        "{}",
        "{\"version\":2,\"state\":null}",
        "{\"version\":2,\"state\":{}}",
        "\"startedAt\":\"yesterday\"",
        "\"parts\":null",
        "\"parts\":[null]",
        "\"parts\":[{}]",
        "\"parts\":[{\"name\":\"curate\",\"files\":[{}]}]",
        "\"stages\":[{\"name\":\"train\",\"finished\":true}]"
      })
  void sayWhichFileIsNoState(String content) throws IOException {
    states.append(0, state("one"), lease);
    Path file = folder.resolve("_wordsight/states/a/00000001.once");
    String whole = Files.readString(file);
    Files.writeString(file, content.startsWith("\"") ? replaced(whole, content) : content);

    for (Runnable reading :
        List.<Runnable>of(() -> states.newest(), warehouse::runs, () -> warehouse.state("a"))) {
      assertThatThrownBy(reading::run)
          .isInstanceOfSatisfying(
              WordsightException.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.INPUT))
          .hasMessageStartingWith("Cannot read " + file + ": it is not the state of a run (");
    }
  }

  /** The state with another value of one key. */
  private static String replaced(String whole, String keyAndValue) {
    String key = keyAndValue.substring(0, keyAndValue.indexOf(':'));
    String changed =
        whole.replaceFirst(
            key + " : (\\[[^\\]]*\\]|\"[^\"]*\")",
            java.util.regex.Matcher.quoteReplacement(keyAndValue));
    assertThat(changed).isNotEqualTo(whole);
    return changed;
  }

  private void assertLost(long known, RunState state) {
    assertThatThrownBy(() -> states.append(known, state, lease))
        .isInstanceOfSatisfying(
            WordsightException.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.LOCKED))
        .hasMessageContaining("Nothing of this step is published");
  }

  private static RunState state(String part) {
    PublishedFile file = new PublishedFile("rejected", part + ".parquet", 3);
    return new RunState(
        "a",
        "test",
        RunState.Status.RUNNING,
        BEGUN,
        "",
        "config",
        "identity",
        "hash",
        "code",
        List.of(new Part(part, List.of(file), List.of())),
        List.of(new RunState.StageState("generate", "", true, BEGUN, 1.5)));
  }
}
