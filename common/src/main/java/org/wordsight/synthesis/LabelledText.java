package org.wordsight.synthesis;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * An option that is an object: {@code {"A": "Call"}}, {@code {"label": "A", "text": "Call"}} or
 * {@code {"text": "Call"}}.
 */
final class LabelledText {
  private static final Set<String> LABELS = Set.of("label", "letter", "id", "key", "index");
  private static final Set<String> TEXTS =
      Set.of("text", "option", "content", "value", "description", "action", "choice", "answer");

  private LabelledText() {}

  /**
   * The object as one line: "A. Call", or "Call" if it has no label.
   *
   * @param title names the object in messages
   */
  static String line(JsonNode object, String title) throws Refusal {
    List<Map.Entry<String, JsonNode>> entries = new ArrayList<>(object.properties());
    if (entries.size() == 1) {
      Map.Entry<String, JsonNode> only = entries.get(0);
      return is(only, TEXTS) ? ItemFields.textOf(only.getValue(), title) : line(only);
    }
    if (entries.size() == 2) {
      for (int i = 0; i < 2; i++) {
        if (is(entries.get(i), LABELS) && is(entries.get(1 - i), TEXTS)) {
          return line(Map.entry(label(entries.get(i), title), entries.get(1 - i).getValue()));
        }
      }
    }
    throw new Refusal(
        RejectionReason.WRONG_TYPE,
        "%s is an object of %s, expected a text, or a label and a text"
            .formatted(
                title,
                String.join(", ", object.properties().stream().map(Map.Entry::getKey).toList())));
  }

  private static boolean is(Map.Entry<String, JsonNode> entry, Set<String> names) {
    return names.contains(entry.getKey().strip().toLowerCase(Locale.ROOT));
  }

  private static String label(Map.Entry<String, JsonNode> entry, String title) throws Refusal {
    return entry.getValue().isIntegralNumber() || isWhole(entry.getValue())
        ? entry.getValue().asText()
        : ItemFields.textOf(entry.getValue(), title + "'s " + entry.getKey());
  }

  private static boolean isWhole(JsonNode value) {
    return value.isNumber() && value.decimalValue().stripTrailingZeros().scale() <= 0;
  }

  /** An entry from label to text as a line. The text may repeat its label. */
  static String line(Map.Entry<String, JsonNode> entry) throws Refusal {
    String key = LetteredText.stripped(entry.getKey().replace('_', ' '));
    String name = LetteredText.alone(key).orElse(key);
    String text = ItemFields.textOf(entry.getValue(), "option " + name);
    Optional<LetteredText> repeated =
        LetteredText.of(text)
            .filter(LetteredText::clear)
            .filter(lettered -> lettered.letter().equals(name));
    return name + ". " + repeated.map(LetteredText::text).orElse(text);
  }
}
