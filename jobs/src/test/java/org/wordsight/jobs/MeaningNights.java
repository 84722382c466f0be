package org.wordsight.jobs;

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
import org.wordsight.config.RunFile;
import org.wordsight.dedup.KeptHistory;
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

/** Runs of one warehouse that compare questions by the meaning of their words. */
record MeaningNights(Path folder, ByteArrayOutputStream said) {
  static final List<String> MONDAY =
      List.of(
          "Water runs from the ceiling of the flat while the neighbours are on holiday.",
          "Two children throw stones at the windows of the empty house near the school.",
          "While the neighbours are on holiday, water runs from the ceiling of the flat.",
          "An old woman stands at the crossing and waits for somebody to take her over.",
          "The last bus leaves without a girl who has lost her telephone in the snow.");
  static final List<String> TUESDAY =
      List.of(
          "At the windows of the empty house near the school two children throw stones.",
          "A stranger leaves a heavy suitcase under the clock of the railway station.",
          "The cook of a hotel sees that a colleague puts mouldy bread on the plates.",
          "Under the clock of the railway station a stranger leaves a heavy suitcase.",
          "During a storm the fishermen find that their radio answers nobody any more.",
          "A worker collapses in the heat and the foreman says that all must go on.");

  /** Writes the inputs that a run file names. */
  static MeaningNights in(Path folder) throws IOException {
    ScriptedTeacher.write(folder);
    return new MeaningNights(folder, new ByteArrayOutputStream());
  }

  /** The messages of the runs since the last {@link #forget}. */
  String messages() {
    return said.toString(StandardCharsets.UTF_8);
  }

  void forget() {
    said.reset();
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

  private RunFile runFile(String... more) {
    return LocalSpark.runFile(folder, settings(more).toArray(String[]::new));
  }

  Run open(String id, String... more) {
    return Run.open(
        runFile(more), new RunId.Named(id), LocalSpark.session(), LocalSpark.recording(said));
  }

  /** Publishes candidates with these situations, and curates them by the command line. */
  void curate(String id, List<String> situations, String... more) {
    publish(id, situations, more);
    SmallDemo.succeed(command("curate", id, more));
  }

  private List<String> command(String verb, String id, String... more) {
    List<String> command = new ArrayList<>(List.of(verb, "--config", runFile().path().toString()));
    command.addAll(List.of("--run-id", id));
    command.addAll(SmallDemo.sets(settings(more)));
    return command;
  }

  void publish(String id, List<String> situations, String... more) {
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

  static CandidateRow candidate(String request, int position, String situation) {
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

  List<String> duplicates(String id, String... more) {
    try (Run run = open(id, more)) {
      return duplicates(run);
    }
  }

  static List<String> duplicates(Run run) {
    return run.records(DuplicateRow.TABLE).stream()
        .map(row -> String.join(" ", row.candidateId(), row.keptId(), row.method(), row.rule()))
        .toList();
  }

  /** Opens the history of a run. The caller closes it. */
  static KeptHistory history(Run run) {
    return RunHistory.open(run, FixedMeaning.of(run, Curation.of(run.config())).rules());
  }

  /** Publishes a curation with a threshold as an earlier version did: only as a figure. */
  void publishCuration(String id, double threshold) {
    try (Run run = open(id);
        Publication publication = run.publication("curate")) {
      publication.write(
          CurationRow.TABLE, List.of(new CurationRow(id + "-r-0", "kept", Optional.empty())));
      publication.write(
          CurationStatRow.TABLE, List.of(new CurationStatRow("semantic", "threshold", threshold)));
      publication.commit();
    }
  }

  /** The facts that {@code check} shows. */
  List<String> facts(String... more) {
    LocalSpark.session();
    return Inspection.of(runFile(more), new RunId.Named("thursday")).facts();
  }

  /** The published attachment of this kind. */
  Path attachment(String kind, String id) throws IOException {
    Path tables = folder.resolve("warehouse/_wordsight/tables/" + kind + "/run_id=" + id);
    try (Stream<Path> files = Files.walk(tables)) {
      return files
          .filter(file -> file.getFileName().toString().equals(kind))
          .findFirst()
          .orElseThrow();
    }
  }
}
