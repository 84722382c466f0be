package org.wordsight.chat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.wordsight.chat.jinja.TemplateException;
import org.wordsight.error.ExitCode;
import org.wordsight.error.WordsightException;

/** Compares chats with the results of apply_chat_template in transformers. */
class TestChatTemplate {
  private static final ChatCases CASES = ChatCases.read();

  @TempDir private Path folder;

  static Stream<ChatCases.Chat> chats() {
    return CASES.chats().stream();
  }

  @ParameterizedTest
  @MethodSource("chats")
  void rendersWhatTransformersRenders(ChatCases.Chat chat) throws IOException {
    ChatTemplate template = template(chat.template());
    if (chat.rendered().isPresent()) {
      assertThat(template.render(chat.messages(), chat.arguments()))
          .isEqualTo(chat.rendered().get());
    } else {
      assertThatThrownBy(() -> template.render(chat.messages(), chat.arguments()))
          .isInstanceOf(WordsightException.class)
          .hasCauseInstanceOf(TemplateException.class)
          .hasRootCauseMessage(chat.refused().orElseThrow());
    }
  }

  /** A folder with the special tokens of a family and this template. */
  private ChatTemplate template(String name) throws IOException {
    String family = name.equals("llama") ? "llama" : "qwen";
    Files.copy(
        ChatCases.folder(family).resolve("tokenizer_config.json"),
        folder.resolve("tokenizer_config.json"));
    Files.writeString(folder.resolve("chat_template.jinja"), CASES.templates().get(name));
    return ChatTemplate.load(folder);
  }

  @Test
  void givesAPlainStringToTheTextFamilies() throws IOException {
    assertThat(template("qwen").prompt(List.of(Message.system("S"), Message.user("U"))))
        .isEqualTo(
            "<|im_start|>system\nS<|im_end|>\n<|im_start|>user\nU<|im_end|>\n<|im_start|>assistant\n");
  }

  @Test
  void givesPartsToATemplateThatKnowsNothingElse() throws IOException {
    ChatTemplate template = template("lists_only");
    assertThat(template.prompt(List.of(Message.userWithImage("What?"))))
        .isEqualTo("<|im_start|>user <image>\nWhat?<|im_end|><|im_start|>assistant\n");
    assertThat(template.transcript(List.of(Message.user("What?"))))
        .isEqualTo("<|im_start|>user \nWhat?<|im_end|>");
  }

  @Test
  void leavesOnePlaceholderForEachImage() throws IOException {
    Message twoImages =
        new Message("user", List.of(new Part.Image(), new Part.Image(), new Part.Text("?")));
    assertThat(template("qwen_vision").prompt(List.of(Message.system("S"), twoImages)))
        .contains(
            "user\n<|vision_start|><|image_pad|><|vision_end|><|vision_start|><|image_pad|><|vision_end|>?<|im_end|>");
  }

  @Test
  void pinsTheDay() throws IOException {
    assertThat(template("llama").prompt(List.of(Message.user("U"))))
        .contains("Today: 26 Jul 2024\n");
    write("chat_template.jinja", "{{ strftime_now('%Y-%m-%d') }}");
    assertThat(ChatTemplate.load(folder).prompt(List.of(Message.user("U"))))
        .isEqualTo("2024-07-26");
  }

  @Test
  void findsTheEndOfATurn() throws IOException {
    assertThat(template("llama").endOfTurn()).isEqualTo("<|eot_id|>");
  }

  @Test
  void prefersTheTemplateInAFileOfItsOwn() throws IOException {
    write("tokenizer_config.json", json("chat_template", "config"));
    assertThat(rendered()).isEqualTo("config");
    write("chat_template.json", json("chat_template", "json"));
    assertThat(rendered()).isEqualTo("json");
    write("chat_template.jinja", "jinja");
    assertThat(rendered()).isEqualTo("jinja");
  }

  @Test
  void takesTheDefaultOfSeveralTemplates() throws IOException {
    List<Map<String, String>> named =
        List.of(
            Map.of("name", "tool_use", "template", "tools"),
            Map.of("name", "default", "template", "plain"));
    write("tokenizer_config.json", json("chat_template", named));
    assertThat(rendered()).isEqualTo("plain");
  }

  @Test
  void readsSpecialTokensOfOlderCheckpointsFromTheirOwnFile() throws IOException {
    write("special_tokens_map.json", json("bos_token", Map.of("content", "<s>")));
    write("chat_template.jinja", "{{ bos_token }}");
    assertThat(rendered()).isEqualTo("<s>");
    write("tokenizer_config.json", json("added_tokens_decoder", Map.of()));
    assertThat(rendered()).isEmpty();
  }

  @Test
  void saysThatThereIsNoTemplate() throws IOException {
    write("tokenizer_config.json", "{}");
    assertThatThrownBy(() -> ChatTemplate.load(folder))
        .isInstanceOfSatisfying(
            WordsightException.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.INPUT))
        .hasMessageStartingWith("Cannot chat with " + folder + ": there is no chat template in");
  }

  @Test
  void namesTheLineOfABrokenTemplate() throws IOException {
    write("chat_template.jinja", "a\n{% if %}");
    assertThatThrownBy(() -> ChatTemplate.load(folder))
        .isInstanceOf(WordsightException.class)
        .hasMessageContaining("line 2: Expected an expression");
  }

  @Test
  void namesTheLineAtWhichRenderingFailed() throws IOException {
    write("chat_template.jinja", "a\n{{ messages[0].content + 1 }}");
    assertThatThrownBy(this::rendered)
        .isInstanceOf(WordsightException.class)
        .hasMessageContaining("line 2 of the template: unsupported operand");
  }

  private String rendered() {
    return ChatTemplate.load(folder).transcript(List.of(Message.user("U")));
  }

  private void write(String name, String text) throws IOException {
    Files.writeString(folder.resolve(name), text);
  }

  private static String json(String key, Object value) throws IOException {
    return new ObjectMapper().writeValueAsString(Map.of(key, value));
  }
}
