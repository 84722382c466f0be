package org.wordsight.jobs.query;

/** Prints the first rows up to a limit, and knows whether there was one more. */
final class LimitedWriter {
  /** Every row there is. */
  static final long NO_LIMIT = Long.MAX_VALUE;

  private final ResultWriter writer;
  private final long limit;
  private long seen;

  LimitedWriter(ResultWriter writer, long limit) {
    this.writer = writer;
    this.limit = limit;
  }

  /** How many more rows are worth computing: one beyond the limit says that it cuts. */
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
