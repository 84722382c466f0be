package org.wordsight.chat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The cases of src/test/python/make_chat_cases.py. */
record ChatCases(
    Map<String, List<Encoded>> tokenizers, Map<String, String> templates, List<Chat> chats) {

  /** A text and its ids. The text is absent if no text has these ids. */
  record Encoded(Optional<String> text, int[] ids, String decoded) {}

  /** A chat in Hugging Face's form, and its text or the template's refusal. */
  record Chat(
      String template,
      List<Map<String, ?>> messages,
      Map<String, Object> arguments,
      Optional<String> rendered,
      Optional<String> refused) {}

  static ChatCases read() {
    try (InputStream in = ChatCases.class.getResourceAsStream("/chat/cases.json")) {
      Map<String, Object> document = map(new ObjectMapper().readValue(in, Map.class));
      Map<String, List<Encoded>> tokenizers = new LinkedHashMap<>();
      map(document.get("tokenizers"))
          .forEach(
              (family, all) ->
                  tokenizers.put(family, list(all).stream().map(ChatCases::encoded).toList()));
      Map<String, String> templates = new LinkedHashMap<>();
      map(document.get("templates")).forEach((name, text) -> templates.put(name, (String) text));
      List<Chat> chats = list(document.get("chats")).stream().map(ChatCases::chat).toList();
      return new ChatCases(tokenizers, templates, chats);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static Path folder(String family) {
    try {
      return Path.of(ChatCases.class.getResource("/chat/" + family).toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Encoded encoded(Object stored) {
    Map<String, Object> made = map(stored);
    int[] ids = list(made.get("ids")).stream().mapToInt(id -> (Integer) id).toArray();
    return new Encoded(
        Optional.ofNullable((String) made.get("text")), ids, (String) made.get("decoded"));
  }

  private static Chat chat(Object stored) {
    Map<String, Object> made = map(stored);
    List<Map<String, ?>> messages = new ArrayList<>();
    list(made.get("messages")).forEach(message -> messages.add(map(message)));
    Map<String, Object> arguments = map(made.get("arguments"));
    arguments.put("add_generation_prompt", made.get("add_generation_prompt"));
    return new Chat(
        (String) made.get("template"),
        messages,
        arguments,
        Optional.ofNullable((String) made.get("rendered")),
        Optional.ofNullable((String) made.get("refused")));
  }

  private static Map<String, Object> map(Object value) {
    Map<String, Object> strings = new LinkedHashMap<>();
    ((Map<?, ?>) value).forEach((key, item) -> strings.put((String) key, item));
    return strings;
  }

  private static List<?> list(Object value) {
    return (List<?>) value;
  }
}
