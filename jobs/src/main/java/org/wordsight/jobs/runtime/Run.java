package org.wordsight.jobs.runtime;

import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.UnaryOperator;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.wordsight.config.RunConfig;
import org.wordsight.config.RunFile;
import org.wordsight.error.WordsightException;
import org.wordsight.jobs.table.RunRow;
import org.wordsight.jobs.table.Table;
import org.wordsight.storage.Storage;

/**
 * A run that this process works on. It holds the warehouse's lease until it is closed. Stages use a
 * run to read and publish tables. Its work folders keep files that must survive a crash.
 */
public final class Run implements AutoCloseable {
  private final RunFile file;
  private final SparkSession spark;
  private final Warehouse warehouse;
  private final Console console;
  private final Lease lease;
  private RunState state;
  private long stateNumber;

  private Run(
      RunFile file,
      SparkSession spark,
      Warehouse warehouse,
      Console console,
      Lease lease,
      RunState state,
      long stateNumber) {
    this.file = file;
    this.spark = spark;
    this.warehouse = warehouse;
    this.console = console;
    this.lease = lease;
    this.state = state;
    this.stateNumber = stateNumber;
  }

  /**
   * Takes the lease, begins or continues the run, and completes what a killed process left.
   *
   * @throws WordsightException exit code 2 where the run's configuration has changed; 3 where the
   *     warehouse cannot be written; 7 where another run is at work
   */
  public static Run open(RunFile file, RunId runId, SparkSession spark, Console console) {
    return open(
        file,
        Warehouse.at(
            file.config().warehouse().text(), Sessions.hadoop(spark.sparkContext().getConf())),
        runId,
        spark,
        console);
  }

  static Run open(
      RunFile file, Warehouse warehouse, RunId runId, SparkSession spark, Console console) {
    warehouse.prepareForWriting();
    String id = runId.choose(warehouse, file).id();
    Lease lease = Lease.take(warehouse, id, console);
    try {
      // The state is read again, now that no other process writes.
      Optional<RunStates.Numbered> known = RunStates.of(warehouse, id).newest();
      RunState state = RunId.continued(id, known.map(RunStates.Numbered::state), file);
      long number = known.map(RunStates.Numbered::number).orElse(0L);
      Run run = new Run(file, spark, warehouse, console, lease, state, number);
      run.update(s -> s.with(RunState.Status.RUNNING));
      PlainCopies.of(run).repair();
      return run;
    } catch (RuntimeException e) {
      lease.close();
      throw e;
    }
  }

  /**
   * Takes the lease to add rows to a run beside its stages. The run keeps its status and its time.
   *
   * @param file the run file of this command
   * @param id of a run of the warehouse
   * @throws WordsightException exit code 3 where the warehouse cannot be written or has no such
   *     run; 7 where another run is at work
   */
  public static Run reopen(
      RunFile file, Warehouse warehouse, String id, SparkSession spark, Console console) {
    warehouse.prepareForWriting();
    Lease lease = Lease.take(warehouse, id, console);
    try {
      RunStates.Numbered known =
          RunStates.of(warehouse, id)
              .newest()
              .orElseThrow(
                  () ->
                      WordsightException.input(
                          "Cannot add to run %s: warehouse %s has no such run."
                              .formatted(id, warehouse)));
      Run run = new Run(file, spark, warehouse, console, lease, known.state(), known.number());
      PlainCopies.of(run).repair();
      return run;
    } catch (RuntimeException e) {
      lease.close();
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

  Lease lease() {
    return lease;
  }

  public RunState state() {
    return state;
  }

  /**
   * Makes sure that this process may still write the warehouse.
   *
   * @throws WordsightException exit code 7 where another process has taken over the run
   */
  public void requireLease() {
    lease.requireHeld();
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

    return Views.rows(spark, warehouse, List.of(state), table)
        .select(Views.columns(table.schema()));
  }

  /** The published rows of another run of the warehouse, with the table's columns. */
  public Dataset<Row> readOther(RunState other, Table<?> table) {
    return Views.rows(spark, warehouse, List.of(other), table)
        .select(Views.columns(table.schema()));
  }

  /** This run's published rows of a table, on the driver; empty where it is not published. */
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

  /** Begins a publication. The caller closes it in any case. */
  public Publication publication(String part) {
    return new Publication(this, part);
  }

  /** A log whose segments survive a crash, for answers that must not be asked for twice. */
  public <R extends Record> SegmentLog<R> log(String name, Class<R> type) {
    return warehouse.log(id(), name, type);
  }

  /** A log that all runs of the warehouse share. A new run uses the answers of earlier runs. */
  public <R extends Record> SegmentLog<R> sharedLog(String name, Class<R> type) {
    return SegmentLog.at(warehouse.place(), Warehouse.sharedLog(name), type);
  }

  /** A folder of the warehouse for files that must survive a crash and are not tables. */
  public String workFolder(String name) {
    return Warehouse.workFolder(id()) + "/" + name;
  }

  /** The folder of an adapter in the warehouse. */
  public String adapterFolder(String adapterId) {
    return Warehouse.adapterFolder(id(), adapterId);
  }

  /** Where an adapter of the run is now, as {@link Warehouse#adapterPlace} has it. */
  public String adapterPlace(String adapterId, String recorded) {
    return warehouse.adapterPlace(id(), adapterId, recorded);
  }

  /**
   * Removes a folder of the warehouse. After its publication, a stage removes its work folder in
   * this way.
   */
  public void remove(String folder) {
    try {
      warehouse.storage().deleteFolder(folder);
    } catch (IOException e) {
      throw warehouse.cannotWrite(e);
    }
  }

  /** Runs a stage, and notes whether it ended well and how long it took. */
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

  /**
   * The state of a stage after an attempt. Its time is the sum over all attempts, with and without
   * the control.
   */
  private RunState.StageState attempt(String stage, String key, boolean finished, long startNanos) {
    double earlierSeconds = state.stage(stage).map(RunState.StageState::seconds).orElse(0.0);
    double seconds = earlierSeconds + (System.nanoTime() - startNanos) * 1e-9;
    return new RunState.StageState(stage, key, finished, Instant.now().toString(), seconds);
  }

  /** Notes the status in which this process leaves the run. */
  public void leave(RunState.Status status) {
    update(s -> s.with(status));
  }

  /**
   * Notes that this process leaves the run because of {@code failure}. An error in noting it does
   * not hide that failure.
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

  /** Gives the lease back. */
  @Override
  public void close() {
    RunStates.of(warehouse, id()).removeOlder();
    lease.close();
  }

  /** Puts the changed state, which publishes, and then the run's row in the table {@code runs}. */
  void update(UnaryOperator<RunState> change) {
    RunState changed = change.apply(state);
    stateNumber = RunStates.of(warehouse, id()).append(stateNumber, changed, lease);
    state = changed;
    putRow(changed);
  }

  private void putRow(RunState changed) {
    Storage storage = warehouse.storage();
    String folder = Storage.UNFINISHED + "/" + UUID.randomUUID();
    try {
      List<RunState.PublishedFile> files =
          Publication.written(
              warehouse,
              RunRow.TABLE.name(),
              folder,
              RunRow.TABLE.dataset(spark, List.of(changed.row())).coalesce(1));
      lease.requireHeld();
      storage.copy(
          files.get(0).name(),
          warehouse.plainFolder(RunRow.TABLE.name(), id()) + "/run.snappy.parquet");
      storage.deleteFolder(folder);
    } catch (IOException e) {
      throw warehouse.cannotWrite(e);
    }
  }
}
