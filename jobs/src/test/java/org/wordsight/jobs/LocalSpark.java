package org.wordsight.jobs;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.spark.sql.SparkSession;
import org.wordsight.config.RunFile;
import org.wordsight.jobs.runtime.Console;
import org.wordsight.jobs.runtime.Run;
import org.wordsight.jobs.runtime.RunId;
import org.wordsight.jobs.runtime.Sessions;
import org.wordsight.jobs.storage.MemoryObjects;
import org.wordsight.jobs.storage.Storages;

/** The Spark session of a test JVM, with two task slots. It also opens runs in folders of tests. */
public final class LocalSpark {
  private static final String LEAST =
      """
      name: test
      warehouse: warehouse
      models:
        student: {path: student}
      teacher: {kind: self}
      synthesis: {seedQuestions: seeds.json}
      evaluation:
        viva: {annotation: viva.json, images: images}
      """;

  private LocalSpark() {}

  public static SparkSession session() {
    System.setProperty("spark.master", "local[2]");
    System.setProperty("spark.sql.shuffle.partitions", "2");
    System.setProperty("spark.hadoop.fs.mem.impl", MemoryObjects.class.getName());
    System.setProperty("spark.hadoop." + Storages.SETTLE_MILLIS, "20");
    return Sessions.open();
  }

  /** The run file {@code run.yaml} in {@code folder}. It is written if it is missing. */
  public static RunFile runFile(Path folder, String... overrides) {
    try {
      Path file = folder.resolve("run.yaml");
      if (!Files.exists(file)) {
        Files.writeString(file, LEAST);
      }

      return RunFile.load(file, List.of(overrides));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public static Run run(Path folder, String id, String... overrides) {
    return Run.open(runFile(folder, overrides), new RunId.Named(id), session(), silent());
  }

  public static Console silent() {
    return recording(new ByteArrayOutputStream());
  }

  /** A console whose messages and results go to {@code written}. */
  public static Console recording(ByteArrayOutputStream written) {
    PrintStream stream = new PrintStream(written, true, StandardCharsets.UTF_8);
    return new Console(stream, stream, false, false);
  }
}
