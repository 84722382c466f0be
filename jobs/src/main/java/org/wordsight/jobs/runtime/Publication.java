package org.wordsight.jobs.runtime;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.fs.Path;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.wordsight.jobs.table.Table;

/**
 * Rows of one or more tables that appear together. They are written into a staging folder; {@link
 * #commit()} makes complete folders of the tables and renames them into place. A process killed
 * before the commit leaves nothing that a reader sees; one killed during it is completed by the
 * next run that opens. Publishing under the same name again replaces the rows of that name and
 * leaves those of others, so that several stages can add to one table.
 */
public final class Publication implements AutoCloseable {
  private static final String COMMIT = "COMMIT";

  private final Run run;
  private final String part;
  private final Path staging;
  private final List<String> tables = new ArrayList<>();

  Publication(Run run, String part) {
    this.run = run;
    this.part = part;
    this.staging = new Path(stagingRoot(run), part);
  }

  /** Stages rows that have at least the table's columns; once a table. */
  public <R extends Record> void write(Table<R> table, Dataset<Row> rows) {
    if (tables.contains(table.name())) {
      throw new IllegalStateException(part + " writes table " + table + " twice");
    }

    try {
      Files files = run.warehouse().files();
      Path written = new Path(staging, "." + table.name());
      files.delete(written);
      table.conform(rows).write().parquet(written.toString());
      Path complete = new Path(staging, table.name());
      files.delete(complete);
      files.makeFolder(complete);
      int number = 0;
      for (String name : files.names(written)) {
        if (name.endsWith(".parquet")) {
          String published = "%s-%05d.snappy.parquet".formatted(part, number++);
          files.rename(new Path(written, name), new Path(complete, published));
        }
      }

      files.delete(written);
      tables.add(table.name());
    } catch (IOException e) {
      throw run.warehouse().cannotWrite(e);
    }
  }

  public <R extends Record> void write(Table<R> table, List<R> records) {
    write(table, table.dataset(run.spark(), records).coalesce(1));
  }

  /** Stages rows that {@link Table#row} made. */
  public <R extends Record> void write(Table<R> table, JavaRDD<Row> rows) {
    write(table, run.spark().createDataFrame(rows, table.schema()));
  }

  /** Makes what was written visible, all of it. */
  public void commit() {
    try {
      Files files = run.warehouse().files();
      for (String table : tables) {
        keepOtherParts(files, table);
      }

      files.writeWhole(
          new Path(staging, COMMIT), String.join("\n", tables).getBytes(StandardCharsets.UTF_8));
      apply(run, part, staging);
    } catch (IOException e) {
      throw run.warehouse().cannotWrite(e);
    }
  }

  /** Drops what was written and not committed. */
  @Override
  public void close() {
    try {
      run.warehouse().files().delete(staging);
    } catch (IOException e) {
      throw run.warehouse().cannotWrite(e);
    }
  }

  private void keepOtherParts(Files files, String table) throws IOException {
    Path published = run.warehouse().published(table, run.id());
    for (String name : files.names(published)) {
      boolean ofThisPart = name.matches("\\Q" + part + "\\E-\\d{5}\\..*");
      if (!ofThisPart) {
        files.copy(new Path(published, name), new Path(staging, table + "/" + name));
      }
    }
  }

  /** Completes what a killed process had committed, drops what it had not. */
  static void recover(Run run) throws IOException {
    Files files = run.warehouse().files();
    Path root = stagingRoot(run);
    for (String part : files.names(root)) {
      Path staging = new Path(root, part);
      if (files.exists(new Path(staging, COMMIT))) {
        apply(run, part, staging);
      }
    }

    files.delete(root);
  }

  /** Renames what is not yet renamed, then notes it in the run's state: can be done again. */
  private static void apply(Run run, String part, Path staging) throws IOException {
    Files files = run.warehouse().files();
    byte[] commit = files.readWhole(new Path(staging, COMMIT)).orElseThrow();
    List<String> tables =
        new String(commit, StandardCharsets.UTF_8).lines().filter(t -> !t.isEmpty()).toList();
    for (String table : tables) {
      Path complete = new Path(staging, table);
      Path published = run.warehouse().published(table, run.id());
      if (files.exists(complete)) {
        files.makeFolder(published.getParent());
        if (files.exists(published)) {
          files.rename(published, new Path(staging, "." + table + "-replaced"));
        }

        files.rename(complete, published);
      }
    }

    run.update(state -> state.with(new RunState.Part(part, tables)));
    files.delete(staging);
  }

  private static Path stagingRoot(Run run) {
    return new Path(run.warehouse().runFolder(run.id()), "staging");
  }
}
