package org.wordsight.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.wordsight.error.ExitCode;
import org.wordsight.error.WordsightException;

class TestNativeFolder {
  private static final String FOLDER = "DJL_CACHE_DIR";

  @TempDir Path temporary;

  private final Map<String, String> before = new HashMap<>();

  private void set(String key, Object value) {
    before.putIfAbsent(key, System.getProperty(key, ""));
    System.setProperty(key, value.toString());
  }

  @AfterEach
  void restore() {
    System.clearProperty(FOLDER);
    before.forEach(System::setProperty);
  }

  private Path privateFolder() {
    return temporary.resolve("wordsight-" + System.getProperty("user.name"));
  }

  private void haveNoHome() {
    set("user.home", temporary.resolve("missing"));
    set("java.io.tmpdir", temporary);
  }

  @Test
  void takesTheFolderThatIsNamed() {
    set(FOLDER, temporary.resolve("a/b"));
    assertThat(NativeFolder.choose()).isEqualTo(temporary.resolve("a/b")).isDirectory();
  }

  @Test
  void isInTheHomeOfTheUser() {
    set("user.home", temporary);
    assertThat(NativeFolder.choose()).isEqualTo(temporary.resolve(".djl.ai")).isDirectory();
  }

  @Test
  void isPrivateIfThereIsNoHome() throws IOException {
    haveNoHome();
    assertThat(NativeFolder.choose()).isEqualTo(privateFolder());
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(privateFolder())))
        .isEqualTo("rwx------");
    assertThat(System.getProperty(FOLDER)).isEqualTo(privateFolder().toString());
    assertThat(NativeFolder.choose()).isEqualTo(privateFolder());
  }

  @Test
  void refusesAFolderThatOthersCanWrite() throws IOException {
    haveNoHome();
    Files.createDirectory(privateFolder());
    Files.setPosixFilePermissions(privateFolder(), PosixFilePermissions.fromString("rwxrwxrwx"));
    assertThatThrownBy(NativeFolder::choose)
        .isInstanceOfSatisfying(
            WordsightException.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.DEVICE))
        .hasMessage(
            "Cannot unpack native libraries on %s: folder %s: other users have access to it. Set DJL_CACHE_DIR to a folder that can be written (for executors: --conf spark.executorEnv.DJL_CACHE_DIR=FOLDER)."
                .formatted(NativeFolder.host(), privateFolder()));
  }

  @Test
  void refusesAFileInPlaceOfTheFolder() throws IOException {
    set(FOLDER, Files.createFile(temporary.resolve("file")));
    assertThatThrownBy(NativeFolder::choose)
        .isInstanceOf(WordsightException.class)
        .hasMessageContaining("folder " + temporary.resolve("file"))
        .hasMessageContaining("Set DJL_CACHE_DIR");
  }

  @Test
  void returnsTheLoadedLibrary() {
    set(FOLDER, temporary);
    assertThat(NativeFolder.alone(() -> "library")).isEqualTo("library");
    assertThat(NativeFolder.alone(() -> NativeFolder.alone(() -> "inside"))).isEqualTo("inside");
  }
}
