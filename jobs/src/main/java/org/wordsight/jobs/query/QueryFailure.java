package org.wordsight.jobs.query;

import com.fasterxml.jackson.core.JacksonException;
import java.io.IOException;
import java.io.UnsupportedEncodingException;
import java.nio.charset.CharacterCodingException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Collectors;
import org.apache.commons.lang3.exception.ExceptionUtils;
import org.apache.spark.SparkThrowable;
import org.wordsight.error.ExitCode;
import org.wordsight.error.WordsightException;

/** Explains an exception of a query to the person who asked. */
final class QueryFailure {
  /**
   * Spark's reader of files. An exception thrown inside this reader is about a file, not an
   * expression.
   */
  private static final String FILE_READER =
      "org.apache.spark.sql.execution.datasources.FileScanRDD";

  /** Parquet's reader. Spark also uses it to read the columns of a file named by its path. */
  private static final String PARQUET_READER = "org.apache.parquet.hadoop.";

  private QueryFailure() {}

  /** The exception to throw in place of Spark's. */
  static RuntimeException of(Throwable thrown) {
    List<Throwable> causes = ExceptionUtils.getThrowableList(thrown);
    for (Throwable cause : causes) {
      if (cause instanceof WordsightException ours) {
        return ours;
      } else if (cause instanceof RowTexts.CannotPrint defect) {
        return defect;
      }
    }

    for (Throwable cause : causes) {
      if (cause instanceof OutOfMemoryError) {
        return outOfMemory(cause);
      } else if (cause instanceof StackOverflowError) {
        return new WordsightException(
            ExitCode.USAGE,
            "Cannot run the query: it is nested too deeply. Split it into parts, for instance by"
                + " WITH.",
            thrown);
      } else if (isOfFiles(cause)) {
        return WordsightException.input(
            "Cannot read what the query names: "
                + reason(cause)
                + " Run the query again if a run was just publishing; else restore the file.",
            thrown);
      }
    }

    return new WordsightException(
        ExitCode.USAGE,
        "Cannot run the query: " + reason(telling(causes)) + " Correct it.",
        thrown);
  }

  /**
   * The last of Spark's exceptions with an error class. It says more than the Java exception that
   * caused it.
   */
  private static Throwable telling(List<Throwable> causes) {
    Throwable telling = causes.get(causes.size() - 1);
    for (Throwable cause : causes) {
      if (cause instanceof SparkThrowable spark && spark.getErrorClass() != null) {
        telling = cause;
      }
    }

    return telling;
  }

  private static WordsightException outOfMemory(Throwable cause) {
    return new WordsightException(
        ExitCode.DEVICE,
        "Cannot run the query: the memory is used up ("
            + firstLine(cause)
            + "). Ask for less at once (WHERE, fewer columns, shorter texts), or give the process"
            + " more (WORDSIGHT_HEAP).",
        cause);
  }

  /** Some exceptions about a value in the query are called I/O exceptions too. */
  private static boolean isOfFiles(Throwable cause) {
    boolean ofValues =
        cause instanceof JacksonException
            || cause instanceof UnsupportedEncodingException
            || cause instanceof CharacterCodingException;
    return (cause instanceof IOException && !ofValues)
        || cause.getCause() == null
            && Arrays.stream(cause.getStackTrace())
                .map(StackTraceElement::getClassName)
                .anyMatch(name -> name.startsWith(FILE_READER) || name.startsWith(PARQUET_READER));
  }

  /** The reason in one line, without the plan and without the path of a failed task. */
  private static String reason(Throwable cause) {
    String line = firstLine(cause);
    String words =
        cause instanceof SparkThrowable || cause.getClass() == RuntimeException.class
            ? line
            : kind(cause) + (line.isEmpty() ? "" : ": " + line);
    return words.replaceFirst("[;.]*$", ".");
  }

  /** {@code IllegalFormatConversionException} as "illegal format conversion". */
  private static String kind(Throwable cause) {
    return Arrays.stream(
            cause.getClass().getSimpleName().replaceFirst("Exception$", "").split("(?=[A-Z])"))
        .map(word -> word.toLowerCase(Locale.ROOT))
        .collect(Collectors.joining(" "));
  }

  private static String firstLine(Throwable cause) {
    return Objects.requireNonNullElse(cause.getMessage(), "")
        .lines()
        .filter(line -> !line.isBlank())
        .findFirst()
        .orElse("")
        .strip();
  }
}
