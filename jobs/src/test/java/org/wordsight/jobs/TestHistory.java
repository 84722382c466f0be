package org.wordsight.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.wordsight.config.SelectionConfig.HistoryRuns;
import org.wordsight.dedup.DuplicateRules;
import org.wordsight.dedup.KeptHistory;
import org.wordsight.dedup.NearRule;
import org.wordsight.error.ExitCode;
import org.wordsight.error.WordsightException;
import org.wordsight.jobs.curation.HistoryOutlook;
import org.wordsight.jobs.curation.RunHistory;
import org.wordsight.jobs.runtime.Cleaning;
import org.wordsight.jobs.runtime.Publication;
import org.wordsight.jobs.runtime.Run;
import org.wordsight.jobs.runtime.RunId;
import org.wordsight.jobs.synthesis.ScriptedTeacher;
import org.wordsight.jobs.table.CandidateRow;
import org.wordsight.jobs.table.CurationRow;
import org.wordsight.jobs.table.CurationStatRow;
import org.wordsight.jobs.table.DuplicateRow;
import org.wordsight.jobs.table.RequestRow;

/** Two nights of one warehouse, and runs that are compared with what they kept. */
class TestHistory {
  private static final int PER_REQUEST = 4;
  private static final String NOT_FILLED = "questions survive curation, expected split.train";
  private static final List<String> SITUATIONS = situations(220);
  private static final DuplicateRules RULES = DuplicateRules.of(NearRule.exact(.7));

  @TempDir static Path folder;
  private final ByteArrayOutputStream said = new ByteArrayOutputStream();

  @BeforeAll
  static void curateTwoNights() throws IOException {
    ScriptedTeacher.write(folder);
    night("n1", SITUATIONS.subList(0, 120), "all");
    night("n2", SITUATIONS.subList(120, 220), "all");
  }

  private static Run open(String id, ByteArrayOutputStream said, String runs, String... overrides) {
    List<String> all = new ArrayList<>(List.of("curation.history.runs=" + runs));
    all.add("split.train=50000");
    all.addAll(List.of(overrides));
    return Run.open(
        LocalSpark.runFile(folder, all.toArray(String[]::new)),
        new RunId.Named(id),
        LocalSpark.session(),
        LocalSpark.recording(said));
  }

  /** A run of another name, which is compared with these runs. */
  private Run open(String id, String runs, String... overrides) {
    return open(id, said, runs, overrides);
  }

  private String said() {
    return said.toString(StandardCharsets.UTF_8);
  }

  /** Publishes candidates with these situations, and curates them. */
  private static void night(String id, List<String> situations, String runs) {
    try (Run run = open(id, new ByteArrayOutputStream(), runs)) {
      publish(run, situations);
      // The split wants more than a test has. The tables are published all the same.
      assertThatThrownBy(() -> new CurateStage().run(run)).hasMessageContaining(NOT_FILLED);
    }
  }

  private static void publish(Run run, List<String> situations) {
    List<RequestRow> requests = new ArrayList<>();
    List<CandidateRow> candidates = new ArrayList<>();
    for (int i = 0; i < situations.size(); i++) {
      int request = i / PER_REQUEST;
      int position = i % PER_REQUEST;
      String requestId = run.id() + "r" + request;
      if (position == 0) {
        requests.add(request(requestId, request, run.id()));
      }
      candidates.add(
          new CandidateRow(
              requestId + "-" + position,
              requestId,
              position,
              situations.get(i),
              "What now?",
              List.of("help", "wait"),
              "A",
              "It helps."));
    }
    try (Publication publication = run.publication("generate")) {
      publication.write(RequestRow.TABLE, requests);
      publication.write(CandidateRow.TABLE, candidates);
      publication.commit();
    }
  }

  private static RequestRow request(String id, int ordinal, String run) {
    return new RequestRow(id, 0, ordinal, "t", "m", "h", "{}", 1, "ok", "", 1, 1, 0, 0, run, 1);
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

  /** Situations of few words, many of them edits of earlier ones. */
  private static List<String> situations(int count) {
    Random random = new Random(1);
    List<String> all = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      String[] words =
          i == 0 || random.nextInt(3) == 0
              ? random.ints(25, 0, 60).mapToObj(w -> "w" + w).toArray(String[]::new)
              : all.get(random.nextInt(all.size())).split(" ");
      for (int edits = random.nextInt(3); edits > 0; edits--) {
        words[random.nextInt(words.length)] = "w" + random.nextInt(60);
      }
      all.add(String.join(" ", words));
    }
    return all;
  }

