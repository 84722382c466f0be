package org.wordsight.config;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;

/** Flattens a tree to dotted paths; lists stay whole. */
final class Leaves {
  private Leaves() {}

  static void collect(String path, JsonNode node, Map<String, String> leaves) {
    if (!node.isObject()) {
      leaves.put(path, node.isTextual() ? node.textValue() : node.toString());
      return;
    }

    node.fields()
        .forEachRemaining(
            field ->
                collect(
                    path.isEmpty() ? field.getKey() : path + "." + field.getKey(),
                    field.getValue(),
                    leaves));
  }
}
