package org.wordsight.jobs.runtime;

import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.function.UnaryOperator;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.wordsight.config.RunConfig;
import org.wordsight.config.RunFile;
import org.wordsight.error.WordsightException;
import org.wordsight.jobs.table.RunRow;
import org.wordsight.jobs.table.Table;

/**
 * A run that this process is at: it holds the warehouse's lock until it is closed. Stages read and
 * publish tables through it and keep what must survive a kill in its work folders.
 */
public final class Run implements AutoCloseable {
  private final RunFile file;
  private final SparkSession spark;
  private final Warehouse warehouse;
  private final Console console;
  private final Lock lock;
  private RunState state;

  private Run(
      RunFile file,
      SparkSession spark,
      Warehouse warehouse,
      Console console,
      Lock lock,
      RunState state) {
    this.file = file;
    this.spark = spark;
    this.warehouse = warehouse;
    this.console = console;
    this.lock = lock;
    this.state = state;
  }

  /**
   * Takes the lock, begins or continues the run, and completes what a killed process had committed.
   *
   * @throws WordsightException exit code 2 where the run's configuration has changed, 3 where the
   *     warehouse cannot be written, 7 where another run is at work
   */
  public static Run open(RunFile file, RunId runId, SparkSession spark, Console console) {
    Warehouse warehouse =
        Warehouse.at(file.config().warehouse(), Sessions.hadoop(spark.sparkContext().getConf()));
    warehouse.prepareForWriting();
    Lock lock = Lock.take(warehouse, console);
    try {
      RunState state = runId.choose(warehouse, file);
      Run run = new Run(file, spark, warehouse, console, lock, state);
      Publication.recover(run);
      run.update(s -> s.with(RunState.Status.RUNNING));
      return run;
    } catch (IOException e) {
      lock.close();
      throw warehouse.cannotWrite(e);
    } catch (RuntimeException e) {
      lock.close();
      throw e;
    }
  }

  public String id() {
    return state.id();
  }

  public RunConfig config() {
    return file.config();
  }

  public SparkSession spark() {
    return spark;
  }

  public Warehouse warehouse() {
    return warehouse;
  }

  public Console console() {
    return console;
  }

  public RunState state() {
    return state;
  }

  /**
   * This run's published rows of a table, with the table's columns.
   *
   * @throws WordsightException exit code 3 where the run has not published the table
   */
  public Dataset<Row> read(Table<?> table) {
    if (!has(table)) {
      throw WordsightException.input(
          "Cannot read table %s of run %s: it is not published yet. Run the stage that writes it"
                  .formatted(table, id())
              + " first.");
    }

    return spark.read().schema(table.schema()).parquet(warehouse.published(table, id()).toString());
  }

  /** This run's published rows of a table, on the driver; none where it is not published. */
  public <R extends Record> List<R> records(Table<R> table) {
    return has(table) ? table.records(read(table)) : List.of();
  }

  public boolean has(Table<?> table) {
    return state.published().contains(table.name());
  }

  /** Whether the publication of that name is done. */
  public boolean hasPublished(String part) {
    return state.hasPublished(part);
  }

  /** Begins a publication: close it whatever happens. */
  public Publication publication(String part) {
    return new Publication(this, part);
  }

  /** A log whose segments survive a kill: for answers that must not be asked for twice. */
  public <R extends Record> SegmentLog<R> log(String name, Class<R> type) {
    return SegmentLog.at(new Path(workRoot(), "logs/" + name).toString(), type);
  }

  /**
   * A log that all runs of the warehouse share, so that a new run goes on from an earlier one's.
   */
  public <R extends Record> SegmentLog<R> sharedLog(String name, Class<R> type) {
    return SegmentLog.at(warehouse.sharedLog(name).toString(), type);
  }

  /**
   * A local folder for what must survive a kill and is no table.
   *
   * @throws WordsightException exit code 2 where the warehouse is not a local or mounted folder
   */
  public java.nio.file.Path workFolder(String name) {
    return localFolder(new Path(workRoot(), name));
  }

  /** The local folder of this run's adapters, one folder each. */
  public java.nio.file.Path adaptersFolder() {
    return localFolder(new Path(warehouse.runFolder(id()), "adapters"));
  }

  /** Does a stage and notes whether it came to its end and how long it took. */
  public void stage(String stage, String key, Runnable body) {
    long startNanos = System.nanoTime();
    try {
      body.run();
    } catch (Throwable e) {
      noteBeside(e, s -> s.with(attempt(stage, key, false, startNanos)));
      throw e;
    }

    update(s -> s.with(attempt(stage, key, true, startNanos)));
  }

  /** Whatever it was asked for, the time of a stage is that of all its attempts. */
  private RunState.Stage attempt(String stage, String key, boolean finished, long startNanos) {
    double earlierSeconds = state.stage(stage).map(RunState.Stage::seconds).orElse(0.0);
    double seconds = earlierSeconds + (System.nanoTime() - startNanos) * 1e-9;
    return new RunState.Stage(stage, key, finished, Instant.now().toString(), seconds);
  }

  /** Notes where the run stands as this process leaves it. */
  public void leave(RunState.Status status) {
    update(s -> s.with(status));
  }

  /**
   * Notes that this process leaves the run because of {@code failure}, which stays the one told.
   */
  public void leaveFailed(Throwable failure) {
    noteBeside(failure, s -> s.with(RunState.Status.FAILED));
  }

  private void noteBeside(Throwable failure, UnaryOperator<RunState> change) {
    try {
      update(change);
    } catch (RuntimeException e) {
      failure.addSuppressed(e);
    }
  }

  /** Gives the lock back. */
  @Override
  public void close() {
    lock.close();
  }

  /** Writes the changed state; its published form first, so that no state is without one. */
  void update(UnaryOperator<RunState> change) {
    RunState changed = change.apply(state);
    publishRow(changed);
    warehouse.save(changed);
    state = changed;
  }

  private void publishRow(RunState changed) {
    Files files = warehouse.files();
    Path written = new Path(warehouse.runFolder(id()), "row");
    Path folder = warehouse.published(RunRow.TABLE, id());
    try {
      files.delete(written);
      RunRow.TABLE
          .dataset(spark, List.of(changed.row()))
          .coalesce(1)
          .write()
          .parquet(written.toString());
      String name =
          files.names(written).stream()
              .filter(n -> n.endsWith(".parquet"))
              .findFirst()
              .orElseThrow();
      files.makeFolder(folder);
      files.replace(new Path(written, name), new Path(folder, "run.snappy.parquet"));
      files.delete(written);
    } catch (IOException e) {
      throw warehouse.cannotWrite(e);
    }
  }

  private Path workRoot() {
    return new Path(warehouse.runFolder(id()), "work");
  }

  /** Why a warehouse is refused that has no local files. */
  public static WordsightException cannotTrainInto(String warehouse) {
    return WordsightException.usage(
        "Cannot train into warehouse "
            + warehouse
            + ": it is not a local or mounted folder, which this version's checkpoints and"
            + " adapters need. Set warehouse to one.");
  }

  private java.nio.file.Path localFolder(Path folder) {
    if (!warehouse.files().isLocal()) {
      throw cannotTrainInto(warehouse.toString());
    }

    try {
      warehouse.files().makeFolder(folder);
    } catch (IOException e) {
      throw warehouse.cannotWrite(e);
    }

    return java.nio.file.Path.of(folder.toUri().getPath());
  }
}
