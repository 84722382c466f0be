package org.wordsight.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.engine.EngineException;
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
  void namesAFullDisk() {
    Failure failure =
        Failure.of(new IllegalStateException(new IOException("No space left on device")));

    assertThat(failure.exitCode()).isEqualTo(ExitCode.INPUT);
    assertThat(failure.message())
        .startsWith(
            "Cannot write: the disk is full (java.io.IOException: No space left on device).")
        .endsWith("what was published before is as it was.");
  }

  @Test
  void namesAGpusFullMemoryWithAndWithoutSpark() {
    EngineException exception =
        new EngineException(
            """
            The following operation failed in the TorchScript interpreter.
            Traceback of TorchScript (most recent call last):
              File "code/__torch__.py", line 42, in place_bfloat16
            RuntimeError: CUDA out of memory. Tried to allocate 16.00 MiB. GPU 0 has a total capacity of 139.80 GiB of which 11.56 MiB is free. Process 2219 has 130.79 GiB memory in use.
            """);
    for (Failure failure : List.of(Failure.of(exception), Failure.withoutSpark(exception))) {
      assertThat(failure.exitCode()).isEqualTo(ExitCode.DEVICE);
      assertThat(failure.message())
          .isEqualTo(
              "Cannot go on: the GPU's memory is used up (16.00 MiB more are wanted, 11.56 MiB of"
                  + " 139.80 GiB are free). End other processes that use it, or use a GPU with more"
                  + " memory.");
    }
  }

  @Test
  void namesTheFileThatSparkCouldNotWriteToAFullDisk() {
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
  void namesTheFileThatATaskCouldNotWriteToAFullDisk() {
    Failure failure =
        Failure.of(
            new IllegalStateException(
                "Job aborted: Lost task 0.0 in stage 5.0: Cannot write log _wordsight/logs/calls:"
                    + " /my disk/w/_wordsight/one: No space left on device."));

    assertThat(failure.message())
        .startsWith("Cannot write /my disk/w/_wordsight/one: the disk is full. Free");
  }

  @Test
  void namesThePathWithoutPermission() {
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
