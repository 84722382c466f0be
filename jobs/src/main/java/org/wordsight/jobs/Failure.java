package org.wordsight.jobs;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.commons.lang3.exception.ExceptionUtils;
import org.apache.hadoop.security.AccessControlException;
import org.apache.spark.SparkException;
import org.wordsight.error.ExitCode;
import org.wordsight.error.WordsightException;
import org.wordsight.jobs.runtime.Console;
import org.wordsight.tensor.DeviceMemory;

/**
 * Explains an exception to the person who started the command.
 *
 * @param exception the original exception, for the stack trace
 */
record Failure(ExitCode exitCode, String message, Throwable exception) {
  private static final List<Function<Throwable, Optional<Failure>>> KNOWN =
      List.of(
          Failure::ours,
          Failure::fullDisk,
          Failure::denied,
          Failure::outOfMemory,
          Failure::gpuMemory,
          Failure::executorsLost,
          Failure::sparkStopped);

  /** The known failures that need no classes of Spark or Hadoop. */
  private static final List<Function<Throwable, Optional<Failure>>> KNOWN_WITHOUT_SPARK =
      List.of(Failure::ours, Failure::fullDisk, Failure::outOfMemory, Failure::gpuMemory);

  private static final Pattern FULL_DISK =
      Pattern.compile("No space left on device|quota exceeded");
  private static final Pattern WRITTEN =
      Pattern.compile(
          "while writing rows to (?:file:)?(\\S*\\w)"
              + "|(?:^|: )(/[^:\\n]+): (?:No space left on device|Disk quota exceeded)");

  /**
   * The first known failure among the exception and its causes; otherwise a defect of Wordsight.
   */
  static Failure of(Throwable thrown) {
    return among(KNOWN, thrown);
  }

  /**
   * The first known failure of a verb that needs no Spark and no Hadoop; otherwise a defect of
   * Wordsight.
   */
  static Failure withoutSpark(Throwable thrown) {
    return among(KNOWN_WITHOUT_SPARK, thrown);
  }

  private static Failure among(
      List<Function<Throwable, Optional<Failure>>> failures, Throwable thrown) {
    for (Throwable cause : ExceptionUtils.getThrowableList(thrown)) {
      for (Function<Throwable, Optional<Failure>> known : failures) {
        Optional<Failure> failure = known.apply(cause);
        if (failure.isPresent()) {
          return new Failure(failure.get().exitCode, failure.get().message, thrown);
        }
      }
    }

    return new Failure(
        ExitCode.DEFECT,
        "A defect of Wordsight; what was published before is as it was: "
            + firstLine(thrown.toString()),
        thrown);
  }

  /** Reports the failure, and returns the process's exit status. */
  int report(Console console, boolean stackTrace) {
    if (exitCode != ExitCode.CLOSED) { // Nothing reads the output any more.
      console.error(message);
    }

    if (stackTrace || exitCode == ExitCode.DEFECT) {
      console.error(ExceptionUtils.getStackTrace(exception));
    }

    return exitCode.status();
  }

  private static Optional<Failure> ours(Throwable cause) {
    return cause instanceof WordsightException e
        ? Optional.of(new Failure(e.exitCode(), e.getMessage(), e))
        : Optional.empty();
  }

  private static Optional<Failure> fullDisk(Throwable cause) {
    String text = String.valueOf(cause.getMessage());
    Optional<String> full = text.lines().filter(FULL_DISK.asPredicate()).findFirst();
    return full.flatMap(
        line ->
            input(
                cause,
                where(text)
                        .map(path -> "Cannot write %s: the disk is full.".formatted(path))
                        .orElse("Cannot write: the disk is full (%s).".formatted(line.strip()))
                    + " Free some space and run the same command again; what was published before"
                    + " is as it was."));
  }

  /** The path that Spark names when a task could not write. */
  private static Optional<String> where(String text) {
    Matcher matcher = WRITTEN.matcher(text);
    return matcher.find()
        ? Optional.ofNullable(matcher.group(1)).or(() -> Optional.of(matcher.group(2)))
        : Optional.empty();
  }

  private static Optional<Failure> denied(Throwable cause) {
    boolean denied =
        cause instanceof AccessDeniedException
            || cause instanceof AccessControlException
            || (cause instanceof IOException
                && String.valueOf(cause.getMessage()).contains("Permission denied"));
    return denied
        ? input(
            cause,
            "Cannot read or write: permission is denied ("
                + firstLine(cause.getMessage())
                + "). Change the permission or the path; what was published before is as it was.")
        : Optional.empty();
  }

  private static Optional<Failure> outOfMemory(Throwable cause) {
    return cause instanceof OutOfMemoryError
        ? Optional.of(
            new Failure(
                ExitCode.DEVICE,
                "Cannot go on: the memory is used up ("
                    + cause.getMessage()
                    + "). Give the process"
                    + " more (WORDSIGHT_HEAP), or lower training.memoryBudgetBytes: the same command then goes"
                    + " on. Smaller training.microBatchTokens, evaluation.batchSize or"
                    + " synthesis.groupSize need less too, but change the last bits of the result,"
                    + " so they begin another run.",
                cause))
        : Optional.empty();
  }

  /** Outside a run, such as in a benchmark, no key can be lowered. */
  private static Optional<Failure> gpuMemory(Throwable cause) {
    return DeviceMemory.usedUp(cause)
        .map(
            detail ->
                new Failure(
                    ExitCode.DEVICE,
                    "Cannot go on: the GPU's memory is used up (%s). End other processes that use it, or use a GPU with more memory."
                        .formatted(detail),
                    cause));
  }

  /** Spark gives a task up when several executors have ended while they ran it. */
  private static Optional<Failure> executorsLost(Throwable cause) {
    String text = String.valueOf(cause.getMessage());
    return cause instanceof SparkException && text.contains("ExecutorLostFailure")
        ? Optional.of(
            new Failure(
                ExitCode.DEVICE,
                "Cannot go on: several executors ended one after the other while they ran the same task ("
                    + firstLine(text.substring(text.indexOf("ExecutorLostFailure")))
                    + "). Usually they had too little memory: raise spark.executor.memoryOverhead"
                    + " (the figures of check say how much is needed), or look into the"
                    + " executors' logs. The same command continues the run.",
                cause))
        : Optional.empty();
  }

  /** The master removed the application, or a user ended it. */
  private static Optional<Failure> sparkStopped(Throwable cause) {
    String text = String.valueOf(cause.getMessage());
    boolean stopped =
        text.contains("SparkContext was shut down")
            || text.contains("Cannot call methods on a stopped SparkContext");
    return stopped
        ? Optional.of(
            new Failure(
                ExitCode.TEACHER,
                "Cannot go on: Spark was stopped while the run was at work, by a signal or by the"
                    + " cluster manager. See the manager's page and logs. The same command"
                    + " continues the run.",
                cause))
        : Optional.empty();
  }

  private static Optional<Failure> input(Throwable cause, String message) {
    return Optional.of(new Failure(ExitCode.INPUT, message, cause));
  }

  private static String firstLine(String text) {
    return text.lines().findFirst().orElse("");
  }
}
