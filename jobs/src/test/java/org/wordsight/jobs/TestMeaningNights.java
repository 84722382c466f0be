package org.wordsight.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.wordsight.config.RunFile;
import org.wordsight.dedup.ComparedText;
import org.wordsight.dedup.DuplicateRules;
import org.wordsight.dedup.KeptHistory;
import org.wordsight.dedup.MeaningRule;
import org.wordsight.dedup.NearRule;
import org.wordsight.dedup.SignatureBuilder;
import org.wordsight.error.ExitCode;
import org.wordsight.error.WordsightException;
import org.wordsight.jobs.curation.Curation;
import org.wordsight.jobs.curation.FixedMeaning;
import org.wordsight.jobs.curation.RunHistory;
import org.wordsight.jobs.inspection.Inspection;
import org.wordsight.jobs.runtime.Publication;
import org.wordsight.jobs.runtime.Run;
import org.wordsight.jobs.runtime.RunId;
import org.wordsight.jobs.synthesis.ScriptedTeacher;
import org.wordsight.jobs.table.CandidateRow;
import org.wordsight.jobs.table.CurationRow;
import org.wordsight.jobs.table.CurationStatRow;
import org.wordsight.jobs.table.DuplicateRow;
import org.wordsight.jobs.table.RequestRow;

/** Two nights by the command line, which compare questions by the meaning of their words. */
class TestMeaningNights {
  private static final List<String> MONDAY =
      List.of(
          "Water runs from the ceiling of the flat while the neighbours are on holiday.",
          "Two children throw stones at the windows of the empty house near the school.",
          "While the neighbours are on holiday, water runs from the ceiling of the flat.",
          "An old woman stands at the crossing and waits for somebody to take her over.",
          "The last bus leaves without a girl who has lost her telephone in the snow.");
  private static final List<String> TUESDAY =
      List.of(
          "At the windows of the empty house near the school two children throw stones.",
          "A stranger leaves a heavy suitcase under the clock of the railway station.",
          "The cook of a hotel sees that a colleague puts mouldy bread on the plates.",
          "Under the clock of the railway station a stranger leaves a heavy suitcase.",
          "During a storm the fishermen find that their radio answers nobody any more.",
          "A worker collapses in the heat and the foreman says that all must go on.");

  @TempDir static Path folder;
  private final ByteArrayOutputStream said = new ByteArrayOutputStream();

  @BeforeAll
  static void curateTwoNights() throws IOException {
    ScriptedTeacher.write(folder);
    curate("monday", MONDAY);
    // The calibration of Monday has found this threshold.
    curate("tuesday", TUESDAY, "curation.semantic.threshold=0.81");
  }

  private static List<String> settings(String... more) {
    List<String> settings =
        new ArrayList<>(
            List.of(
                "curation.history.runs=all",
                "curation.semantic.embedder=words",
                "curation.nearDuplicate.threshold=0.9",
                "split={train: 3, validation: 1, subsets: [3]}"));
    settings.addAll(List.of(more));
    return settings;
  }

  private static RunFile runFile(String... more) {
    return LocalSpark.runFile(folder, settings(more).toArray(String[]::new));
  }

  private Run open(String id, String... more) {
    return Run.open(
        runFile(more), new RunId.Named(id), LocalSpark.session(), LocalSpark.recording(said));
  }

  private String said() {
    return said.toString(StandardCharsets.UTF_8);
  }

  /** Publishes candidates with these situations, and curates them by the command line. */
  private static void curate(String id, List<String> situations, String... more) {
    publish(id, situations, more);
    SmallDemo.succeed(command("curate", id, more));
  }

  private static List<String> command(String verb, String id, String... more) {
    List<String> command = new ArrayList<>(List.of(verb, "--config", runFile().path().toString()));
    command.addAll(List.of("--run-id", id));
    command.addAll(SmallDemo.sets(settings(more)));
    return command;
  }

  private static void publish(String id, List<String> situations, String... more) {
    try (Run run =
            Run.open(
                runFile(more), new RunId.Named(id), LocalSpark.session(), LocalSpark.silent());
        Publication publication = run.publication("generate")) {
      String request = id + "-r";
      publication.write(
          RequestRow.TABLE,
          List.of(
              new RequestRow(request, 0, 0, "t", "m", "h", "{}", 1, "ok", "", 1, 1, 0, 0, id, 1)));
      publication.write(
          CandidateRow.TABLE,
          IntStream.range(0, situations.size())
              .mapToObj(i -> candidate(request, i, situations.get(i)))
              .toList());
      publication.commit();
    }
  }

  private static CandidateRow candidate(String request, int position, String situation) {
    return new CandidateRow(
        request + "-" + position,
        request,
        position,
        situation,
        "What now?",
        List.of("help", "wait"),
        "A",
        "It helps.");
  }

