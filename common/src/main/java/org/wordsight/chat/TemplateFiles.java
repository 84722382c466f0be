package org.wordsight.chat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.wordsight.error.WordsightException;
import org.wordsight.files.FileKind;
import org.wordsight.files.InputFile;

/** The files of a checkpoint folder that can hold a chat template. */
final class TemplateFiles {
  private static final String KEY = "chat_template";

  private final Path folder;
  private final TokenizerFiles files;

  TemplateFiles(Path folder) {
    this.folder = folder;
    this.files = new TokenizerFiles(folder);
  }

  /** The template in use. */
  String template() {
    Path jinja = folder.resolve("chat_template.jinja");
    if (Files.exists(jinja)) {
      return text(jinja);
    }
    return chosen(files.optional("chat_template.json", FileKind.TEMPLATE))
        .or(() -> chosen(files.optional("processor_config.json", FileKind.CONFIGURATION)))
        .or(() -> chosen(files.tokenizerConfig()))
        .orElseThrow(
            () ->
                WordsightException.input(
                    "Cannot chat with %s: there is no chat template in chat_template.jinja, chat_template.json or tokenizer_config.json. Use an instruct checkpoint, or add the template's file."
                        .formatted(folder)));
  }

  /** A template is one string, or a list of named ones, of which "default" is used. */
  private static Optional<String> chosen(JsonNode file) {
    JsonNode template = file.path(KEY);
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

  /** The special tokens by their names in templates. */
  Map<String, Object> specialTokens() {
    return new AddedTokens(files).named();
  }

  private static String text(Path file) {
    try {
      return InputFile.text(file, FileKind.TEMPLATE);
    } catch (IOException e) {
      throw WordsightException.input(
          "Cannot read %s: %s. Copy the checkpoint again, and make it readable.".formatted(file, e),
          e);
    }
  }
}
