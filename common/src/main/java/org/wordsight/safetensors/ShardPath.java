package org.wordsight.safetensors;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;
import org.wordsight.error.IoReason;
import org.wordsight.error.WordsightException;

/** Keeps the files of an index inside the index's folder, for all names and links. */
final class ShardPath {
  private ShardPath() {}

  /** The file that an index names; absent if the name is invalid or leads out of the folder. */
  static Optional<Path> inside(Path folder, JsonNode shard) {
    if (!shard.isTextual() || shard.asText().isBlank()) {
      return Optional.empty();
    }
    try {
      Path relative = Path.of(shard.asText());
      Path root = folder.toAbsolutePath().normalize();
      Path path = root.resolve(relative).normalize();
      return relative.isAbsolute() || !path.startsWith(root) || path.equals(root)
          ? Optional.empty()
          : Optional.of(path);
    } catch (InvalidPathException e) {
      return Optional.empty();
    }
  }

  /**
   * Whether a file is in the folder after links are followed. In Hugging Face's cache, a folder
   * {@code snapshots/<revision>} has links to {@code blobs} beside {@code snapshots}, which belong
   * to it.
   */
  static boolean leadsInside(Path folder, Path file) {
    try {
      Path root = folder.toRealPath();
      Path real = file.toRealPath();
      return real.startsWith(root) || blobs(root).filter(real::startsWith).isPresent();
    } catch (IOException e) {
      throw WordsightException.input("Cannot read " + file + ": " + IoReason.of(e) + ".", e);
    }
  }

  private static Optional<Path> blobs(Path root) {
    return Optional.ofNullable(root.getParent())
        .filter(parent -> parent.endsWith("snapshots"))
        .map(parent -> parent.resolveSibling("blobs"));
  }
}
