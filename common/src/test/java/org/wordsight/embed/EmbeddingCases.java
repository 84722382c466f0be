package org.wordsight.embed;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.DeserializationFeature;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import org.wordsight.json.Json;

/**
 * Vectors that Python made; see src/test/python/make_embedding_cases.py and the script beside it.
 */
final class EmbeddingCases {
  record Case(String text, boolean cut, float[] vector) {}

  private EmbeddingCases() {}

  static List<Case> read(String name) throws IOException {
    try (InputStream in = EmbeddingCases.class.getResourceAsStream("/embed/" + name)) {
      return Json.builder()
          .disable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
          .build()
          .readValue(in, new TypeReference<List<Case>>() {});
    }
  }
}
