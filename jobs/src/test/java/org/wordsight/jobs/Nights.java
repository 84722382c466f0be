package org.wordsight.jobs;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.wordsight.dedup.DuplicateRules;
import org.wordsight.dedup.NearRule;
import org.wordsight.jobs.runtime.Publication;
import org.wordsight.jobs.runtime.Run;
import org.wordsight.jobs.runtime.RunId;
import org.wordsight.jobs.synthesis.ScriptedTeacher;
import org.wordsight.jobs.table.CandidateRow;
import org.wordsight.jobs.table.CurationRow;
import org.wordsight.jobs.table.RequestRow;

/** Runs of one warehouse, with candidates that a test writes. */
record Nights(Path folder) {
  static final List<String> SITUATIONS = situations(220);
  static final DuplicateRules RULES = DuplicateRules.of(NearRule.exact(.7));

  private static final int PER_REQUEST = 4;
  private static final String NOT_FILLED = "questions survive curation, expected split.train";

  /** Writes the inputs that a run file names. */
  static Nights in(Path folder) throws IOException {
    ScriptedTeacher.write(folder);
    return new Nights(folder);
  }

  /** A run that is compared with these runs. */
  Run open(String id, ByteArrayOutputStream said, String runs, String... overrides) {
    List<String> all = new ArrayList<>(List.of("curation.history.runs=" + runs));
    all.add("split.train=50000");
    all.addAll(List.of(overrides));
    return Run.open(
        LocalSpark.runFile(folder, all.toArray(String[]::new)),
        new RunId.Named(id),
        LocalSpark.session(),
        LocalSpark.recording(said));
  }

  /** Publishes candidates with these situations, and curates them. */
  void night(String id, List<String> situations, String runs) {
    try (Run run = open(id, new ByteArrayOutputStream(), runs)) {
      publish(run, situations);
      // The split wants more questions than a test has. The tables are still published.
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

  /** Publishes a run whose curation kept this number of candidates, without signatures. */
  void curateByHand(String id, int kept) {
    try (Run run = open(id, new ByteArrayOutputStream(), "none")) {
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

  /** Situations of few words; many are changed copies of earlier situations. */
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

  /** The newest published attachment of this kind. */
  Path attachment(String kind, String id) throws IOException {
    Path tables = folder.resolve("warehouse/_wordsight/tables/" + kind + "/run_id=" + id);
    try (Stream<Path> files = Files.walk(tables)) {
      List<Path> found = files.filter(file -> file.getFileName().toString().equals(kind)).toList();
      return found.get(found.size() - 1);
    }
  }
}
