package org.wordsight.jobs.synthesis;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.wordsight.error.WordsightException;

/** Writes lines into files, each within the limits. */
final class BatchFiles implements AutoCloseable {
  private final Path folder;
  private final String name;
  private final BatchLimits limits;
  private final List<BatchFile> finished = new ArrayList<>();
  private OutputStream out = OutputStream.nullOutputStream();
  private BatchFile open = new BatchFile("", 0, 0, 0);

  /**
   * @param name the beginning of the files' names
   */
  BatchFiles(Path folder, String name, BatchLimits limits) {
    this.folder = folder;
    this.name = name;
    this.limits = limits;
  }

  /**
   * Writes a request into the open file, or into a new file if the open one is full.
   *
   * @param promptTokens the most tokens of its prompt
   * @throws WordsightException exit code 2 where no file can hold the request
   */
  void add(byte[] line, long promptTokens) throws IOException {
    requireRoom(line, promptTokens);
    BatchFile longer = open.with(line.length + 1L, promptTokens);
    boolean full =
        longer.requests() > limits.requests()
            || longer.bytes() > limits.bytes()
            || longer.promptTokens() > limits.promptTokens();
    if (full || open.requests() == 0) {
      next();
      longer = open.with(line.length + 1L, promptTokens);
    }
    out.write(line);
    out.write('\n');
    open = longer;
  }

  private void requireRoom(byte[] line, long promptTokens) {
    if (promptTokens > limits.promptTokens()) {
      throw WordsightException.usage(
          "Cannot write a batch: --queue-tokens is %,d, expected at least %,d, which one prompt can have. Raise it."
              .formatted(limits.promptTokens(), promptTokens));
    }
    if (line.length + 1L > limits.bytes()) {
      throw WordsightException.usage(
          "Cannot write a batch: a request has %,d bytes, expected at most %,d. Shorten the prompt."
              .formatted(line.length + 1L, limits.bytes()));
    }
  }

  private void next() throws IOException {
    close();
    String file = "%s-%03d.jsonl".formatted(name, finished.size() + 1);
    open = new BatchFile(file, 0, 0, 0);
    out = new BufferedOutputStream(Files.newOutputStream(folder.resolve(file)));
  }

  /** The files that are whole: all of them after {@link #close}. */
  List<BatchFile> finished() {
    return List.copyOf(finished);
  }

  @Override
  public void close() throws IOException {
    out.close();
    out = OutputStream.nullOutputStream();
    if (open.requests() > 0) {
      finished.add(open);
      open = new BatchFile("", 0, 0, 0);
    }
  }
}
