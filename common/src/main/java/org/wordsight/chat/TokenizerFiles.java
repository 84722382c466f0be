package org.wordsight.chat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.wordsight.error.IoReason;
import org.wordsight.error.JsonProblem;
import org.wordsight.error.WordsightException;
import org.wordsight.files.FileKind;
import org.wordsight.files.InputFile;
import org.wordsight.json.Json;

/** The files of a checkpoint folder that define its tokens. */
final class TokenizerFiles {
  private static final JsonMapper JSON = Json.mapper();
  private static final String TOKENIZER = "tokenizer.json";
  private static final String ADDED = "added_tokens";
  private static final String CLASS = "tokenizer_class";
  private static final String LLAMA = "LlamaTokenizer";
  private static final String QWEN2 = "Qwen2Tokenizer";
  private static final String MLLAMA = "mllama";

  /** The class that transformers 4.57.6 takes for a model whose files name none. */
  private static final Map<String, String> CLASS_OF_MODEL =
      Map.of("llama", LLAMA, "llava_onevision", LLAMA, "qwen2", QWEN2, "qwen2_vl", QWEN2);

  private final Path folder;
  private final JsonNode tokenizerConfig;
  private final String tokenizerClass;

  TokenizerFiles(Path folder) {
    this.folder = folder;
    this.tokenizerConfig = optional("tokenizer_config.json", FileKind.CONFIGURATION);
    this.tokenizerClass = classOf(tokenizerConfig).orElseGet(this::classOfModel);
  }

  private static Optional<String> classOf(JsonNode file) {
    return Optional.of(file.path(CLASS)).filter(JsonNode::isTextual).map(JsonNode::asText);
  }

  /** The class by {@code config.json}; empty if it does not say. */
  private String classOfModel() {
    JsonNode config = optional("config.json", FileKind.CONFIGURATION);
    String model = config.path("model_type").asText();
    Optional<String> stated = classOf(config);
    if (stated.isEmpty() && model.equals(MLLAMA)) {
      throw WordsightException.input(
          "Cannot load %s: %s is missing, expected a name: without it, transformers reads texts with images by PreTrainedTokenizerFast and other texts by LlamaTokenizerFast. Add the name that the checkpoint was made with to the file."
              .formatted(folder.resolve("tokenizer_config.json"), CLASS));
    }
    return stated.orElseGet(() -> CLASS_OF_MODEL.getOrDefault(model, ""));
  }

  JsonNode tokenizerConfig() {
    return tokenizerConfig;
  }

  /** The name of its class in transformers, the same for the class's slow and its fast form. */
  String tokenizerClass() {
    return tokenizerClass.replaceFirst("Fast$", "");
  }

  JsonNode specialTokensMap() {
    return optional("special_tokens_map.json", FileKind.CONFIGURATION);
  }

  /** The id of each token by its text. Only older checkpoints have this file. */
  JsonNode addedTokens() {
    JsonNode added = optional("added_tokens.json", FileKind.TOKENIZER);
    added
        .fields()
        .forEachRemaining(
            field -> requireId("added_tokens.json", field.getKey(), field.getValue()));
    return added;
  }

  /** A JSON object of the folder; empty if the file does not exist. */
  JsonNode optional(String name, FileKind kind) {
    Path file = folder.resolve(name);
    return Files.exists(file) ? object(file, kind) : JsonNodeFactory.instance.objectNode();
  }

  private static JsonNode object(Path file, FileKind kind) {
    try {
      JsonNode read = JSON.readTree(InputFile.bytes(file, kind));
      if (read.isObject()) {
        return read;
      }
      throw WordsightException.input(
          "Cannot read %s: it holds no JSON object. Copy the checkpoint again.".formatted(file));
    } catch (JsonProcessingException e) {
      throw WordsightException.input(
          "Cannot read %s: it is no valid JSON (%s). Copy the checkpoint again."
              .formatted(file, JsonProblem.of(e)),
          e);
    } catch (IOException e) {
      throw WordsightException.input(
          "Cannot read %s: %s. Copy the checkpoint again, and make it readable.".formatted(file, e),
          e);
    }
  }

  /** A tokenizer for the library, and the largest id of its tokens. */
  record Content(byte[] json, int largestId) {}

  /** The content of {@code tokenizer.json} with every token that the other files add. */
  Content tokenizer() {
    Path file = folder.resolve(TOKENIZER);
    try {
      byte[] content = InputFile.bytes(file, FileKind.TOKENIZER);
      JsonNode read = JSON.readTree(content);
      if (!(read instanceof ObjectNode tokenizer)) {
        throw broken(file, "it holds no JSON object");
      }
      requireSpecialTokensRead();
      int largest = largestId(tokenizer);
      boolean changed = setLeadingBlank(tokenizer);
      List<ObjectNode> missing = new AddedTokens(this).missing(tokenizer.path(ADDED));
      if (missing.isEmpty() && !changed) {
        return new Content(content, largest);
      }
      add(missing, tokenizer);
      return new Content(JSON.writeValueAsBytes(tokenizer), largestId(tokenizer));
    } catch (NoSuchFileException e) {
      throw WordsightException.input(
          "Cannot load %s: there is no tokenizer.json. Save it with transformers (AutoTokenizer.from_pretrained(…).save_pretrained(…))."
              .formatted(folder),
          e);
    } catch (JsonProcessingException e) {
      throw broken(file, JsonProblem.of(e));
    } catch (IOException e) {
      throw broken(file, IoReason.of(e));
    }
  }

