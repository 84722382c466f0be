package org.wordsight.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.wordsight.dedup.KeptHistory;
import org.wordsight.jobs.curation.RunHistory;
import org.wordsight.jobs.runtime.Cleaning;
import org.wordsight.jobs.runtime.Run;
import org.wordsight.jobs.table.CandidateRow;
import org.wordsight.jobs.table.CurationRow;
import org.wordsight.jobs.table.CurationStatRow;
import org.wordsight.jobs.table.DuplicateRow;

/** Two nights of one warehouse, and runs that are compared with their kept questions. */
class TestHistory {

  @TempDir static Path folder;

  private static Nights nights;

  private final ByteArrayOutputStream said = new ByteArrayOutputStream();

  @BeforeAll
  static void curateTwoNights() throws IOException {
    nights = Nights.in(folder);
    nights.night("n1", Nights.SITUATIONS.subList(0, 120), "all");
    nights.night("n2", Nights.SITUATIONS.subList(120, 220), "all");
  }

  /** Opens a run of another name, which is compared with these runs. */
  private Run open(String id, String runs) {
    return nights.open(id, said, runs);
  }

  private String said() {
    return said.toString(StandardCharsets.UTF_8);
  }

  private List<DuplicateRow> duplicates(String id, String runs) {
    try (Run run = open(id, runs)) {
      return run.records(DuplicateRow.TABLE);
    }
  }

  private List<String> keptSituations(String id, String runs) {
    try (Run run = open(id, runs)) {
      List<String> kept =
          run.records(CurationRow.TABLE).stream()
              .filter(row -> row.verdict().equals("kept"))
              .map(CurationRow::candidateId)
              .toList();
      return run.records(CandidateRow.TABLE).stream()
          .filter(row -> kept.contains(row.candidateId()))
          .map(CandidateRow::situation)
          .toList();
    }
  }

  @Test
  void keepsInTwoNightsTheQuestionsThatOneRunKeeps() {
    nights.night("whole", Nights.SITUATIONS, "none");

    List<String> first = keptSituations("n1", "all");
    List<String> kept = new ArrayList<>(first);
    kept.addAll(keptSituations("n2", "all"));
    assertThat(kept).containsExactlyInAnyOrderElementsOf(keptSituations("whole", "none"));
    List<DuplicateRow> second = duplicates("n2", "all");
    assertThat(second).extracting(DuplicateRow::method).contains("history", "near");
    assertThat(second)
        .filteredOn(row -> row.method().equals("history"))
        .allSatisfy(
            row -> {
              assertThat(row.keptId()).matches("n1/n1r\\d+-\\d");
              assertThat(row.score()).isBetween(.7, 1.0);
              assertThat(row.rule()).isIn("exact", "shingles");
            });
    try (Run run = open("n2", "all")) {
      assertThat(run.records(CurationStatRow.TABLE))
          .contains(
              new CurationStatRow("history", "n1", first.size()),
              new CurationStatRow(
                  "funnel",
                  "history",
                  second.stream().filter(row -> row.method().equals("history")).count()));
    }

    // That run published no signatures.
    try (Run run = open("after", "[whole]");
        KeptHistory history = RunHistory.open(run, Nights.RULES)) {
      assertThat(history.count()).isEqualTo(kept.size());
      assertThat(said())
          .contains("The signatures of run whole cannot be used (it published none).");
    }
  }

  @Test
  void comparesOnlyWithTheNamedRuns() {
    try (Run run = open("named", "[n2]");
        KeptHistory history = RunHistory.open(run, Nights.RULES)) {
      assertThat(history.sources()).extracting(KeptHistory.Source::run).containsExactly("n2");
      assertThat(history.id(0)).startsWith("n2/n2r");
      assertThat(said()).doesNotContain("cannot be used");
    }
    try (Run run = open("nobody", "none");
        KeptHistory history = RunHistory.open(run, Nights.RULES)) {
      assertThat(history.count()).isZero();
    }
  }

  @Test
  void computesUnusableSignaturesAgainAndSaysSo() throws IOException {
    Path file = nights.attachment("signatures", "n1");
    byte[] whole = Files.readAllBytes(file);
    List<String> expected = ids("usable");
    assertThat(said()).doesNotContain("cannot be used");
    try {
      Files.write(file, Arrays.copyOf(whole, whole.length / 2));
      assertThat(ids("truncated")).isEqualTo(expected);
      assertThat(said())
          .contains(
              "The signatures of run n1 cannot be used (%s: its end is missing). They are computed again from its questions."
                  .formatted(file));
      said.reset();
      assertThat(ids("truncated")).isEqualTo(expected);
      assertThat(said()).as("the run has signatures now").doesNotContain("cannot be used");

      Files.delete(file);
      assertThat(ids("missing")).isEqualTo(expected);
      assertThat(said()).contains("cannot be used (" + file + " is missing)");
    } finally {
      Files.write(file, whole);
    }
  }

  private List<String> ids(String id) {
    try (Run run = open(id, "[n1]");
        KeptHistory history = RunHistory.open(run, Nights.RULES)) {
      return IntStream.range(0, history.count()).mapToObj(history::id).toList();
    }
  }

  @Test
  void cleaningKeepsSignaturesThatAStateNames() throws IOException {
    Path named = nights.attachment("signatures", "n2");
    Path left = Files.copy(named, named.resolveSibling("left"));
    FileTime old = FileTime.from(Instant.now().minus(Duration.ofDays(3)));
    try (Run run = open("cleaned", "none")) {
      for (Path file : List.of(named, left)) {
        Files.setLastModifiedTime(file, old);
      }
      assertThat(new Cleaning(run.warehouse(), Duration.ZERO).find(name -> true))
          .extracting(one -> one.file().lastName())
          .contains("left")
          .doesNotContain("signatures");
    } finally {
      Files.delete(left);
    }
  }
}
