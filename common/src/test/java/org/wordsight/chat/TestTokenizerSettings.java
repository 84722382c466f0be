package org.wordsight.chat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.wordsight.error.ExitCode;
import org.wordsight.error.WordsightException;

/** Keys of tokenizer_config.json that decide over ids and templates in transformers 4.57.6. */
class TestTokenizerSettings {
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir private Path folder;

  private void config(String json) throws IOException {
    Files.writeString(folder.resolve("tokenizer_config.json"), json);
  }

  /** A tokenizer whose only step before its model is ByteLevel. */
  private void byteLevel(boolean blank) throws IOException {
    Path source = ChatCases.folder("qwen").resolve("tokenizer.json");
    ObjectNode tokenizer = (ObjectNode) JSON.readTree(source.toFile());
    tokenizer
        .putObject("pre_tokenizer")
        .put("type", "ByteLevel")
        .put("add_prefix_space", blank)
        .put("trim_offsets", true)
        .put("use_regex", true);
    JSON.writeValue(folder.resolve("tokenizer.json").toFile(), tokenizer);
  }

  @ParameterizedTest
  @CsvSource({
    "true, '{}', false",
    "true, '{\"add_prefix_space\": false}', false",
    "true, '{\"add_prefix_space\": true}', true",
    "true, '{\"add_prefix_space\": null}', true",
    "true, '{\"tokenizer_class\": \"LlamaTokenizerFast\"}', true",
    "false, '{}', false",
    "false, '{\"add_prefix_space\": true}', true",
  })
  void sayWhetherABlankComesFirst(boolean inTokenizer, String config, boolean expected)
      throws IOException {
    byteLevel(inTokenizer);
    config(config);
    try (Tokenizer tokenizer = Tokenizer.load(folder)) {
      assertThat(tokenizer.decode(tokenizer.encode("x"))).isEqualTo(expected ? " x" : "x");
    }
  }

  /** Only the class of Llama leaves it to tokenizer.json. */
  @ParameterizedTest
  @CsvSource({
    "llama, true",
    "llava_onevision, true",
    "qwen2, false",
    "qwen2_vl, false",
  })
  void takeTheClassOfTheModelWhereNoneIsNamed(String model, boolean blank) throws IOException {
    byteLevel(true);
    config("{}");
    Files.writeString(folder.resolve("config.json"), "{\"model_type\": \"" + model + "\"}");
    try (Tokenizer tokenizer = Tokenizer.load(folder)) {
      assertThat(tokenizer.decode(tokenizer.encode("x"))).isEqualTo(blank ? " x" : "x");
    }
  }

  @Test
  void refuseMllamaWithoutAClass() throws IOException {
    byteLevel(false);
    config("{}");
    Files.writeString(folder.resolve("config.json"), "{\"model_type\": \"mllama\"}");
    assertThatThrownBy(() -> Tokenizer.load(folder))
        .isInstanceOfSatisfying(
            WordsightException.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.INPUT))
        .hasMessage(
            "Cannot load %s: tokenizer_class is missing, expected a name: without it, transformers reads texts with images by PreTrainedTokenizerFast and other texts by LlamaTokenizerFast. Add the name that the checkpoint was made with to the file."
                .formatted(folder.resolve("tokenizer_config.json")));
    config("{\"tokenizer_class\": \"PreTrainedTokenizerFast\"}");
    try (Tokenizer tokenizer = Tokenizer.load(folder)) {
      assertThat(tokenizer.decode(tokenizer.encode("x"))).isEqualTo("x");
    }
  }

  @Test
  void refuseAChatWithoutSpecialTokens() throws IOException {
    byteLevel(false);
    config("{\"split_special_tokens\": true}");
    assertThatThrownBy(() -> Tokenizer.load(folder))
        .isInstanceOfSatisfying(
            WordsightException.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.INPUT))
        .hasMessage(
            "Cannot load %s: split_special_tokens is true, expected false: a chat cannot be read without its special tokens. Correct the file."
                .formatted(folder.resolve("tokenizer_config.json")));
  }

  @ParameterizedTest
  @CsvSource({
    "'{\"tokenizer_class\": \"Qwen2Tokenizer\"}', '|<|endoftext|>|<|endoftext|>|<|endoftext|>'",
    "'{\"tokenizer_class\": \"Qwen2TokenizerFast\", \"unk_token\": null}', '|<|endoftext|>|<|endoftext|>|'",
    "'{\"tokenizer_class\": \"Qwen2Tokenizer\", \"eos_token\": \"<|im_end|>\"}', '|<|im_end|>|<|endoftext|>|<|endoftext|>'",
    "'{\"tokenizer_class\": \"GPT2Tokenizer\"}', '<|endoftext|>|<|endoftext|>||<|endoftext|>'",
    "'{\"tokenizer_class\": \"LlamaTokenizerFast\", \"added_tokens_decoder\": {}}', '<s>|</s>||<unk>'",
    "'{\"tokenizer_class\": \"PreTrainedTokenizerFast\"}', '|||'",
  })
  void leaveTemplatesTheTokensOfTheirClass(String config, String rendered) throws IOException {
    config(config);
    Files.writeString(
        folder.resolve("chat_template.jinja"),
        "{{ bos_token }}|{{ eos_token }}|{{ pad_token }}|{{ unk_token }}");
    assertThat(ChatTemplate.load(folder).render(List.of(), Map.of())).isEqualTo(rendered);
  }

  @ParameterizedTest
  @CsvSource({
    "'{\"model_type\": \"llava_onevision\"}', '<s>|</s>|<unk>'",
    "'{\"model_type\": \"qwen2_vl\"}', '|<|endoftext|>|<|endoftext|>'",
    "'{\"model_type\": \"llama\", \"tokenizer_class\": \"Qwen2Tokenizer\"}', '|<|endoftext|>|<|endoftext|>'",
    "'{\"model_type\": \"qwen2\", \"tokenizer_class\": null}', '|<|endoftext|>|<|endoftext|>'",
  })
  void leaveTemplatesTheTokensOfTheModelsClass(String model, String rendered) throws IOException {
    Files.writeString(folder.resolve("config.json"), model);
    Files.writeString(
        folder.resolve("chat_template.jinja"), "{{ bos_token }}|{{ eos_token }}|{{ unk_token }}");
    assertThat(ChatTemplate.load(folder).render(List.of(), Map.of())).isEqualTo(rendered);
  }
}
