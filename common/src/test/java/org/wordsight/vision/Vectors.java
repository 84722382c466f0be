package org.wordsight.vision;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** Values of Pillow and transformers. Scripts in {@code src/test/python} make them. */
final class Vectors {
  private Vectors() {}

  static Path file(String name) {
    return Path.of(
        Objects.requireNonNull(Vectors.class.getResource("/vision/" + name), name).getPath());
  }

  static List<JsonNode> of(String kind) {
    return of("vectors.json", kind);
  }

  static List<JsonNode> of(String file, String kind) {
    try {
      JsonNode cases = new ObjectMapper().readTree(file(file).toFile()).get(kind);
      if (cases == null || cases.isEmpty()) {
        throw new IllegalStateException(file + " has no " + kind);
      }
      return StreamSupport.stream(cases.spliterator(), false).toList();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  static Stream<JsonNode> decodes(String suffix) {
    return of("decode").stream().filter(c -> c.get("file").asText().endsWith(suffix));
  }

  /** Noise with edges, as the script draws it. */
  static RgbImage pattern(int width, int height) {
    byte[] rgb = new byte[3 * width * height];
    int at = 0;
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        for (int c = 0; c < 3; c++) {
          int mixed = (x * 73856093) ^ (y * 19349663) ^ (c * 83492791);
          int noise = (mixed * (int) 2654435761L) >>> 24;
          int blocks = (x / 7 + y / 5 + c) % 3 * 100;
          rgb[at++] = (byte) (noise / 3 + blocks);
        }
      }
    }
    return new RgbImage(width, height, rgb);
  }
}
