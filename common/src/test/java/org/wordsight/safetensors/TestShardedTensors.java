package org.wordsight.safetensors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TestShardedTensors {
  @TempDir private Path folder;

  @BeforeEach
  void writeShards() {
    write("1.safetensors", "a", 1, 2);
    write("2.safetensors", "b", 3);
  }

  private void write(String file, String tensor, float... values) {
    SafetensorsWriter.write(
        folder.resolve(file),
        SafetensorsWriter.PYTORCH,
        List.of(TensorSource.floats(tensor, FloatBuffer.wrap(values), values.length)));
  }

  private void index(String weightMap) throws IOException {
    Files.writeString(
        folder.resolve("model.safetensors.index.json"), "{\"weight_map\": " + weightMap + "}");
  }

  @Test
  void findsEveryTensorInItsShard() throws IOException {
    index("{\"a\": \"1.safetensors\", \"b\": \"2.safetensors\"}");
    try (ShardedTensors tensors = ShardedTensors.open(folder)) {
      assertThat(tensors.entries().keySet()).containsExactlyInAnyOrder("a", "b");
      assertThat(tensors.map(tensors.entries().get("b"), 0, 4).getFloat()).isEqualTo(3);
      tensors.requireFinite(bytes -> {});
    }
  }

  @Test
  void namesTheShardThatIsMissing() throws IOException {
    index("{\"a\": \"1.safetensors\", \"b\": \"3.safetensors\"}");
    assertThatThrownBy(() -> ShardedTensors.open(folder))
        .hasMessageContainingAll("tensor b is in 3.safetensors", "missing");
  }

  @Test
  void refusesAShardOutsideTheFolder() throws IOException {
    for (String path : List.of("../1.safetensors", "/etc/passwd", "x/../../1.safetensors")) {
      index("{\"a\": \"" + path + "\"}");
      assertThatThrownBy(() -> ShardedTensors.open(folder))
          .hasMessageContainingAll("tensor a", path, "inside the folder");
    }
  }

  @Test
  void refusesAnInvalidName() throws IOException {
    for (String name :
        List.of("7", "\"\"", "\".\"", "\"a\\u0000b\"", "null", "[\"1.safetensors\"]")) {
      index("{\"a\": " + name + "}");
      assertThatThrownBy(() -> ShardedTensors.open(folder))
          .hasMessageContainingAll("tensor a is said to be in " + name, "inside the folder");
    }
  }

  @Test
  void refusesALinkThatLeadsOutOfTheFolder(@TempDir Path elsewhere) throws IOException {
    Path outside = elsewhere.resolve("1.safetensors");
    Files.move(folder.resolve("1.safetensors"), outside);
    Files.createSymbolicLink(folder.resolve("1.safetensors"), outside);
    Files.createSymbolicLink(folder.resolve("up"), elsewhere);
    for (String path : List.of("1.safetensors", "up/1.safetensors")) {
      index("{\"a\": \"" + path + "\"}");
      assertThatThrownBy(() -> ShardedTensors.open(folder))
          .hasMessageContainingAll(path, "is a link to a file outside the folder");
    }
  }

  @Test
  void followsTheLinksOfHuggingFacesCache(@TempDir Path cache) throws IOException {
    Path blob = Files.createDirectory(cache.resolve("blobs")).resolve("5f3a");
    Files.move(folder.resolve("1.safetensors"), blob);
    Path snapshot = Files.createDirectories(cache.resolve("snapshots/8d1c"));
    Files.createSymbolicLink(snapshot.resolve("1.safetensors"), Path.of("../../blobs/5f3a"));
    Files.writeString(
        snapshot.resolve("model.safetensors.index.json"),
        "{\"weight_map\": {\"a\": \"1.safetensors\"}}");
    try (ShardedTensors tensors = ShardedTensors.open(snapshot)) {
      assertThat(tensors.floats(tensors.entries().get("a"))).containsExactly(1, 2);
    }
  }

  @Test
  void namesATensorThatIsMissingInItsShard() throws IOException {
    index("{\"a\": \"1.safetensors\", \"b\": \"1.safetensors\"}");
    assertThatThrownBy(() -> ShardedTensors.open(folder))
        .hasMessageContainingAll("tensor b is in 1.safetensors, which does not hold it");
  }

  @Test
  void refusesAFolderWithoutWeights() {
    assertThatThrownBy(() -> ShardedTensors.open(folder))
        .hasMessageContaining("neither model.safetensors nor model.safetensors.index.json");
  }

  @Test
  void namesTheFirstElementThatIsNotFinite() {
    write("model.safetensors", "weight", 0, Float.NaN);
    try (ShardedTensors tensors = ShardedTensors.open(folder)) {
      assertThatThrownBy(() -> tensors.requireFinite(bytes -> {}))
          .hasMessageContainingAll("model.safetensors", "element 1 of tensor weight");
    }
  }
}
