package org.wordsight.jobs.runtime;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.wordsight.error.WordsightException;
import org.wordsight.jobs.table.Table;

/**
 * The folder that holds the tables of all runs.
 *
 * <pre>
 * &lt;table&gt;/run_id=&lt;id&gt;/*.parquet      published, whole
 * _wordsight/lock                     who writes
 * _wordsight/logs/&lt;name&gt;/            answers that every run may use
 * _wordsight/runs/&lt;id&gt;/state.json     what the run has finished and published
 * _wordsight/runs/&lt;id&gt;/staging/       tables being written
 * _wordsight/runs/&lt;id&gt;/work/          logs and checkpoints of unfinished stages
 * _wordsight/runs/&lt;id&gt;/adapters/      trained adapters
 * </pre>
 */
public final class Warehouse {
  private static final String OWN = "_wordsight";

  private final String place;
  private final Path root;
  private final Files files;

  private Warehouse(String place, Path root, Files files) {
    this.place = place;
    this.root = root;
    this.files = files;
  }

  /** A warehouse for reading: it may not exist yet. */
  public static Warehouse at(String place, Configuration configuration) {
    try {
      Path root = new Path(place);
      FileSystem fileSystem = root.getFileSystem(configuration);
      return new Warehouse(place, fileSystem.makeQualified(root), new Files(fileSystem));
    } catch (IOException | IllegalArgumentException e) {
      throw WordsightException.input(
          "Cannot open warehouse "
              + place
              + ": "
              + e.getMessage()
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
    try {
      files.makeFolder(new Path(root, OWN));
      Path probe = new Path(root, OWN + "/probe-" + ProcessHandle.current().pid());
      files.writeWhole(probe, new byte[0]);
      files.delete(probe);
    } catch (IOException e) {
      throw WordsightException.input(
          "Cannot write warehouse "
              + place
              + ": "
              + e.getMessage()
              + ". Make the folder writable"
              + " or set warehouse to another one.",
          e);
    }
  }

  /** The place as the run file names it, made absolute. */
  public String place() {
    return place;
  }

  public Files files() {
    return files;
  }

  Path lock() {
    return new Path(root, OWN + "/lock");
  }

  Path runFolder(String runId) {
    return new Path(root, OWN + "/runs/" + runId);
  }

  Path sharedLog(String name) {
    return new Path(root, OWN + "/logs/" + name);
  }

  Path tableFolder(Table<?> table) {
    return new Path(root, table.name());
  }

  Path published(Table<?> table, String runId) {
    return published(table.name(), runId);
  }

  Path published(String table, String runId) {
    return new Path(root, table + "/run_id=" + runId);
  }

  /** The states of all runs, the newest first. */
  public List<RunState> runs() {
    try {
      FileStatus[] folders = files.fileSystem().listStatus(new Path(root, OWN + "/runs"));
      return Arrays.stream(folders)
          .flatMap(folder -> state(folder.getPath().getName()).stream())
          .sorted(RunState.NEWEST_FIRST)
          .toList();
    } catch (FileNotFoundException e) {
      return List.of();
    } catch (IOException e) {
      throw WordsightException.input("Cannot read warehouse " + place + ": " + e.getMessage(), e);
    }
  }

  public Optional<RunState> state(String runId) {
    Path path = statePath(runId);
    try {
      return files.readWhole(path).map(bytes -> RunState.parse(bytes, path.toString()));
    } catch (IOException e) {
      throw WordsightException.input("Cannot read " + path + ": " + e.getMessage(), e);
    }
  }

  void save(RunState state) {
    try {
      files.writeWhole(statePath(state.id()), state.bytes());
    } catch (IOException e) {
      throw cannotWrite(e);
    }
  }

  WordsightException cannotWrite(IOException e) {
    return WordsightException.input(
        "Cannot write warehouse " + place + ": " + e.getMessage() + ".", e);
  }

  private Path statePath(String runId) {
    return new Path(runFolder(runId), "state.json");
  }

  @Override
  public String toString() {
    return place;
  }
}
