package org.wordsight.embed;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.wordsight.error.IoReason;
import org.wordsight.error.JsonProblem;
import org.wordsight.error.WordsightException;
import org.wordsight.files.FileKind;
import org.wordsight.files.InputFile;
import org.wordsight.json.Json;

/**
 * The settings in a sentence encoder's own files.
 *
 * @param positions the most tokens that it reads, special ones included
 */
record EncoderSettings(int positions) {
  /** The positions of all-MiniLM-L6-v2, whose artifacts hold no configuration. */
  private static final int MINILM_POSITIONS = 512;

  /**
   * @throws WordsightException exit code 3 if the model takes its vector from a single token
   */
  static EncoderSettings read(Path folder) {
    Path pooling = folder.resolve("1_Pooling/config.json");
    boolean takesMean =
        json(pooling)
            .map(node -> node.path("pooling_mode_mean_tokens").asBoolean(true))
            .orElse(true);
    if (!takesMean) {
      throw WordsightException.input(
          "Cannot use the embedder of %s: pooling_mode_mean_tokens is false in %s, expected true. Use a model whose vector is the mean of its hidden states."
              .formatted(folder, pooling));
    }
    int positions =
        json(folder.resolve("config.json"))
            .map(node -> node.path("max_position_embeddings").asInt(MINILM_POSITIONS))
            .orElse(MINILM_POSITIONS);
    if (positions < 3) {
      throw WordsightException.input(
          "Cannot use the embedder of %s: max_position_embeddings is %d, expected at least 3. Correct config.json."
              .formatted(folder, positions));
    }
    return new EncoderSettings(positions);
  }

  private static Optional<JsonNode> json(Path file) {
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    try {
      return Optional.of(Json.mapper().readTree(InputFile.bytes(file, FileKind.CONFIGURATION)));
    } catch (JsonProcessingException e) {
      throw broken(file, JsonProblem.of(e), e);
    } catch (IOException e) {
      throw broken(file, IoReason.of(e), e);
    }
  }

  private static WordsightException broken(Path file, String problem, Exception e) {
    return WordsightException.input(
        "Cannot read %s: %s. Copy the model again.".formatted(file, problem), e);
  }
}
