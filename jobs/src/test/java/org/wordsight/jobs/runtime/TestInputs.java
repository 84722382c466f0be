package org.wordsight.jobs.runtime;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.apache.commons.io.FileUtils;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.wordsight.config.Location;
import org.wordsight.error.ExitCode;
import org.wordsight.error.WordsightException;
import org.wordsight.jobs.LocalSpark;
import org.wordsight.storage.Storage;

/** Inputs on this machine's disk, and in a store in memory in place of S3. */
class TestInputs {
  private static final String CONTENT = "{\"hidden_size\":8}";

  @TempDir Path folder;

  private final List<Path> copies = new ArrayList<>();
  private String place;

  @BeforeEach
  void fillAFolderAndAStore() throws IOException {
    LocalSpark.session();
    place = "mem://b" + UUID.randomUUID() + "/inputs";
    Storage store = Sessions.storage(place);
    store.put("student/config.json", CONTENT.getBytes(UTF_8));
    store.put("images/1.png", new byte[] {1});
    Files.createDirectories(folder.resolve("student"));
    Files.writeString(folder.resolve("student/config.json"), CONTENT);
    Files.createDirectories(folder.resolve("images"));
    Files.write(folder.resolve("images/1.png"), new byte[] {1});
  }

  /** The cache of this machine is for all processes, so that it outlives the test. */
  @AfterEach
  void removeCopies() throws IOException {
    for (Path copy : copies) {
      Path files = copy.endsWith("files") ? copy : copy.getParent();
      FileUtils.deleteDirectory(files.getParent().getParent().toFile());
    }
  }

  private Location local(String name) {
    return Location.local(folder.resolve(name));
  }

  private Location remote(String name) {
    return new Location(Location.Scheme.S3A, place + "/" + name);
  }

  @Test
  void areReadWhereTheyAreOrCopiedToThisMachine() {
    assertThat(Inputs.path(local("student"))).isEqualTo(folder.resolve("student"));

    Path copy = Inputs.path(remote("student"));
    copies.add(copy);
    assertThat(copy.resolve("config.json")).hasContent(CONTENT);
    assertThat(Inputs.path(remote("student"))).as("copied once").isEqualTo(copy);
    assertThat(Inputs.adapter(place + "/student")).isEqualTo(copy);
    assertThat(Inputs.adapter(folder + "/student")).isEqualTo(folder.resolve("student"));
  }

  @Test
  void mayBeSingleFilesOfAFolder() {
    for (String images : List.of(folder + "/images", place + "/images")) {
      Path file = Inputs.fileIn(images, "1.png").orElseThrow();
      assertThat(file).hasBinaryContent(new byte[] {1});
      if (!file.startsWith(folder)) {
        copies.add(file);
      }

      assertThat(Inputs.fileIn(images, "2.png")).isEmpty();
    }
  }

  @Test
  void areListedWithoutACopy() {
    for (Location images : List.of(local("images"), remote("images"))) {
      assertThat(Inputs.missing(images, List.of("1.png", "2.png"))).containsExactly("2.png");
      Inputs.requireFolder("evaluation.viva.images", images);
    }

    for (Location none : List.of(local("none"), remote("none"), remote("images/1.png"))) {
      assertThatThrownBy(() -> Inputs.requireFolder("evaluation.viva.images", none))
          .isInstanceOfSatisfying(
              WordsightException.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.INPUT))
          .hasMessage(
              "Cannot evaluate: evaluation.viva.images is %s, expected a folder. Correct the path.",
              none);
    }
  }

  @Test
  void thatDoNotExistAreNamed() {
    assertThatThrownBy(() -> Inputs.path(remote("teacher")))
        .isInstanceOfSatisfying(
            WordsightException.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.INPUT))
        .hasMessage(
            "Cannot read %s/teacher: there is no such file or folder. Correct the location.",
            place);
    assertThatThrownBy(() -> Inputs.adapter(place + "/adapter"))
        .isInstanceOf(WordsightException.class)
        .hasMessageStartingWith("Cannot read " + place + "/adapter: ");
  }
}
