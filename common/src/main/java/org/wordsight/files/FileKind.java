package org.wordsight.files;

import org.wordsight.error.ExitCode;

/** The kinds of files that users give, and the largest size of each. */
public enum FileKind {
  RUN_FILE("a run file", 4L << 20, ExitCode.USAGE),
  /** Small texts named on the command line: Spark's settings, or a query. */
  COMMAND_LINE_FILE("a file of the command line", 16L << 20, ExitCode.USAGE),
  SEED_QUESTIONS("seed questions", 64L << 20, ExitCode.INPUT),
  LABELLED_PAIRS("labelled pairs", 256L << 20, ExitCode.INPUT),
  ANNOTATION("an annotation", 256L << 20, ExitCode.INPUT),
  BENCHMARK("a benchmark", 256L << 20, ExitCode.INPUT),
  TEMPLATE("a template", 4L << 20, ExitCode.INPUT),
  TOKENIZER("a tokenizer", 256L << 20, ExitCode.INPUT),
  CONFIGURATION("a configuration", 16L << 20, ExitCode.INPUT),
  WEIGHTS_INDEX("an index of weights", 256L << 20, ExitCode.INPUT),
  WEIGHTS("weights", Long.MAX_VALUE, ExitCode.INPUT),
  CERTIFICATES("certificates", 16L << 20, ExitCode.INPUT),
  IMAGE("an image", 512L << 20, ExitCode.INPUT),
  REFERENCE("a reference", 1L << 30, ExitCode.INPUT);

  private final String words;
  private final long maximumBytes;
  private final ExitCode exitCode;

  FileKind(String words, long maximumBytes, ExitCode exitCode) {
    this.words = words;
    this.maximumBytes = maximumBytes;
    this.exitCode = exitCode;
  }

  /** The kind in messages, with its article. */
  String words() {
    return words;
  }

  public long maximumBytes() {
    return maximumBytes;
  }

  /** The exit code if a file of this kind cannot be read. */
  ExitCode exitCode() {
    return exitCode;
  }
}
