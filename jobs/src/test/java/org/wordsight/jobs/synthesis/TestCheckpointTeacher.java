package org.wordsight.jobs.synthesis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.wordsight.config.ModelConfig;
import org.wordsight.error.WordsightException;
import org.wordsight.model.Precision;

class TestCheckpointTeacher {
  @TempDir Path root;

  @Test
  void isKnownByItsContentWhereverItLies() throws IOException {
    String fingerprint = teacher(checkpoint("a"), Precision.FLOAT32).fingerprint();
    Path other = checkpoint("b");
    Files.writeString(other.resolve("README.md"), "not part of it");
    assertThat(teacher(other, Precision.FLOAT32).fingerprint()).isEqualTo(fingerprint);
    assertThat(teacher(other, Precision.BFLOAT16).fingerprint()).isNotEqualTo(fingerprint);
    Files.writeString(other.resolve("model.safetensors"), "other weights");
    assertThat(teacher(other, Precision.FLOAT32).fingerprint()).isNotEqualTo(fingerprint);
  }

  @Test
  void noticesOtherWeightsInAFileTooLargeToReadWhole() throws IOException {
    Path folder = checkpoint("a");
    try (RandomAccessFile file =
        new RandomAccessFile(folder.resolve("model.safetensors").toFile(), "rw")) {
      file.setLength(65L << 20);
      String fingerprint = teacher(folder, Precision.FLOAT32).fingerprint();
      file.seek(32L << 20);
      file.write(1);
      assertThat(teacher(folder, Precision.FLOAT32).fingerprint()).isNotEqualTo(fingerprint);
    }
  }

  @Test
  void receivesAPromptAsOneUserTurn() throws IOException {
    CheckpointTeacher teacher = teacher(checkpoint("a"), Precision.FLOAT32);
    assertThat(teacher.chat().apply("Write.")).isEqualTo("<user>Write.<end>");
    assertThat(teacher.model()).isEqualTo("a");
  }

  @Test
  void saysWhichFolderCannotBeRead() {
    CheckpointTeacher teacher = teacher(root.resolve("none"), Precision.FLOAT32);
    assertThatThrownBy(teacher::fingerprint)
        .isInstanceOf(WordsightException.class)
        .hasMessageStartingWith("Cannot read checkpoint folder " + root.resolve("none"));
  }

  private Path checkpoint(String name) throws IOException {
    Path folder = Files.createDirectories(root.resolve(name));
    Files.writeString(
        folder.resolve("chat_template.jinja"), "<user>{{ messages[0]['content'] }}<end>");
    Files.writeString(folder.resolve("config.json"), "{}");
    Files.writeString(folder.resolve("model.safetensors"), "weights");
    return folder;
  }

  private static CheckpointTeacher teacher(Path folder, Precision precision) {
    return new CheckpointTeacher("local", new ModelConfig(folder.toString(), precision), 0);
  }
}
