package org.wordsight.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The run file with every key and default written out. It has absolute paths for readers, and says
 * what each key decides.
 *
 * @param path of this mapping from the root; empty at the root
 * @param full this mapping with every default
 * @param rules of all keys of the file, shared by all mappings
 */
record Resolved(String path, ObjectNode full, List<KeyRule> rules) {
  static Resolved empty() {
    return new Resolved("", JsonNodeFactory.instance.objectNode(), new ArrayList<>());
  }

  Resolved child(String key) {
    return new Resolved(pathOf(key), full.putObject(key), rules);
  }

  void put(KeyKind kind, String key, JsonNode value) {
    put(kind, key, value, Identity.text(value));
  }

  /** Adds a value that has another form in the identity. */
  void put(KeyKind kind, String key, JsonNode value, String identity) {
    full.set(key, value);
    rules.add(new KeyRule(pathOf(key), kind, Optional.empty(), identity));
  }

  void putNumber(KeyKind kind, String key, JsonNode value, Range range) {
    full.set(key, value);
    rules.add(new KeyRule(pathOf(key), kind, Optional.of(range), Identity.text(value)));
  }

  private String pathOf(String key) {
    return path.isEmpty() ? key : path + "." + key;
  }
}
