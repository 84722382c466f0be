package org.wordsight.config;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** One {@code --set a.b=c}: the keys of the path, and the value. */
record CommandLineValue(List<String> keys, YamlNode value) {

  /** Parses the text. Notes a problem, and returns nothing, if the text is not {@code key=YAML}. */
  static Optional<CommandLineValue> parse(String text, Problems problems) {
    int equals = text.indexOf('=');
    if (equals < 1) {
      problems.add("--set " + text + " has no key and value, expected --set key=value");
      return Optional.empty();
    }

    Source source = new Source.CommandLine(Path.of("").toAbsolutePath());
    try {
      YamlNode value = YamlReader.read(text.substring(equals + 1), line -> source, problems);
      List<String> keys = List.of(text.substring(0, equals).split("\\.", -1));
      return Optional.of(new CommandLineValue(keys, value));
    } catch (JsonProcessingException e) {
      problems.add("--set " + text + " has a value that is not YAML: " + e.getOriginalMessage());
      return Optional.empty();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Puts the value in its place. Missing mappings on the path are made. */
  void applyTo(YamlNode.Mapping root, Problems problems) {
    YamlNode.Mapping mapping = root;
    for (String key : keys.subList(0, keys.size() - 1)) {
      YamlNode next = mapping.entries().get(key);
      if (next == null || next instanceof YamlNode.Nothing) {
        next = new YamlNode.Mapping(value.source(), new LinkedHashMap<>());
        mapping.entries().put(key, next);
      }

      if (!(next instanceof YamlNode.Mapping inner)) {
        problems.add(
            String.join(".", keys), value.source(), "is below " + key + ", which is a value");
        return;
      }

      mapping = inner;
    }

    Map<String, YamlNode> entries = mapping.entries();
    entries.put(keys.get(keys.size() - 1), value);
  }
}
