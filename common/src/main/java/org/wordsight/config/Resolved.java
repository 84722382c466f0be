package org.wordsight.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * The run file with every key and default written out, in two forms: as a reader wants it (absolute
 * paths), and as it identifies the run (paths relative to the run file's folder; no warehouse, no
 * report).
 */
record Resolved(ObjectNode full, ObjectNode identity) {
  static Resolved empty() {
    return new Resolved(
        JsonNodeFactory.instance.objectNode(), JsonNodeFactory.instance.objectNode());
  }

  Resolved child(String key) {
    return new Resolved(full.putObject(key), identity.putObject(key));
  }

  void put(String key, JsonNode value) {
    put(key, value, value);
  }

  void put(String key, JsonNode fullValue, JsonNode identityValue) {
    full.set(key, fullValue);
    identity.set(key, identityValue);
  }

  void putOutsideIdentity(String key, JsonNode value) {
    full.set(key, value);
  }
}
