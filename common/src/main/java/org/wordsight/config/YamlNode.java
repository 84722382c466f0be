package org.wordsight.config;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** A piece of YAML that knows where it was written. */
sealed interface YamlNode {
  Source source();

  /** The value for a message. */
  String shown();

  record Mapping(Source source, Map<String, YamlNode> entries) implements YamlNode {
    @Override
    public String shown() {
      return "a mapping";
    }
  }

  record Items(Source source, List<YamlNode> nodes) implements YamlNode {
    @Override
    public String shown() {
      return nodes.stream().map(YamlNode::shown).collect(Collectors.joining(", ", "[", "]"));
    }
  }

  /** A text, a number, true or false. The reader of the key decides which. */
  record Scalar(Source source, String text) implements YamlNode {
    private static final int LONGEST_SHOWN = 60;

    @Override
    public String shown() {
      if (text.matches("[-+0-9.eE_]+|true|false")) {
        return text;
      }

      String line = text.codePoints().mapToObj(Scalar::shown).collect(Collectors.joining());
      return line.length() <= LONGEST_SHOWN
          ? "\"" + line + "\""
          : "\"" + line.substring(0, LONGEST_SHOWN) + "…\"";
    }

    /** A control character is shown as its number, since a message must not move the cursor. */
    private static String shown(int codePoint) {
      if (codePoint == '\n') {
        return "\\n";
      }

      return Character.isISOControl(codePoint)
          ? String.format("\\u%04x", codePoint)
          : Character.toString(codePoint);
    }
  }

  /** An explicit null counts as an absent key. */
  record Nothing(Source source) implements YamlNode {
    @Override
    public String shown() {
      return "null";
    }
  }
}