  @Test
  void keepsOverTwoNightsWhatOneRunKeeps() {
    night("whole", SITUATIONS, "none");

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
        KeptHistory history = RunHistory.open(run, RULES)) {
      assertThat(history.count()).isEqualTo(kept.size());
      assertThat(said())
          .contains("The signatures of run whole cannot be used (it published none).");
    }
  }

  @Test
  void comparesWithTheRunsThatAreNamedAlone() {
    try (Run run = open("named", "[n2]");
        KeptHistory history = RunHistory.open(run, RULES)) {
      assertThat(history.sources()).extracting(KeptHistory.Source::run).containsExactly("n2");
      assertThat(history.id(0)).startsWith("n2/n2r");
      assertThat(said()).doesNotContain("cannot be used");
    }
    try (Run run = open("nobody", "none");
        KeptHistory history = RunHistory.open(run, RULES)) {
      assertThat(history.count()).isZero();
    }
  }

  @Test
  void refusesARunThatIsNotThere() {
    refused(
        "unknown",
        "[n1, nobody]",
        ExitCode.INPUT,
        "Cannot compare with run nobody: the warehouse has no such run. Name other runs in curation.history.runs.");
    refused(
        "itself",
        "[itself]",
        ExitCode.INPUT,
        "Cannot compare with run itself: it is this run itself. Name other runs in curation.history.runs.");
    refused(
        "uncurated",
        "[itself]",
        ExitCode.INPUT,
        "Cannot compare with run itself: it has published no curation. Name other runs in curation.history.runs.");
  }

  @Test
  void refusesARunThatKeptByOtherRules() {
    refused(
        "other",
        "[n1]",
        ExitCode.USAGE,
        "Cannot compare with run n1: curation.nearDuplicate.threshold is 0.7 there, expected 0.9 as in this run; curation.rougeL.threshold is null there, expected 0.8 as in this run. Set the same values, name other runs in curation.history.runs, or use another warehouse.",
        "curation.nearDuplicate.threshold=0.9",
        "curation.rougeL.threshold=0.8");
  }

  private void refused(
      String id, String runs, ExitCode exitCode, String message, String... overrides) {
    try (Run run = open(id, runs, overrides)) {
      assertThatThrownBy(() -> RunHistory.open(run, RULES))
          .isInstanceOfSatisfying(
              WordsightException.class, e -> assertThat(e.exitCode()).isEqualTo(exitCode))
          .hasMessage(message);
    }
  }

  @Test
  void computesUnusableSignaturesAgainAndSaysSo() throws IOException {
    Path file = signatures("n1");
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
      assertThat(said()).as("it has them now").doesNotContain("cannot be used");

      Files.delete(file);
      assertThat(ids("missing")).isEqualTo(expected);
      assertThat(said()).contains("cannot be used (" + file + " is missing)");
    } finally {
      Files.write(file, whole);
    }
  }

  private List<String> ids(String id) {
    try (Run run = open(id, "[n1]");
        KeptHistory history = RunHistory.open(run, RULES)) {
      return IntStream.range(0, history.count()).mapToObj(history::id).toList();
    }
  }

  @Test
  void seesTheSameHistoryWhenItIsContinued() {
    curateByHand("z1", 3);
    try (Run run = open("continued", "all");
        KeptHistory history = RunHistory.open(run, RULES)) {
      assertThat(history.sources()).extracting(KeptHistory.Source::run).contains("n1", "n2", "z1");
    }
    curateByHand("z2", 2);
    try (Run run = open("continued", "all");
        KeptHistory history = RunHistory.open(run, RULES)) {
      assertThat(history.sources()).extracting(KeptHistory.Source::run).doesNotContain("z2");
    }

    curateByHand("z1", 3);
    try (Run run = open("continued", "all");
        KeptHistory history = RunHistory.open(run, RULES)) {
      assertThat(history.sources())
          .as("it keeps the same questions as before")
          .extracting(KeptHistory.Source::run)
          .contains("z1");
    }
    curateByHand("z1", 2);
    refused(
        "continued",
        "all",
        ExitCode.INPUT,
        "Cannot continue run continued, which is compared with run z1: it was curated anew since, and kept other questions. Begin anew with another --run-id.");
  }

  @Test
  void refusesToGoOnWithoutARunOfItsHistory() throws IOException {
    curateByHand("gone", 1);
    assertThat(historyOf("left", "[gone]")).containsExactly("gone");
    deleteFolder(folder.resolve("warehouse/_wordsight/states/gone"));
    refused(
        "left",
        "[gone]",
        ExitCode.INPUT,
        "Cannot continue run left, which is compared with run gone: the warehouse has no such run any more. Begin anew with another --run-id.");
  }

  @Test
  void refusesADamagedListOfRuns() throws IOException {
    assertThat(historyOf("damaged", "[n1]")).containsExactly("n1");
    String log = "_wordsight/runs/damaged/work/logs/history/history.jsonl";
    Files.writeString(folder.resolve("warehouse").resolve(log), "{}", StandardOpenOption.APPEND);
    refused(
        "damaged",
        "[n1]",
        ExitCode.INPUT,
        "Cannot read log %s: its checksum is wrong. Restore the file, or begin anew with another --run-id."
            .formatted(log));
  }

  @Test
  void readsThePublishedListWhereTheLogIsGone() throws IOException {
    night("done", SITUATIONS.subList(0, 8), "[n1]");
    deleteFolder(folder.resolve("warehouse/_wordsight/runs/done/work"));
    assertThat(historyOf("done", "[n1]")).containsExactly("n1");
    Path list = attachment("history", "done");
    Files.writeString(list, "[{");
    try (Run run = open("done", "[n1]")) {
      assertThatThrownBy(() -> RunHistory.open(run, RULES))
          .isInstanceOfSatisfying(
              WordsightException.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.INPUT))
          .hasMessageStartingWith("Cannot read _wordsight/tables/history/run_id=done/")
          .hasMessageEndingWith(" Restore the file, or begin anew with another --run-id.");
    }
  }

  @Test
  void leavesOutRunsThatBeganLater() {
    open("early", "all").close();
    curateByHand("later", 1);
    assertThat(historyOf("early", "all")).contains("n1", "n2").doesNotContain("later", "early");
    assertThat(historyOf("latest", "all")).contains("n1", "n2", "later");
  }

  /** The runs that a run is compared with; the inspection says the same before and after. */
  private List<String> historyOf(String id, String runs) {
    try (Run run = open(id, runs)) {
      HistoryRuns wanted = run.config().curation().selection().history();
      List<String> expected = outlook(wanted, run);
      try (KeptHistory history = RunHistory.open(run, RULES)) {
        List<String> found = history.sources().stream().map(KeptHistory.Source::run).toList();
        assertThat(found).isEqualTo(expected).isEqualTo(outlook(wanted, run));
        return found;
      }
    }
  }

  private static List<String> outlook(HistoryRuns wanted, Run run) {
    return HistoryOutlook.of(
            wanted, run.state(), run.warehouse(), Optional.empty(), OptionalDouble.empty())
        .runs();
  }

  private static void deleteFolder(Path deleted) throws IOException {
    try (Stream<Path> files = Files.walk(deleted)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }

  private void curateByHand(String id, int kept) {
    try (Run run = open(id, "none")) {
      publish(run, SITUATIONS.subList(0, 4));
      try (Publication publication = run.publication("curate")) {
        publication.write(
            CurationRow.TABLE,
            IntStream.range(0, kept)
                .mapToObj(i -> new CurationRow(id + "r0-" + i, "kept", Optional.empty()))
                .toList());
        publication.commit();
      }
    }
  }

  @Test
  void leavesSignaturesThatAStateNames() throws IOException {
    Path named = signatures("n2");
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

  private static Path signatures(String id) throws IOException {
    return attachment("signatures", id);
  }

  private static Path attachment(String kind, String id) throws IOException {
    Path tables = folder.resolve("warehouse/_wordsight/tables/" + kind + "/run_id=" + id);
    try (Stream<Path> files = Files.walk(tables)) {
      List<Path> found = files.filter(file -> file.getFileName().toString().equals(kind)).toList();
      return found.get(found.size() - 1);
    }
  }
}
