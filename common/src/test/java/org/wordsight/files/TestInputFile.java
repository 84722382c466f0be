package org.wordsight.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.wordsight.error.ExitCode;
import org.wordsight.error.WordsightException;

class TestInputFile {
  private static final Duration AT_ONCE = Duration.ofSeconds(10);

  @TempDir private Path folder;

  @Test
  void readsARegularFileWhole() throws IOException {
    Path file = Files.writeString(folder.resolve("a.json"), "Grüße");
    assertThat(InputFile.text(file, FileKind.CONFIGURATION)).isEqualTo("Grüße");
    assertThat(InputFile.bytes(file, FileKind.CONFIGURATION)).isEqualTo(Files.readAllBytes(file));
  }

  @Test
  void followsALink() throws IOException {
    Path file = Files.writeString(folder.resolve("a.json"), "1");
    Path link = Files.createSymbolicLink(folder.resolve("b.json"), file);
    assertThat(InputFile.text(link, FileKind.CONFIGURATION)).isEqualTo("1");
  }

  @ParameterizedTest
  @EnumSource
  void refusesANamedPipeOfEveryKindAtOnce(FileKind kind) throws Exception {
    Path pipe = folder.resolve("pipe");
    assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor()).isZero();
    ExitCode expected =
        switch (kind) {
          case RUN_FILE, COMMAND_LINE_FILE -> ExitCode.USAGE;
          case SEED_QUESTIONS,
              LABELLED_PAIRS,
              ANNOTATION,
              BENCHMARK,
              TEMPLATE,
              TOKENIZER,
              CONFIGURATION,
              WEIGHTS_INDEX,
              WEIGHTS,
              CERTIFICATES,
              IMAGE,
              REFERENCE ->
              ExitCode.INPUT;
        };
    Assertions.assertTimeoutPreemptively(
        AT_ONCE,
        () -> {
          assertThatThrownBy(() -> InputFile.bytes(pipe, kind))
              .isInstanceOfSatisfying(
                  WordsightException.class, e -> assertThat(e.exitCode()).isEqualTo(expected))
              .hasMessage(
                  "Cannot read %s: it is a named pipe or a device, expected %s in a regular file. Give the path of a file.",
                  pipe, kind.words());
          assertThatThrownBy(() -> InputFile.open(pipe, kind))
              .isInstanceOf(WordsightException.class);
        });
  }

  @Test
  void refusesADevice() {
    assertThatThrownBy(() -> InputFile.bytes(Path.of("/dev/zero"), FileKind.TOKENIZER))
        .hasMessage(
            "Cannot read /dev/zero: it is a named pipe or a device, expected a tokenizer in a regular file. Give the path of a file.");
  }

  @Test
  void refusesAFolder() {
    assertThatThrownBy(() -> InputFile.bytes(folder, FileKind.ANNOTATION))
        .hasMessage(
            "Cannot read %s: it is a folder, expected an annotation in a regular file. Give the path of a file.",
            folder);
  }

  @Test
  void refusesAFileLargerThanItsKindMayBeBeforeReadingIt() throws IOException {
    Path file = folder.resolve("large.yaml");
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      channel.write(ByteBuffer.wrap(new byte[1]), FileKind.RUN_FILE.maximumBytes());
    }
    assertThatThrownBy(() -> InputFile.text(file, FileKind.RUN_FILE))
        .isInstanceOfSatisfying(
            WordsightException.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.USAGE))
        .hasMessage(
            "Cannot read %s: it has 4,194,305 bytes, expected a run file of at most 4,194,304. Give a smaller file.",
            file);
  }

  @Test
  void leavesAMissingFileToTheCaller() {
    assertThatThrownBy(() -> InputFile.bytes(folder.resolve("none"), FileKind.TEMPLATE))
        .isInstanceOf(NoSuchFileException.class);
  }

  @Test
  void refusesATextThatIsNoUtf8() throws IOException {
    Path file = Files.write(folder.resolve("latin1"), new byte[] {'a', (byte) 0xe9, 'b'});
    assertThatThrownBy(() -> InputFile.text(file, FileKind.TEMPLATE))
        .isInstanceOf(IOException.class)
        .hasMessage("byte 1 is no UTF-8");
  }
}
