package org.wordsight.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.wordsight.error.WordsightException;
import org.wordsight.storage.LocalStorage;
import org.wordsight.storage.Storage;

class TestSampleFile {
  private static final SampleFile SAMPLES =
      new SampleFile(
          List.of(
              new TrainingExample("a", new int[] {1, 200_000, -3}, 1),
              new TrainingExample("ü", new int[] {4, 5}, 1)),
          List.of(new TrainingExample("v", new int[] {7, 8, 9}, 2)));

  @TempDir private Path folder;

  @Test
  void readsTheSamplesThatWerePut() throws Exception {
    Storage storage = LocalStorage.of(folder);
    String name = SAMPLES.put(storage, "work");
    SampleFile read = SampleFile.read(storage, name);
    assertThat(read.train()).usingRecursiveComparison().isEqualTo(SAMPLES.train());
    assertThat(read.validation()).usingRecursiveComparison().isEqualTo(SAMPLES.validation());
    assertThat(SAMPLES.put(storage, "work")).isEqualTo(name);
  }

  @Test
  void refusesADamagedFile() throws Exception {
    Storage storage = LocalStorage.of(folder);
    String name = SAMPLES.put(storage, "work");
    Path file = folder.resolve(name);
    byte[] bytes = Files.readAllBytes(file);
    bytes[bytes.length - 1]++;
    Files.write(file, bytes);
    assertThatThrownBy(() -> SampleFile.read(storage, name))
        .isInstanceOf(WordsightException.class)
        .hasMessageStartingWith("Cannot read the samples ")
        .hasMessageContaining("its SHA-256 is not that of its name")
        .hasMessageEndingWith("Delete the file and start again: it will be written again.");
  }

  @Test
  void namesAFileThatIsMissing() throws Exception {
    Storage storage = LocalStorage.of(folder);
    assertThatThrownBy(() -> SampleFile.read(storage, "work/samples-0.bin"))
        .isInstanceOf(WordsightException.class)
        .hasMessageContaining("there is no such file");
  }
}
