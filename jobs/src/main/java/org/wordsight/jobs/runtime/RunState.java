package org.wordsight.jobs.runtime;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.wordsight.jobs.table.RunRow;

/**
 * What is known of a run, and the one place that says what is published. {@link RunStates} keeps
 * it. Times are ISO 8601; {@code finishedAt} is empty while the run is not done.
 *
 * @param identity the configuration without warehouse and report, which must not change
 * @param parts what is published, in the order of publication
 */
public record RunState(
    String id,
    String name,
    Status status,
    String startedAt,
    String finishedAt,
    String config,
    String identity,
    String configHash,
    String codeVersion,
    List<Part> parts,
    List<Stage> stages) {

  static final Comparator<RunState> NEWEST_FIRST =
      Comparator.comparing(RunState::startedAt).thenComparing(RunState::id).reversed();

  /** Where a run stands. */
  public enum Status {
    /** A process is at it, or was killed at it. */
    RUNNING,
    /** Some stages are done, and nobody is at it. */
    UNFINISHED,
    /** The last attempt ended with an error. */
    FAILED,
    /** Every stage is done. */
    DONE
  }

  /**
   * Rows that were published together.
   *
   * @param files what holds them; a table without rows has a file too
   */
  public record Part(String name, List<PublishedFile> files) {
    public Part {
      files = List.copyOf(files);
    }

    List<String> tables() {
      return files.stream().map(PublishedFile::table).distinct().toList();
    }
  }

  /**
   * A file of a table. It is written once and never changed.
   *
   * @param name in the warehouse
   */
  public record PublishedFile(String table, String name, long bytes) {}

  /**
   * A stage's work so far.
   *
   * @param key what the stage was asked for; another key is other work
   * @param finished whether it came to its end
   * @param seconds over all attempts that ended in an orderly way
   */
  public record Stage(String name, String key, boolean finished, String at, double seconds) {}

  public RunState {
    parts = List.copyOf(parts);
    stages = List.copyOf(stages);
  }

  public List<String> published() {
    return Stream.concat(
            Stream.of(RunRow.TABLE.name()), parts.stream().flatMap(part -> part.tables().stream()))
        .distinct()
        .toList();
  }

  /** The files that hold this run's rows of a table. */
  public List<PublishedFile> files(String table) {
    return parts.stream()
        .flatMap(part -> part.files().stream())
        .filter(file -> file.table().equals(table))
        .toList();
  }

  public Optional<Part> part(String partName) {
    return parts.stream().filter(p -> p.name().equals(partName)).findFirst();
  }

  public boolean hasPublished(String part) {
    return part(part).isPresent();
  }

  public Optional<Stage> stage(String stageName) {
    return stages.stream().filter(s -> s.name().equals(stageName)).findFirst();
  }

  RunState with(Status newStatus) {
    String finished = newStatus == Status.DONE ? Instant.now().toString() : "";
    return new RunState(
        id,
        name,
        newStatus,
        startedAt,
        finished,
        config,
        identity,
        configHash,
        codeVersion,
        parts,
        stages);
  }

  /** A part replaces the part of its name and stands last. */
  RunState with(Part part) {
    List<Part> newParts = new ArrayList<>(parts);
    newParts.removeIf(p -> p.name().equals(part.name()));
    newParts.add(part);
    return with(newParts, stages);
  }

  /** A stage replaces the stage of its name and stands last. */
  RunState with(Stage stage) {
    List<Stage> newStages = new ArrayList<>(stages);
    newStages.removeIf(s -> s.name().equals(stage.name()));
    newStages.add(stage);
    return with(parts, newStages);
  }

  private RunState with(List<Part> newParts, List<Stage> newStages) {
    return new RunState(
        id,
        name,
        status,
        startedAt,
        finishedAt,
        config,
        identity,
        configHash,
        codeVersion,
        newParts,
        newStages);
  }

  RunRow row() {
    return new RunRow(
        name,
        status.name().toLowerCase(Locale.ROOT),
        Instant.parse(startedAt),
        finishedAt.isEmpty() ? Optional.empty() : Optional.of(Instant.parse(finishedAt)),
        config,
        configHash,
        codeVersion,
        published(),
        stages.stream()
            .filter(Stage::finished)
            .map(s -> new RunRow.FinishedStage(s.name(), Instant.parse(s.at()), s.seconds()))
            .toList());
  }
}