  private List<String> duplicates(String id, String... more) {
    try (Run run = open(id, more)) {
      return duplicates(run);
    }
  }

  private static List<String> duplicates(Run run) {
    return run.records(DuplicateRow.TABLE).stream()
        .map(row -> String.join(" ", row.candidateId(), row.keptId(), row.method(), row.rule()))
        .toList();
  }

  @Test
  void dropsInTheSecondNightQuestionsOfTheSameMeaningAsInTheFirst() {
    assertThat(duplicates("monday")).containsExactly("monday-r-2 monday-r-0 semantic cosine");
    assertThat(duplicates("tuesday", "curation.semantic.threshold=0.81"))
        .containsExactly(
            "tuesday-r-0 monday/monday-r-1 history cosine",
            "tuesday-r-3 tuesday-r-1 semantic cosine");
    try (Run run = open("tuesday", "curation.semantic.threshold=0.81")) {
      assertThat(run.records(DuplicateRow.TABLE))
          .allSatisfy(row -> assertThat(row.score()).isBetween(0.81, 0.9999));
      // Two seed questions, four of Monday, six of Tuesday.
      assertThat(run.records(CurationStatRow.TABLE))
          .extracting(CurationStatRow::measure, CurationStatRow::key, CurationStatRow::value)
          .contains(
              tuple("history", "monday", 4.0),
              tuple("funnel", "history", 1.0),
              tuple("funnel", "semantic", 1.0),
              tuple("funnel", "kept", 4.0),
              tuple("semantic", "threshold", 0.81),
              tuple("semantic", "earlier vectors", 4.0),
              tuple("semantic", "compared", 2.0 * 2 + 6 * (6 + 2 + 4)),
              tuple("semantic", "verified", 2.0));
    }
  }

  @Test
  void decidesTheSameWhenItIsContinuedAndWhenVectorsAreMadeAgain() throws IOException {
    Path signatures = attachment("signatures", "monday");
    byte[] whole = Files.readAllBytes(signatures);
    publish("wednesday", TUESDAY, "curation.history.runs=[monday]");
    try (Run run = open("wednesday", "curation.history.runs=[monday]")) {
      history(run).close();
      assertThat(said()).doesNotContain("cannot be used");
    }
    writeWithoutVectors(signatures);
    try (Run run = open("wednesday", "curation.history.runs=[monday]")) {
      new CurateStage().run(run);
      assertThat(said())
          .contains(
              "The signatures of run monday cannot be used (%s: it has no vectors). They are computed again from its questions."
                  .formatted(signatures));
      assertThat(duplicates(run))
          .containsExactly(
              "wednesday-r-0 monday/monday-r-1 history cosine",
              "wednesday-r-3 wednesday-r-1 semantic cosine");
      said.reset();
      history(run).close();
      assertThat(said()).as("it has them now").doesNotContain("cannot be used");
    } finally {
      Files.write(signatures, whole);
    }
  }

  private static KeptHistory history(Run run) {
    return RunHistory.open(run, FixedMeaning.of(run, Curation.of(run.config())).rules());
  }

  /** As a version without vectors wrote them. */
  private static void writeWithoutVectors(Path file) throws IOException {
    DuplicateRules texts = DuplicateRules.of(NearRule.exact(0.9));
    try (SignatureBuilder builder = new SignatureBuilder(texts)) {
      for (int i : new int[] {0, 1, 3, 4}) {
        CandidateRow kept = candidate("monday-r", i, MONDAY.get(i));
        builder.add(kept.candidateId(), ComparedText.of(kept.content()));
      }
      builder.write(file);
    }
  }

