package org.wordsight.jobs.runtime;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.wordsight.error.IoReason;
import org.wordsight.error.WordsightException;
import org.wordsight.jobs.storage.OwnSettings;
import org.wordsight.jobs.storage.Storages;
import org.wordsight.storage.Storage;

/**
 * The folder that holds the tables of all runs.
 *
 * <pre>
 * &lt;table&gt;/run_id=&lt;id&gt;/*.parquet          published tables, for plain readers
 * _wordsight/states/&lt;id&gt;/                what a run has finished and published
 * _wordsight/tables/&lt;table&gt;/run_id=&lt;id&gt;/  the files that states name
 * _wordsight/lease/                       who writes
 * _wordsight/logs/&lt;name&gt;/                answers that every run may use
 * _wordsight/runs/&lt;id&gt;/work/              logs and checkpoints of unfinished stages
 * _wordsight/runs/&lt;id&gt;/adapters/          trained adapters
 * _wordsight/unfinished/                  files being written
 * </pre>
 */
public final class Warehouse {
  /** The folder of the runs' own files. */
  static final String RUNS = "_wordsight/runs";

  /** Folder of the logs that all runs share. */
  static final String LOGS = "_wordsight/logs";

  /** Folder of the files that states name. */
  static final String TABLES = "_wordsight/tables";

  private final String place;
  private final Storage storage;
  private final Duration lease;

  private Warehouse(String place, Storage storage, Duration lease) {
    this.place = place;
    this.storage = storage;
    this.lease = lease;
  }

  /**
   * A warehouse for reading. It need not exist yet.
   *
   * @throws WordsightException exit code 3 where the place cannot be opened; 2 where one of our
   *     settings is wrong
   */
  public static Warehouse at(String place, Configuration hadoop) {
    try {
      long leaseSeconds =
          OwnSettings.wholeNumber(
              hadoop, Lease.SECONDS, Lease.DEFAULT.toSeconds(), 1, Lease.LONGEST.toSeconds());
      return new Warehouse(place, Storages.open(place, hadoop), Duration.ofSeconds(leaseSeconds));
    } catch (IOException | IllegalArgumentException e) {
      throw WordsightException.input(
          "Cannot open warehouse "
              + place
              + ": "
              + IoReason.of(e)
              + ". Set warehouse to a folder"
              + " or a URI that Hadoop can open.",
          e);
    }
  }

  /**
   * Makes sure that the warehouse can be written.
   *
   * @throws WordsightException exit code 3 where it cannot
   */
  void prepareForWriting() {
    String probe = Storage.UNFINISHED + "/probe-" + UUID.randomUUID();
    try {
      storage.put(probe, new byte[] {1});
      storage.delete(probe);
    } catch (IOException e) {
      throw WordsightException.input(
          "Cannot write warehouse "
              + place
              + ": "
              + IoReason.of(e)
              + ". Make the folder writable"
              + " or set warehouse to another one.",
          e);
    }
  }

  /** The place in the run file, as an absolute path or URI. */
  public String place() {
    return place;
  }

  public Storage storage() {
    return storage;
  }

  /** How long a lease lasts without a sign of life. */
  Duration lease() {
    return lease;
  }

  /** The path of a file or folder for messages and for Spark. */
  Path path(String name) {
    return Storages.path(storage, name);
  }

  /** The folder of a run's table for plain readers. */
  String plainFolder(String table, String runId) {
    return table + "/run_id=" + runId;
  }

  /** The folder of a table's files, of all runs. */
  Path tableFiles(String table) {
    return path(TABLES + "/" + table);
  }

  /** A new folder for one writing of a table. */
  String newTableFolder(String table, String runId, String part) {
    return "%s/%s/run_id=%s/write=%s-%s"
        .formatted(TABLES, table, runId, part, UUID.randomUUID().toString().substring(0, 8));
  }

  /** The folder for work of stages that is not published yet. */
  static String workFolder(String runId) {
    return RUNS + "/" + runId + "/work";
  }

  /** The folder of a run's adapter. */
  static String adapterFolder(String runId, String adapterId) {
    return RUNS + "/" + runId + "/adapters/" + adapterId;
  }

  /**
   * Where an adapter is now. The warehouse may have been moved or copied since it was trained.
   *
   * @param recorded the place in the table {@code adapters}
   */
  public String adapterPlace(String runId, String adapterId, String recorded) {
    String folder = adapterFolder(runId, adapterId);
    return recorded.endsWith("/" + folder) ? storage.location(folder) : recorded;
  }

  /** A log of a run, as {@link Run#log} has it. */
  public <R extends Record> SegmentLog<R> log(String runId, String name, Class<R> type) {
    return SegmentLog.at(place, workFolder(runId) + "/logs/" + name, type);
  }

  static String sharedLog(String name) {
    return LOGS + "/" + name;
  }

  /** The states of all runs, the newest first. */
  public List<RunState> runs() {
    try {
      return RunStates.newest(this).values().stream().sorted(RunState.NEWEST_FIRST).toList();
    } catch (IOException e) {
      throw cannotRead(e);
    }
  }

  public Optional<RunState> state(String runId) {
    return RunStates.of(this, runId).newest().map(RunStates.Numbered::state);
  }

  WordsightException cannotRead(IOException e) {
    return WordsightException.input(
        "Cannot read warehouse %s: %s. Correct the place, or the permission."
            .formatted(place, IoReason.of(e)),
        e);
  }

  WordsightException cannotWrite(IOException e) {
    return WordsightException.input(
        "Cannot write warehouse %s: %s. Make the folder writable, or set warehouse to another one."
            .formatted(place, IoReason.of(e)),
        e);
  }

  @Override
  public String toString() {
    return place;
  }
}
