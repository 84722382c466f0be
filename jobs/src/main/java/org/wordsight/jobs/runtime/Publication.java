package org.wordsight.jobs.runtime;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.wordsight.jobs.runtime.RunState.PublishedFile;
import org.wordsight.jobs.table.Table;
import org.wordsight.storage.Storage;

/**
 * Publishes rows of one or more tables together. The rows of each table are one file, which is
 * written once under a new name where no plain reader looks. {@link #commit()} names the files in
 * the run's state, which publishes all of them in one step. It then puts a copy of each for plain
 * readers ({@link PlainCopies}).
 *
 * <p>A process that is killed before the commit leaves files that no run names. After a process
 * that is killed during the commit, the next process puts the copies. A publication replaces the
 * rows of an earlier one with the same name. Rows of other names stay, so several stages can add to
 * one table.
 */
public final class Publication implements AutoCloseable {
  private static final String ORDER = "_order";

  private final Run run;
  private final String part;
  private final List<PublishedFile> files = new ArrayList<>();
  private final List<PublishedFile> attachments = new ArrayList<>();
  private final List<String> folders = new ArrayList<>();
  private boolean mayBePublished;

  Publication(Run run, String part) {
    this.run = run;
    this.part = part;
  }

  /**
   * Writes rows that have at least the table's columns, in their order. Called once for each table.
   */
  public <R extends Record> void write(Table<R> table, Dataset<Row> rows) {
    // Rows are computed in parallel and then written by one task, since a part of a table is one
    // file.
    Column place = functions.col(ORDER);
    writeOneFile(
        table,
        table
            .conform(rows)
            .withColumn(ORDER, functions.monotonically_increasing_id())
            .repartition(1)
            .sortWithinPartitions(place)
            .drop(ORDER));
  }

  public <R extends Record> void write(Table<R> table, List<R> records) {
    writeOneFile(table, table.dataset(run.spark(), records).coalesce(1));
  }

  /** Writes rows made by {@link Table#row}. */
  public <R extends Record> void write(Table<R> table, JavaRDD<Row> rows) {
    write(table, run.spark().createDataFrame(rows, table.schema()));
  }

  private void writeOneFile(Table<?> table, Dataset<Row> rows) {
    if (files.stream().anyMatch(file -> file.table().equals(table.name()))) {
      throw new IllegalStateException(part + " writes table " + table + " twice");
    }

    String folder = run.warehouse().newTableFolder(table.name(), run.id(), part);
    folders.add(folder);
    try {
      files.addAll(written(run.warehouse(), table.name(), folder, rows));
    } catch (IOException e) {
      throw run.warehouse().cannotWrite(e);
    }
  }

  /** Publishes a copy of a local file beside the tables. Called once for each kind. */
  public void attach(String kind, Path localFile) {
    String folder = run.warehouse().newTableFolder(kind, run.id(), part);
    String name = folder + "/" + kind;
    folders.add(folder);
    try {
      run.warehouse().storage().put(name, localFile);
      attachments.add(new PublishedFile(kind, name, Files.size(localFile)));
    } catch (IOException e) {
      throw run.warehouse().cannotWrite(e);
    }
  }

  /** Writes rows into a new folder and returns their files. */
  static List<PublishedFile> written(
      Warehouse warehouse, String table, String folder, Dataset<Row> rows) throws IOException {
    Storage storage = warehouse.storage();
    rows.write().parquet(warehouse.path(folder).toString());
    String committed = folder + "/" + WriteOnceCommit.COMMITTED;
    byte[] names = storage.read(committed).orElseThrow(() -> new FileNotFoundException(committed));
    List<PublishedFile> files = new ArrayList<>();
    for (String name : new String(names, UTF_8).lines().filter(n -> !n.isEmpty()).toList()) {
      String file = folder + "/" + name;
      long bytes = storage.find(file).orElseThrow(() -> new FileNotFoundException(file)).bytes();
      files.add(new PublishedFile(table, file, bytes));
    }

    storage.delete(committed);
    return files;
  }

  /** Publishes everything that was written. */
  public void commit() {
    // If the store's answer is lost, the state may still name the files.
    mayBePublished = true;
    run.update(state -> state.with(new RunState.Part(part, files, attachments)));
    PlainCopies.of(run).put(part);
  }

  /** Removes files that were written and never committed. */
  @Override
  public void close() {
    if (mayBePublished) {
      return;
    }

    try {
      for (String folder : folders) {
        run.warehouse().storage().deleteFolder(folder);
      }
    } catch (IOException e) {
      throw run.warehouse().cannotWrite(e);
    }
  }
}
