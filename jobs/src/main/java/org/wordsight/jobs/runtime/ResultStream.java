package org.wordsight.jobs.runtime;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.util.Optional;

/** Standard output. Unlike a PrintStream, it remembers why it could not be written. */
public final class ResultStream extends PrintStream {
  private final Watched watched;
  private final boolean terminal;

  /**
   * A stream in UTF-8.
   *
   * @param terminal whether it goes to a terminal
   */
  public ResultStream(OutputStream out, boolean terminal) {
    this(new Watched(out), terminal);
  }

  private ResultStream(Watched watched, boolean terminal) {
    super(watched, /* autoFlush= */ true, UTF_8);
    this.watched = watched;
    this.terminal = terminal;
  }

  boolean isTerminal() {
    return terminal;
  }

  Optional<IOException> failure() {
    return Optional.ofNullable(watched.failure);
  }

  private static final class Watched extends FilterOutputStream {
    private IOException failure;

    Watched(OutputStream out) {
      super(out);
    }

    @Override
    public void write(int b) throws IOException {
      watch(() -> out.write(b));
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      watch(() -> out.write(bytes, offset, length));
    }

    @Override
    public void flush() throws IOException {
      watch(out::flush);
    }

    private void watch(Writing writing) throws IOException {
      try {
        writing.run();
      } catch (IOException e) {
        failure = failure == null ? e : failure;
        throw e;
      }
    }
  }

  private interface Writing {
    void run() throws IOException;
  }
}
