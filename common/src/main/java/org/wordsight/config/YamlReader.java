package org.wordsight.config;

import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLParser;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;
import org.wordsight.json.Json;
import org.yaml.snakeyaml.error.MarkedYAMLException;

/** Reads YAML into nodes that know their lines. Keys given twice and aliases are problems. */
final class YamlReader {
  private static final YAMLFactory FACTORY =
      YAMLFactory.builder()
          .disable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .streamReadConstraints(Json.LIMITS)
          .build();

  /** Run files have five levels. The limit protects the stack from text with very deep nesting. */
  private static final int DEEPEST = 100;

  private final YAMLParser parser;
  private final IntFunction<Source> sourceOfLine;
  private final Problems problems;
  private int depth;

  private YamlReader(YAMLParser parser, IntFunction<Source> sourceOfLine, Problems problems) {
    this.parser = parser;
    this.sourceOfLine = sourceOfLine;
    this.problems = problems;
  }

  /**
   * The one document of {@code text}; an empty text is {@link YamlNode.Nothing}.
   *
   * @throws JsonParseException if the text is not YAML
   */
  static YamlNode read(String text, IntFunction<Source> sourceOfLine, Problems problems)
      throws IOException {
    try (YAMLParser parser = FACTORY.createParser(text)) {
      YamlReader reader = new YamlReader(parser, sourceOfLine, problems);
      JsonToken first = parser.nextToken();
      if (first == null) {
        return new YamlNode.Nothing(sourceOfLine.apply(1));
      }

      YamlNode root = reader.node("");
      if (parser.nextToken() != null) {
        problems.add("(" + reader.here() + ") a second document begins, expected one");
      }

      return root;
    }
  }

  /** The place and the reason where a text is not YAML, in one line. */
  static String fault(JsonProcessingException e) {
    return e.getCause() instanceof MarkedYAMLException cause && cause.getProblemMark() != null
        ? "line " + (cause.getProblemMark().getLine() + 1) + ": " + cause.getProblem()
        : "line "
            + e.getLocation().getLineNr()
            + ": "
            + e.getOriginalMessage().lines().findFirst().orElse("");
  }

  private Source here() {
    return sourceOfLine.apply(Math.max(1, parser.currentTokenLocation().getLineNr()));
  }

  private YamlNode node(String path) throws IOException {
    Source source = here();
    if (parser.isCurrentAlias()) {
      problems.add(path, source, "is a YAML alias, expected the value itself");
      return new YamlNode.Nothing(source);
    }

    Object tag = parser.getTypeId();
    if (tag != null) {
      problems.add(path, source, "has the YAML tag " + tag + ", expected the value alone");
    }

    if (++depth > DEEPEST) {
      throw new JsonParseException(parser, "nested deeper than " + DEEPEST + " levels");
    }

    YamlNode node = untagged(path, source);
    depth--;
    return node;
  }

  private YamlNode untagged(String path, Source source) throws IOException {
    return switch (parser.currentToken()) {
      case START_OBJECT -> new YamlNode.Mapping(source, entries(path));
      case START_ARRAY -> new YamlNode.Items(source, items(path));
      case VALUE_NULL -> new YamlNode.Nothing(source);
      default -> new YamlNode.Scalar(source, parser.getText());
    };
  }

  private Map<String, YamlNode> entries(String path) throws IOException {
    Map<String, YamlNode> entries = new LinkedHashMap<>();
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      String key = parser.getCurrentName();
      Source source = here();
      String keyPath = path.isEmpty() ? key : path + "." + key;
      parser.nextToken();
      if (entries.put(key, node(keyPath)) != null) {
        problems.add(keyPath, source, "is given twice, expected once");
      }
    }

    return entries;
  }

  private List<YamlNode> items(String path) throws IOException {
    List<YamlNode> items = new ArrayList<>();
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      items.add(node(path + "[" + items.size() + "]"));
    }

    return items;
  }
}
