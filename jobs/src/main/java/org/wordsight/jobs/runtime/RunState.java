package org.wordsight.jobs.runtime;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.wordsight.jobs.table.RunRow;

/**
 * The state of a run. It alone says what the run has published. {@link RunStates} keeps it. Times
 * are ISO 8601; {@code finishedAt} is empty while the run is not done.
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
    List<StageState> stages) {

  static final Comparator<RunState> NEWEST_FIRST =
      Comparator.comparing(RunState::startedAt).thenComparing(RunState::id).reversed();

  /** The status of a run. */
  public enum Status {
    /** A process works on the run, or was killed during its work. */
    RUNNING,
    /** Some stages are done, and no process works on it. */
    UNFINISHED,
    /** The last attempt ended with an error. */
    FAILED,
    /** Every stage is done. */
    DONE
  }

  /**
   * Rows that were published together.
   *
   * @param files the files with the rows; a table without rows has a file too
   * @param attachments files beside the tables, each under the name of its kind; states of earlier
   *     versions have none
   */
  public record Part(String name, List<PublishedFile> files, List<PublishedFile> attachments) {
    public Part {
      requireFields(name);
      files = List.copyOf(files);
      attachments = attachments == null ? List.of() : List.copyOf(attachments);
    }

    List<String> tables() {
      return files.stream().map(PublishedFile::table).distinct().toList();
    }
  }

  /**
   * A file of a table, or of a kind of attachment. It is written once and never changed.
   *
   * @param name in the warehouse
   */
  public record PublishedFile(String table, String name, long bytes) {
    public PublishedFile {
      requireFields(table, name);
    }
  }

  /**
   * The work of a stage so far.
   *
   * @param key what the stage was asked for; another key means other work
   * @param finished whether the stage ended well
   * @param seconds of all attempts that were not killed
   */
  public record StageState(String name, String key, boolean finished, String at, double seconds) {
    public StageState {
      requireFields(name, key, at);
      Instant.parse(at);
    }
  }

  public RunState {
    requireFields(
        id, name, status, startedAt, finishedAt, config, identity, configHash, codeVersion);
    Instant.parse(startedAt);
    if (!finishedAt.isEmpty()) {
      Instant.parse(finishedAt);
    }

    parts = List.copyOf(parts);
    stages = List.copyOf(stages);
  }

  /** A file may lack any of them. */
  private static void requireFields(Object... fields) {
    for (Object field : fields) {
      Objects.requireNonNull(field, "it lacks a field of a run's state");
    }
  }

  public List<String> published() {
    return Stream.concat(
            Stream.of(RunRow.TABLE.name()), parts.stream().flatMap(part -> part.tables().stream()))
        .distinct()
        .toList();
  }

  /** The files with this run's rows of a table. */
  public List<PublishedFile> files(String table) {
    return parts.stream()
        .flatMap(part -> part.files().stream())
        .filter(file -> file.table().equals(table))
        .toList();
  }

  /** The attachment of this kind that a part has. */
  public Optional<PublishedFile> attachment(String partName, String kind) {
    return part(partName).stream()
        .flatMap(part -> part.attachments().stream())
        .filter(file -> file.table().equals(kind))
        .findFirst();
  }

  public Optional<Part> part(String partName) {
    return parts.stream().filter(p -> p.name().equals(partName)).findFirst();
  }

  public boolean hasPublished(String part) {
    return part(part).isPresent();
  }

  public Optional<StageState> stage(String stageName) {
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

  /** Replaces the part of the same name; the new part is the last. */
  RunState with(Part part) {
    List<Part> newParts = new ArrayList<>(parts);
    newParts.removeIf(p -> p.name().equals(part.name()));
    newParts.add(part);
    return with(newParts, stages);
  }

  /** Replaces the stage of the same name; the new stage is the last. */
  RunState with(StageState stage) {
    List<StageState> newStages = new ArrayList<>(stages);
    newStages.removeIf(s -> s.name().equals(stage.name()));
    newStages.add(stage);
    return with(parts, newStages);
  }

  private RunState with(List<Part> newParts, List<StageState> newStages) {
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
            .filter(StageState::finished)
            .map(s -> new RunRow.FinishedStage(s.name(), Instant.parse(s.at()), s.seconds()))
            .toList());
  }
}
