package org.wordsight.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.wordsight.data.Sha256;

/**
 * The values of all keys that decide the result. Two runs with the same identity are the same run.
 *
 * @param values by the key's path, in the run file's order; the text {@code null} if a key has no
 *     value
 */
public record Identity(Map<String, String> values) {
  private static final String NONE = "null";

  public Identity {
    values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
  }

  static Identity of(List<KeyRule> rules) {
    Map<String, String> values = new LinkedHashMap<>();
    rules.stream()
        .filter(rule -> rule.kind().identifies())
        .forEach(rule -> values.put(rule.path(), rule.identity()));
    return new Identity(values);
  }

  /**
   * The identity of a stored run, of any version.
   *
   * <p>Keys that decide no result today are left out. Keys that the storing version did not know
   * get their defaults, since that version computed with them.
   *
   * @param yaml the text of {@link #yaml()}, or the text that earlier versions stored
   */
  public static Identity stored(String yaml) {
    Map<String, String> leaves = Leaves.of(yaml);
    Map<String, String> values = new LinkedHashMap<>();
    for (KeyRule rule : RunFile.keys()) {
      if (rule.kind().identifies()) {
        String value = leaves.getOrDefault(rule.path(), rule.identity());
        values.put(rule.path(), rule.kind() == KeyKind.NAMED_FOLDER ? lastName(value) : value);
      }
    }

    // Earlier versions stored such keys. The teacher {@code self} is the student, so the teacher's
    // own keys are not used.
    if ("self".equals(values.get("teacher.kind"))) {
      values.put("teacher.path", NONE);
      values.put("teacher.precision", NONE);
    }

    if (!"openai".equals(values.get("teacher.kind"))) {
      values.put("teacher.model", NONE);
    }

    return new Identity(values);
  }

  /** SHA-256 of all values, 64 hexadecimal digits. */
  public String hash() {
    Sha256 hash = new Sha256();
    new TreeMap<>(values).forEach((key, value) -> hash.add(key).add(value));
    return hash.hex();
  }

  /** The text to store with the run. */
  public String yaml() {
    ObjectNode root = JsonNodeFactory.instance.objectNode();
    values.forEach(
        (key, value) -> {
          ObjectNode mapping = root;
          String[] names = key.split("\\.");
          for (int i = 0; i < names.length - 1; i++) {
            mapping = mapping.withObject("/" + names[i]);
          }

          mapping.put(names[names.length - 1], value.equals(NONE) ? null : value);
        });
    return Yaml.write(root);
  }

  /**
   * The differences to a later identity, one line a key: {@code lora.rank: 32 → 16}. A key that
   * only one identity has is {@code (absent)} in the other.
   */
  public List<String> differences(Identity later) {
    Map<String, String> all = new LinkedHashMap<>(values);
    all.putAll(later.values);
    return differences(new ArrayList<>(all.keySet()), values, later.values);
  }

  static List<String> differences(
      List<String> keys, Map<String, String> earlier, Map<String, String> later) {
    return keys.stream()
        .filter(key -> !of(earlier, key).equals(of(later, key)))
        .map(key -> key + ": " + of(earlier, key) + " → " + of(later, key))
        .toList();
  }

  private static String of(Map<String, String> values, String key) {
    return values.getOrDefault(key, "(absent)");
  }

  /** A value in the form of identities. */
  static String text(JsonNode value) {
    return value instanceof ArrayNode
        ? StreamSupport.stream(value.spliterator(), false)
            .map(JsonNode::asText)
            .collect(Collectors.joining(", ", "[", "]"))
        : value.asText();
  }

  private static String lastName(String path) {
    return path.substring(path.lastIndexOf('/') + 1);
  }
}
