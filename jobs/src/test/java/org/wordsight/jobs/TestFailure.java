package org.wordsight.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.apache.spark.SparkException;
import org.apache.spark.api.java.JavaSparkContext;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;
import org.wordsight.error.ExitCode;
import org.wordsight.error.WordsightException;

class TestFailure {
  @Test
  void findsTheMessageThatATaskThrew() {
    JavaSparkContext spark = JavaSparkContext.fromSparkContext(LocalSpark.session().sparkContext());
    Throwable thrown =
        Assertions.catchThrowable(
            () ->
                spark
                    .parallelize(List.of(1), 1)
                    .foreach(
                        i -> {
                          throw new WordsightException(ExitCode.TEACHER, "Cannot ask.");
                        }));

    assertThat(thrown).isInstanceOf(SparkException.class);
    assertThat(Failure.of(thrown).exitCode()).isEqualTo(ExitCode.TEACHER);
    assertThat(Failure.of(thrown).message()).isEqualTo("Cannot ask.");
  }

  @Test
  void callsAFullDiskByItsName() {
    Failure failure =
        Failure.of(new IllegalStateException(new IOException("No space left on device")));

    assertThat(failure.exitCode()).isEqualTo(ExitCode.INPUT);
    assertThat(failure.message())
        .startsWith(
            "Cannot write: the disk is full (java.io.IOException: No space left on device).")
        .endsWith("what was published before is as it was.");
  }

  @Test
  void namesWhatSparkCouldNotWriteToAFullDisk() {
    Failure failure =
        Failure.of(
            new IllegalStateException(
                """
                Job aborted due to stage failure: Task 0 in stage 52.0 failed 1 times, most recent failure
                org.apache.spark.SparkException: [TASK_WRITE_FAILED] Task failed while writing rows to file:/disk/runs/row.
                Caused by: java.io.IOException: No space left on device
                """));

    assertThat(failure.message()).startsWith("Cannot write /disk/runs/row: the disk is full. Free");
  }

  @Test
  void namesThePathThatMayNotBeWritten() {
    Failure failure = Failure.of(new java.nio.file.AccessDeniedException("/warehouse/lock"));

    assertThat(failure.exitCode()).isEqualTo(ExitCode.INPUT);
    assertThat(failure.message()).contains("permission is denied (/warehouse/lock)");
  }

  @Test
  void showsTheStackTraceOfADefect() {
    ByteArrayOutputStream written = new ByteArrayOutputStream();
    Failure failure = Failure.of(new IllegalStateException("one line\nmore"));

    assertThat(failure.report(LocalSpark.recording(written), false)).isEqualTo(1);
    assertThat(written.toString(StandardCharsets.UTF_8))
        .startsWith(
            "A defect of Wordsight; what was published before is as it was:"
                + " java.lang.IllegalStateException: one line\n")
        .contains("\tat org.wordsight.jobs.TestFailure");
  }
}
