package org.wordsight.jobs.query;

/** Prints the first rows up to a limit, and knows whether there are more. */
final class LimitedWriter {
  /** Prints every row. */
  static final long NO_LIMIT = Long.MAX_VALUE;

  private final ResultWriter writer;
  private final long limit;
  private long seen;

  LimitedWriter(ResultWriter writer, long limit) {
    this.writer = writer;
    this.limit = limit;
  }

  /**
   * The number of rows that are still wanted: one more than the limit leaves, to know whether there
   * are more.
   */
  long wanted() {
    return limit == NO_LIMIT ? NO_LIMIT : limit + 1 - seen;
  }

  void row(String[] texts) {
    if (seen < limit) {
      writer.row(texts);
    }

    seen++;
  }

  void flush() {
    writer.flush();
  }

  boolean isCut() {
    return seen > limit;
  }
}
