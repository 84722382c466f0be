package org.wordsight.verify;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.wordsight.chat.ChatTemplate;

/** A reference's chats under a checkpoint's template. */
final class Chats {
  private static final ObjectMapper JSON = new ObjectMapper();

  private Chats() {}

  static String render(ChatTemplate template, ReferenceCase each) {
    Map<String, Object> arguments = new HashMap<>();
    JsonNode given = each.json().path("template_arguments");
    if (given.isObject()) {
      arguments.putAll(JSON.convertValue(given, new TypeReference<Map<String, Object>>() {}));
    }
    arguments.put("add_generation_prompt", each.json().path("add_generation_prompt").asBoolean());
    List<Map<String, Object>> messages =
        JSON.convertValue(each.value("messages"), new TypeReference<>() {});
    return template.render(messages, arguments);
  }
}