  @Test
  void refusesNightsThatComparedByAnotherThresholdOrModel() throws IOException {
    refused(
        "other threshold",
        ExitCode.USAGE,
        "Cannot compare with run monday: curation.semantic.threshold is in effect 0.81 there, expected 0.9 as in this run. Set the same values, name other runs in curation.history.runs, or use another warehouse.",
        "curation.semantic.threshold=0.9");
    Path meaning = attachment("meaning", "monday");
    String whole = Files.readString(meaning);
    assertThat(whole).isEqualTo("{\"embedder\":\"words\",\"threshold\":0.81}");
    try {
      Files.writeString(meaning, whole.replace("words", "encoder 1").replace("0.81", "0.7"));
      refused(
          "other model",
          ExitCode.INPUT,
          "Cannot compare with run monday: the embedder of curation.semantic is encoder 1 there, expected words as in this run. Use the same model, name other runs in curation.history.runs, or use another warehouse.");
      Files.writeString(meaning, "[");
      try (Run run = open("damaged")) {
        assertThatThrownBy(() -> history(run))
            .isInstanceOfSatisfying(
                WordsightException.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.INPUT))
            .hasMessageStartingWith("Cannot read _wordsight/tables/meaning/run_id=monday/");
      }
    } finally {
      Files.writeString(meaning, whole);
    }
    refused(
        "no meaning",
        ExitCode.USAGE,
        "Cannot compare with run monday: curation.semantic.embedder is words there, expected null as in this run. Set the same values, name other runs in curation.history.runs, or use another warehouse.",
        "curation.semantic=null");
  }

  private void refused(String id, ExitCode exitCode, String message, String... more) {
    try (Run run = open(id.replace(' ', '-'), more)) {
      assertThatThrownBy(() -> history(run))
          .isInstanceOfSatisfying(
              WordsightException.class, e -> assertThat(e.exitCode()).isEqualTo(exitCode))
          .hasMessage(message);
    }
  }

  @Test
  void checkNamesTheRunsOfTheComparison() {
    String both = "curation.history.runs=[monday, tuesday]";
    assertThat(facts(both))
        .contains(
            "history: compared with 2 earlier runs",
            "history: meanings are compared too; the calibration must find 0.81, the threshold of the earlier runs");
    assertThat(facts(both, "curation.semantic.threshold=0.81"))
        .contains("history: meanings are compared too")
        .noneMatch(fact -> fact.contains("computed again"));
    assertThat(facts(both, "curation.semantic=null")).noneMatch(fact -> fact.contains("meanings"));
  }

  @Test
  void comparesWithRunsThatPublishedTheirThresholdOnlyAsAFigure() {
    publish("older", MONDAY);
    publishCuration("older", 0.81);
    String only = "curation.history.runs=[older]";
    assertThat(facts(only))
        .contains("history: vectors are computed again for 1 of these runs: older");
    try (Run run = open("after-older", only);
        KeptHistory history = history(run)) {
      assertThat(history.count()).isEqualTo(1);
      assertThat(said())
          .contains("The signatures of run older cannot be used (it published none).");
    }
    try (Run run = open("after-calibrated", only, "curation.semantic.threshold=0.81");
        KeptHistory history = history(run)) {
      assertThat(history.count()).as("the same threshold, named by the run file").isEqualTo(1);
    }
    publishCuration("older", 0.7);
    refused(
        "other figure",
        ExitCode.USAGE,
        "Cannot compare with run older: curation.semantic.threshold is in effect 0.7 there, expected 0.81 as in this run. Set the same values, name other runs in curation.history.runs, or use another warehouse.",
        only);
  }

  private void publishCuration(String id, double threshold) {
    try (Run run = open(id);
        Publication publication = run.publication("curate")) {
      publication.write(
          CurationRow.TABLE, List.of(new CurationRow(id + "-r-0", "kept", Optional.empty())));
      publication.write(
          CurationStatRow.TABLE, List.of(new CurationStatRow("semantic", "threshold", threshold)));
      publication.commit();
    }
  }

  @Test
  void keepsItsThresholdAndModelWhereTheLogIsGone() throws IOException {
    String settings = "curation.semantic.threshold=0.81";
    Path log = folder.resolve("warehouse/_wordsight/runs/tuesday/work/logs/meaning/meaning.jsonl");
    String logged = Files.readString(log);
    Path meaning = attachment("meaning", "tuesday");
    String published = Files.readString(meaning);
    try (Run run = open("tuesday", settings)) {
      Files.delete(log);
      Files.writeString(meaning, published.replace("0.81", "0.77"));
      assertThat(FixedMeaning.of(run, Curation.of(run.config())).rules().meaning())
          .hasValue(new MeaningRule("words", 0.77));
      assertThat(log).as("it is published").doesNotExist();
      Files.writeString(meaning, published.replace("words", "encoder 1"));
      assertThatThrownBy(() -> FixedMeaning.of(run, Curation.of(run.config())))
          .isInstanceOfSatisfying(
              WordsightException.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.INPUT))
          .hasMessage(
              "Cannot continue run tuesday: the embedder is words, expected encoder 1 as before the first wave. Use the same model, or begin a new run with another --run-id.");
    } finally {
      Files.writeString(log, logged);
      Files.writeString(meaning, published);
    }
  }

  private static List<String> facts(String... more) {
    LocalSpark.session();
    return Inspection.of(runFile(more), new RunId.Named("thursday")).facts();
  }

  private static Path attachment(String kind, String id) throws IOException {
    Path tables = folder.resolve("warehouse/_wordsight/tables/" + kind + "/run_id=" + id);
    try (Stream<Path> files = Files.walk(tables)) {
      return files
          .filter(file -> file.getFileName().toString().equals(kind))
          .findFirst()
          .orElseThrow();
    }
  }
}
