package org.wordsight.error;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.EOFException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.Files;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TestIoReason {
  @Test
  void saysInWordsWhatTheClassOfAnExceptionSays() {
    assertThat(IoReason.of(new AccessDeniedException("/a"))).isEqualTo("/a: permission is denied");
    assertThat(IoReason.of(new FileAlreadyExistsException("/a")))
        .isEqualTo("/a: it exists already");
    assertThat(IoReason.of(new NotDirectoryException("/a"))).isEqualTo("/a: it is not a folder");
    assertThat(IoReason.of(new DirectoryNotEmptyException("/a")))
        .isEqualTo("/a: the folder is not empty");
    assertThat(IoReason.of(new FileSystemLoopException("/a")))
        .isEqualTo("/a: FileSystemLoopException");
  }

  @Test
  void saysThatAFileDoesNotExist(@TempDir Path folder) {
    Path missing = folder.resolve("missing");
    try {
      Files.size(missing);
    } catch (IOException e) {
      assertThat(IoReason.of(e)).isEqualTo(missing + ": it does not exist");
      return;
    }
    throw new AssertionError("the file exists");
  }

  @Test
  void keepsTheReasonThatAnExceptionGives() {
    assertThat(IoReason.of(new FileSystemException("/a", null, "No space left on device")))
        .isEqualTo("/a: No space left on device");
    assertThat(IoReason.of(new IOException("the end is missing"))).isEqualTo("the end is missing");
  }

  @Test
  void namesAnExceptionWithoutAMessage() {
    assertThat(IoReason.of(new EOFException())).isEqualTo("java.io.EOFException");
  }
}
