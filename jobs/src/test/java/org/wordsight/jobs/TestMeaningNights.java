package org.wordsight.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
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
import org.wordsight.jobs.runtime.Run;
import org.wordsight.jobs.table.CandidateRow;
import org.wordsight.jobs.table.CurationStatRow;
import org.wordsight.jobs.table.DuplicateRow;

/** Two nights by the command line, which compare questions by the meaning of their words. */
class TestMeaningNights {
  @TempDir static Path folder;
  private static MeaningNights nights;

  @BeforeAll
  static void curateTwoNights() throws IOException {
    nights = MeaningNights.in(folder);
    nights.curate("monday", MeaningNights.MONDAY);
    // The calibration of Monday has found this threshold.
    nights.curate("tuesday", MeaningNights.TUESDAY, "curation.semantic.threshold=0.81");
  }

  @BeforeEach
  void forgetMessages() {
    nights.forget();
  }

  @Test
  void dropsInTheSecondNightQuestionsOfTheSameMeaningAsInTheFirst() {
    assertThat(nights.duplicates("monday"))
        .containsExactly("monday-r-2 monday-r-0 semantic cosine");
    assertThat(nights.duplicates("tuesday", "curation.semantic.threshold=0.81"))
        .containsExactly(
            "tuesday-r-0 monday/monday-r-1 history cosine",
            "tuesday-r-3 tuesday-r-1 semantic cosine");
    try (Run run = nights.open("tuesday", "curation.semantic.threshold=0.81")) {
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
    Path signatures = nights.attachment("signatures", "monday");
    byte[] whole = Files.readAllBytes(signatures);
    nights.publish("wednesday", MeaningNights.TUESDAY, "curation.history.runs=[monday]");
    try (Run run = nights.open("wednesday", "curation.history.runs=[monday]")) {
      MeaningNights.history(run).close();
      assertThat(nights.messages()).doesNotContain("cannot be used");
    }
    writeWithoutVectors(signatures);
    try (Run run = nights.open("wednesday", "curation.history.runs=[monday]")) {
      new CurateStage().run(run);
      assertThat(nights.messages())
          .contains(
              "The signatures of run monday cannot be used (%s: it has no vectors). They are computed again from its questions."
                  .formatted(signatures));
      assertThat(MeaningNights.duplicates(run))
          .containsExactly(
              "wednesday-r-0 monday/monday-r-1 history cosine",
              "wednesday-r-3 wednesday-r-1 semantic cosine");
      nights.forget();
      MeaningNights.history(run).close();
      assertThat(nights.messages()).as("the run has vectors now").doesNotContain("cannot be used");
    } finally {
      Files.write(signatures, whole);
    }
  }

  /** Writes the signatures as an earlier version did: without vectors. */
  private static void writeWithoutVectors(Path file) throws IOException {
    DuplicateRules texts = DuplicateRules.of(NearRule.exact(0.9));
    try (SignatureBuilder builder = new SignatureBuilder(texts)) {
      for (int i : new int[] {0, 1, 3, 4}) {
        CandidateRow kept = MeaningNights.candidate("monday-r", i, MeaningNights.MONDAY.get(i));
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
    Path meaning = nights.attachment("meaning", "monday");
    String whole = Files.readString(meaning);
    assertThat(whole).isEqualTo("{\"embedder\":\"words\",\"threshold\":0.81}");
    try {
      Files.writeString(meaning, whole.replace("words", "encoder 1").replace("0.81", "0.7"));
      refused(
          "other model",
          ExitCode.INPUT,
          "Cannot compare with run monday: the embedder of curation.semantic is encoder 1 there, expected words as in this run. Use the same model, name other runs in curation.history.runs, or use another warehouse.");
      Files.writeString(meaning, "[");
      try (Run run = nights.open("damaged")) {
        assertThatThrownBy(() -> MeaningNights.history(run))
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
    try (Run run = nights.open(id.replace(' ', '-'), more)) {
      assertThatThrownBy(() -> MeaningNights.history(run))
          .isInstanceOfSatisfying(
              WordsightException.class, e -> assertThat(e.exitCode()).isEqualTo(exitCode))
          .hasMessage(message);
    }
  }

  @Test
  void checkNamesTheRunsOfTheComparison() {
    String both = "curation.history.runs=[monday, tuesday]";
    assertThat(nights.facts(both))
        .contains(
            "history: compared with 2 earlier runs",
            "history: meanings are compared too; the calibration must find 0.81, the threshold of the earlier runs");
    assertThat(nights.facts(both, "curation.semantic.threshold=0.81"))
        .contains("history: meanings are compared too")
        .noneMatch(fact -> fact.contains("computed again"));
    assertThat(nights.facts(both, "curation.semantic=null"))
        .noneMatch(fact -> fact.contains("meanings"));
  }

  @Test
  void comparesWithRunsThatPublishedTheirThresholdOnlyAsAFigure() {
    nights.publish("older", MeaningNights.MONDAY);
    nights.publishCuration("older", 0.81);
    String only = "curation.history.runs=[older]";
    assertThat(nights.facts(only))
        .contains("history: vectors are computed again for 1 of these runs: older");
    try (Run run = nights.open("after-older", only);
        KeptHistory history = MeaningNights.history(run)) {
      assertThat(history.count()).isEqualTo(1);
      assertThat(nights.messages())
          .contains("The signatures of run older cannot be used (it published none).");
    }
    try (Run run = nights.open("after-calibrated", only, "curation.semantic.threshold=0.81");
        KeptHistory history = MeaningNights.history(run)) {
      assertThat(history.count()).as("the same threshold, named by the run file").isEqualTo(1);
    }
    nights.publishCuration("older", 0.7);
    refused(
        "other figure",
        ExitCode.USAGE,
        "Cannot compare with run older: curation.semantic.threshold is in effect 0.7 there, expected 0.81 as in this run. Set the same values, name other runs in curation.history.runs, or use another warehouse.",
        only);
  }

  @Test
  void keepsItsThresholdAndModelWhereTheLogIsGone() throws IOException {
    String settings = "curation.semantic.threshold=0.81";
    Path log = folder.resolve("warehouse/_wordsight/runs/tuesday/work/logs/meaning/meaning.jsonl");
    String logged = Files.readString(log);
    Path meaning = nights.attachment("meaning", "tuesday");
    String published = Files.readString(meaning);
    try (Run run = nights.open("tuesday", settings)) {
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
}
