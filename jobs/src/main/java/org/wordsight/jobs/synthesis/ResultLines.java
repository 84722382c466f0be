package org.wordsight.jobs.synthesis;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.wordsight.teacher.openai.BatchResult;

/** Reads the lines of a batch's results. Blank lines are left out. */
final class ResultLines implements AutoCloseable {
  /** Twice the largest answer that is read over HTTP. */
  private static final int LONGEST = 16 << 20;

  /**
   * A line that is not blank.
   *
   * @param number the line's number in the file, from 1
   * @param result absent where the line holds no whole result
   */
  record Line(long number, Optional<BatchResult> result) {}

  private final InputStream in;
  private long number;

  private ResultLines(InputStream in) {
    this.in = in;
  }

  static ResultLines open(Path file) throws IOException {
    return new ResultLines(new BufferedInputStream(Files.newInputStream(file), 1 << 16));
  }

  /** The next line; absent at the end of the file. */
  Optional<Line> next() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    boolean blank = true;
    boolean tooLong = false;
    for (int next = in.read(); next >= 0 || !blank; next = in.read()) {
      if (next < 0 || next == '\n') {
        number++;
        if (!blank) {
          Optional<BatchResult> result =
              tooLong ? Optional.empty() : BatchResult.in(bytes.toByteArray());
          return Optional.of(new Line(number, result));
        }
        continue;
      }
      blank = blank && Character.isWhitespace(next);
      tooLong = tooLong || bytes.size() >= LONGEST;
      if (!blank && !tooLong) {
        bytes.write(next);
      }
    }
    return Optional.empty();
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
