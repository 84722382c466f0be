package org.wordsight.chat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.wordsight.error.WordsightException;
import org.wordsight.json.Json;

/** The files of a checkpoint folder that a chat template comes from. */
final class TemplateFiles {
  private static final List<String> SPECIAL_TOKENS =
      List.of(
          "bos_token",
          "eos_token",
          "unk_token",
          "sep_token",
          "pad_token",
          "cls_token",
          "mask_token",
          "additional_special_tokens");

  private final Path folder;
  private final JsonNode tokenizerConfig;

  TemplateFiles(Path folder) {
    this.folder = folder;
    this.tokenizerConfig = json("tokenizer_config.json");
  }

  /** The template that counts. */
  String template() {
    Path jinja = folder.resolve("chat_template.jinja");
    if (Files.exists(jinja)) {
      return text(jinja);
    }
    return chosen(json("chat_template.json").path("chat_template"))
        .or(() -> chosen(tokenizerConfig.path("chat_template")))
        .orElseThrow(
            () ->
                WordsightException.input(
                    "Cannot chat with %s: there is no chat template in chat_template.jinja, chat_template.json or tokenizer_config.json. Use an instruct checkpoint, or add the template's file."
                        .formatted(folder)));
  }

  /** A template is one string, or a list of named ones, of which "default" counts. */
  private static Optional<String> chosen(JsonNode template) {
    if (template.isTextual()) {
      return Optional.of(template.asText());
    }
    for (JsonNode named : template) {
      if (named.path("name").asText().equals("default") && named.path("template").isTextual()) {
        return Optional.of(named.path("template").asText());
      }
    }
    return Optional.empty();
  }

  /** The special tokens by the names under which templates see them. */
  Map<String, Object> specialTokens() {
    Map<String, Object> tokens = new HashMap<>();
    if (!tokenizerConfig.has("added_tokens_decoder")) {
      // Only older checkpoints keep them in a file of their own.
      addTokens(json("special_tokens_map.json"), tokens);
    }
    addTokens(tokenizerConfig, tokens);
    return tokens;
  }

  private static void addTokens(JsonNode config, Map<String, Object> tokens) {
    for (String name : SPECIAL_TOKENS) {
      JsonNode token = config.path(name);
      if (token.isArray()) {
        List<Object> several = new ArrayList<>();
        token.forEach(each -> content(each).ifPresent(several::add));
        tokens.put(name, several);
      } else {
        content(token).ifPresent(text -> tokens.put(name, text));
      }
    }
  }

  private static Optional<String> content(JsonNode token) {
    JsonNode text = token.isObject() ? token.path("content") : token;
    return text.isTextual() ? Optional.of(text.asText()) : Optional.empty();
  }

  private JsonNode json(String name) {
    Path file = folder.resolve(name);
    if (!Files.exists(file)) {
      return MissingNode.getInstance();
    }
    try {
      return Json.mapper().readTree(text(file));
    } catch (IOException e) {
      throw WordsightException.input(
          "Cannot read %s: it is no valid JSON. Copy the checkpoint again.".formatted(file), e);
    }
  }

  private static String text(Path file) {
    try {
      return Files.readString(file, StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw WordsightException.input(
          "Cannot read %s: %s. Copy the checkpoint again, and see that it is readable."
              .formatted(file, e),
          e);
    }
  }
}
