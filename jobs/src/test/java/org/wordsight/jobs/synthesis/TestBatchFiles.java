package org.wordsight.jobs.synthesis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.wordsight.error.ExitCode;
import org.wordsight.error.WordsightException;

class TestBatchFiles {
  private static final long MANY = Long.MAX_VALUE;

  @TempDir Path folder;

  @Test
  void beginsAnotherFileWhereTheNextRequestPassesALimit() throws IOException {
    assertThat(sizes(new BatchLimits(3, MANY, MANY))).containsExactly(3, 3, 1);
    // A line of ten bytes and its line break.
    assertThat(sizes(new BatchLimits(100, 22, MANY))).containsExactly(2, 2, 2, 1);
    assertThat(sizes(new BatchLimits(100, 21, MANY))).containsExactly(1, 1, 1, 1, 1, 1, 1);
    assertThat(sizes(new BatchLimits(100, MANY, 500))).containsExactly(5, 2);
    assertThat(sizes(new BatchLimits(100, MANY, 499))).containsExactly(4, 3);
    assertThat(sizes(BatchLimits.OPENAI)).containsExactly(7);
  }

  @Test
  void reportsTheContentOfAFile() throws IOException {
    List<BatchFile> files = write(new BatchLimits(4, MANY, MANY));
    assertThat(files)
        .containsExactly(
            new BatchFile("w-001.jsonl", 4, 44, 400), new BatchFile("w-002.jsonl", 3, 33, 300));
    assertThat(folder.resolve("w-001.jsonl")).hasSize(44);
    assertThat(Files.readAllLines(folder.resolve("w-002.jsonl")))
        .containsExactly("line-00004", "line-00005", "line-00006");
  }

  @Test
  void refusesARequestThatNoFileCanHold() {
    assertThatThrownBy(() -> write(BatchLimits.OPENAI.withPromptTokens(99)))
        .isInstanceOfSatisfying(
            WordsightException.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.USAGE))
        .hasMessage(
            "Cannot write a batch: --queue-tokens is 99, expected at least 100, which one prompt can"
                + " have. Raise it.");
    assertThatThrownBy(() -> write(new BatchLimits(100, 10, MANY)))
        .hasMessage(
            "Cannot write a batch: a request has 11 bytes, expected at most 10. Shorten the"
                + " prompt.");
  }

  private List<Integer> sizes(BatchLimits limits) throws IOException {
    return write(limits).stream().map(BatchFile::requests).toList();
  }

  private List<BatchFile> write(BatchLimits limits) throws IOException {
    BatchFiles files = new BatchFiles(folder, "w", limits);
    try (files) {
      for (int i = 0; i < 7; i++) {
        files.add("line-%05d".formatted(i).getBytes(StandardCharsets.UTF_8), 100);
      }
    }
    return files.finished();
  }
}
