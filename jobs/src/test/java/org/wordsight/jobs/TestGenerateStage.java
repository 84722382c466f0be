package org.wordsight.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.wordsight.error.ExitCode;
import org.wordsight.error.WordsightException;
import org.wordsight.jobs.runtime.Run;
import org.wordsight.jobs.synthesis.Calls;
import org.wordsight.jobs.synthesis.ScriptedTeacher;
import org.wordsight.jobs.table.CandidateRow;
import org.wordsight.jobs.table.ContaminationRow;
import org.wordsight.jobs.table.CurationRow;
import org.wordsight.jobs.table.DuplicateRow;
import org.wordsight.jobs.table.RejectedRow;
import org.wordsight.jobs.table.RequestRow;
import org.wordsight.jobs.table.SampleRow;

class TestGenerateStage {
  private static final String[] SMALL = {
    "synthesis.examplesPerCall=2",
    "synthesis.groupSize=4",
    "split.train=60",
    "split.validation=12",
    "split.subsets=[20, 60]"
  };

  @TempDir Path folder;

  @BeforeEach
  void writeInputs() throws IOException {
    ScriptedTeacher.write(folder);
  }

  @Test
  void fillsTheSplitExactlyAndAccountsForEveryQuestion() throws IOException {
    try (Run run = LocalSpark.run(folder, "a", SMALL)) {
      synthesise(run);

      assertThat(run.records(SampleRow.TABLE)).hasSize(72);
      assertThat(run.records(SampleRow.TABLE))
          .filteredOn(sample -> sample.split().equals("train"))
          .extracting(SampleRow::rank)
          .doesNotHaveDuplicates()
          .hasSize(60)
          .allMatch(rank -> rank < 60);
      List<RequestRow> requests = run.records(RequestRow.TABLE);
      assertThat(requests).extracting(RequestRow::wave).contains(0, 1);
      assertThat(asked()).hasSize(requests.size()).doesNotHaveDuplicates();
      assertThat(reasons(run, "generate")).contains("option-letters", "cut-off");
      assertThat(reasons(run, "curate")).containsOnly("surplus");
      assertEveryCandidateHasOneEnd(run);
      assertThat(run.records(DuplicateRow.TABLE))
          .isNotEmpty()
          .allSatisfy(row -> assertThat(row.keptId()).isEqualTo("seed:1"));
      assertThat(run.records(ContaminationRow.TABLE))
          .singleElement()
          .satisfies(row -> assertThat(row.itemId()).isEqualTo("1"));
    }
  }

  private static void assertEveryCandidateHasOneEnd(Run run) {
    Set<String> ends = new TreeSet<>();
    Stream.of(
            run.records(SampleRow.TABLE).stream().map(SampleRow::candidateId),
            run.records(DuplicateRow.TABLE).stream().map(DuplicateRow::candidateId),
            run.records(ContaminationRow.TABLE).stream().map(ContaminationRow::candidateId),
            run.records(RejectedRow.TABLE).stream()
                .filter(row -> row.stage().equals("curate"))
                .map(RejectedRow::sourceId))
        .flatMap(ids -> ids)
        .forEach(id -> assertThat(ends.add(id)).as("%s has two ends", id).isTrue());
    List<String> candidates =
        run.records(CandidateRow.TABLE).stream().map(CandidateRow::candidateId).sorted().toList();
    assertThat(ends).containsExactlyElementsOf(candidates);
    assertThat(run.records(CurationRow.TABLE)).hasSize(candidates.size());
  }

  @Test
  void asksForNoAnswerThatTheLogHolds() throws IOException {
    try (Run run = LocalSpark.run(folder, "a", SMALL)) {
      synthesise(run);
      int requests = asked().size();
      Set<SampleRow> samples = Set.copyOf(run.records(SampleRow.TABLE));
      synthesise(run);
      assertThat(asked()).hasSize(requests);
      assertThat(Set.copyOf(run.records(SampleRow.TABLE))).isEqualTo(samples);
    }
    try (Run run = LocalSpark.run(folder, "b", SMALL)) {
      int requests = asked().size();
      synthesise(run);
      assertThat(asked()).as("another run of the same configuration").hasSize(requests);
    }
  }

  @Test
  void asksAWholeDamagedGroupAgainAndCountsTheAttempt() throws IOException {
    try (Run run = LocalSpark.run(folder, "a", SMALL)) {
      synthesise(run);
      List<SampleRow> samples = run.records(SampleRow.TABLE);
      int requests = asked().size();
      Path segment = GenerateProcess.segments(folder, "settled").get(0);
      Files.write(segment, List.of(Files.readString(segment).substring(0, 300)));
      synthesise(run);
      assertThat(asked()).hasSize(requests + 4);
      assertThat(run.records(RequestRow.TABLE)).filteredOn(row -> row.attempt() == 2).hasSize(4);
      assertThat(run.records(SampleRow.TABLE)).containsExactlyInAnyOrderElementsOf(samples);
    }
  }

  @Test
  void usesTheAnswersThatAnEarlierVersionLogged() throws IOException {
    Set<CandidateRow> candidates;
    try (Run run = LocalSpark.run(folder, "a", SMALL)) {
      synthesise(run);
      candidates = Set.copyOf(run.records(CandidateRow.TABLE));
    }
    int requests = asked().size();
    OlderLog.replaceCalls(folder);

    try (Run run = LocalSpark.run(folder, "b", SMALL)) {
      synthesise(run);
      assertThat(asked()).hasSize(requests);
      assertThat(Set.copyOf(run.records(CandidateRow.TABLE))).isEqualTo(candidates);
      assertThat(run.records(RequestRow.TABLE))
          .hasSize(requests)
          .allSatisfy(row -> assertThat(row.costMicrodollars()).isZero());
    }
  }

  @Test
  void publishesTheFunnelWhenThePlansLimitIsReached() throws IOException {
    String[] limited =
        Stream.concat(Stream.of(SMALL), Stream.of("synthesis.maximumRequests=10"))
            .toArray(String[]::new);
    try (Run run = LocalSpark.run(folder, "a", limited)) {
      assertThatThrownBy(() -> synthesise(run))
          .isInstanceOfSatisfying(
              WordsightException.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.TEACHER))
          .hasMessageContaining("questions survive curation, expected split.train +")
          .hasMessageContaining("= 72.");
      assertThat(asked()).hasSize(10);
      assertThat(run.records(RequestRow.TABLE)).hasSize(10);
      assertThat(run.has(CurationRow.TABLE)).isTrue();
      assertThat(run.has(SampleRow.TABLE)).isFalse();
    }
  }

  @Test
  void refusesToContinueWithOtherSeedQuestions() throws IOException {
    try (Run run = LocalSpark.run(folder, "a", SMALL)) {
      synthesise(run);
      Path seeds = folder.resolve("seeds.json");
      Files.writeString(seeds, Files.readString(seeds).replace("swing", "slide"));
      assertThatThrownBy(() -> synthesise(run))
          .hasMessageContaining("wave 0 was planned otherwise, so the seed questions, the");
    }
  }

  private void synthesise(Run run) {
    new GenerateStage(config -> ScriptedTeacher.of(folder, folder.resolve("asked")), Calls.ALLOWED)
        .run(run);
    new CurateStage().run(run);
    new SplitStage().run(run);
  }

  private static Set<String> reasons(Run run, String stage) {
    return run.records(RejectedRow.TABLE).stream()
        .filter(row -> row.stage().equals(stage))
        .map(RejectedRow::reason)
        .collect(Collectors.toSet());
  }

  private List<String> asked() throws IOException {
    return Files.readAllLines(folder.resolve("asked"));
  }
}
