package org.wordsight.config;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import org.wordsight.error.WordsightException;

/** The values of a stored YAML text by their dotted paths; lists stay whole. */
final class Leaves {
  private Leaves() {}

  /**
   * The values in the form of identities.
   *
   * @throws WordsightException exit code 3 if the text is not YAML, since the store is then damaged
   */
  static Map<String, String> of(String yaml) {
    Source nowhere = new Source.CommandLine(Path.of(""));
    Map<String, String> leaves = new LinkedHashMap<>();
    try {
      collect("", YamlReader.read(yaml, line -> nowhere, new Problems()), leaves);
    } catch (JsonProcessingException e) {
      throw WordsightException.input(
          "Cannot read a stored configuration: it is not YAML ("
              + e.getOriginalMessage()
              + "). Choose another --run-id, or restore the run's state.",
          e);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }

    return leaves;
  }

  private static void collect(String path, YamlNode node, Map<String, String> leaves) {
    if (node instanceof YamlNode.Mapping mapping) {
      mapping
          .entries()
          .forEach((key, value) -> collect(path.isEmpty() ? key : path + "." + key, value, leaves));
    } else {
      leaves.put(path, text(node));
    }
  }

  private static String text(YamlNode node) {
    if (node instanceof YamlNode.Items items) {
      return items.nodes().stream().map(Leaves::text).collect(Collectors.joining(", ", "[", "]"));
    }

    return node instanceof YamlNode.Scalar scalar ? scalar.text() : "null";
  }
}