  private void requireSpecialTokensRead() {
    String key = "split_special_tokens";
    if (tokenizerConfig.path(key).asBoolean(false)) {
      throw WordsightException.input(
          "Cannot load %s: %s is true, expected false: a chat cannot be read without its special tokens. Correct the file."
              .formatted(folder.resolve("tokenizer_config.json"), key));
    }
  }

  /**
   * Whether a blank is put before a text. Where {@code tokenizer.json} has only a ByteLevel step
   * for this, transformers 4 takes the answer from {@code tokenizer_config.json}.
   *
   * @return whether {@code tokenizer} was changed
   */
  private boolean setLeadingBlank(ObjectNode tokenizer) {
    String key = "add_prefix_space";
    JsonNode stated = tokenizerConfig.path(key);
    boolean decided = stated.isBoolean() || stated.isMissingNode();
    if (!decided
        || tokenizerClass().equals(LLAMA)
        || !(tokenizer.path("pre_tokenizer") instanceof ObjectNode step)
        || !step.path("type").asText().equals("ByteLevel")) {
      return false;
    }
    boolean before = step.path(key).asBoolean(true);
    boolean wanted = stated.asBoolean(false);
    step.put(key, wanted);
    return before != wanted;
  }

  WordsightException broken(Path file, String problem) {
    return WordsightException.input(
        "Cannot load %s: it is no valid tokenizer (%s). Copy it again.".formatted(file, problem));
  }

  /** A token that the vocabulary lacks gets the next free id, as in the library. */
  private static void add(List<ObjectNode> missing, ObjectNode tokenizer) {
    ArrayNode added =
        tokenizer.path(ADDED) instanceof ArrayNode present ? present : tokenizer.putArray(ADDED);
    long next = 0;
    for (JsonNode token : added) {
      next = Math.max(next, token.path("id").asLong() + 1);
    }
    JsonNode vocabulary = tokenizer.path("model").path("vocab");
    next = Math.max(next, vocabulary.size());
    for (ObjectNode token : missing) {
      String content = token.get("content").asText();
      replaceOrAdd(added, token.put("id", idOf(content, added, vocabulary, next)));
      next = Math.max(next, token.get("id").asLong() + 1);
    }
  }

  private static long idOf(String content, ArrayNode added, JsonNode vocabulary, long next) {
    for (JsonNode token : added) {
      if (token.path("content").asText().equals(content)) {
        return token.path("id").asLong();
      }
    }
    return vocabulary.path(content).asLong(next);
  }

  private static void replaceOrAdd(ArrayNode added, ObjectNode token) {
    for (int i = 0; i < added.size(); i++) {
      if (added.get(i).path("content").equals(token.get("content"))) {
        added.set(i, token);
        return;
      }
    }
    added.add(token);
  }

  /** Checks the id of every token. */
  private int largestId(ObjectNode tokenizer) {
    int largest = 0;
    for (JsonNode token : tokenizer.path(ADDED)) {
      String content = token.path("content").asText();
      largest = Math.max(largest, requireId(TOKENIZER, content, token.path("id")));
    }
    JsonNode vocabulary = tokenizer.path("model").path("vocab");
    Iterator<Map.Entry<String, JsonNode>> entries = vocabulary.fields();
    while (entries.hasNext()) {
      Map.Entry<String, JsonNode> entry = entries.next();
      largest = Math.max(largest, requireId(TOKENIZER, entry.getKey(), entry.getValue()));
    }
    // If the vocabulary is a list, an id is a place in it.
    return Math.max(largest, vocabulary.size() - 1);
  }

  /** The id in a key of {@code tokenizer_config.json}. */
  long id(String key, String written) {
    try {
      long id = Long.parseLong(written);
      if (id >= 0 && id <= Integer.MAX_VALUE) {
        return id;
      }
    } catch (NumberFormatException e) {
      // The caller refuses this text, since it is not an id.
    }
    throw wrongId("tokenizer_config.json", "an id of " + key, "\"" + written + "\"");
  }

  private int requireId(String file, String token, JsonNode id) {
    if (!id.isIntegralNumber() || !id.canConvertToInt() || id.intValue() < 0) {
      throw wrongId(file, "the id of token \"" + token + "\"", id.toString());
    }
    return id.intValue();
  }

  private WordsightException wrongId(String file, String key, String seen) {
    return WordsightException.input(
        "Cannot load %s: %s is %s, expected a whole number of 0 to %d. Copy the checkpoint again."
            .formatted(
                folder.resolve(file), key, seen.isEmpty() ? "missing" : seen, Integer.MAX_VALUE));
  }
}
