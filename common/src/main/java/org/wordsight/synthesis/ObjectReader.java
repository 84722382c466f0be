package org.wordsight.synthesis;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.wordsight.synthesis.QuotedText.Place;
import org.wordsight.synthesis.QuotedText.Style;

/**
 * Reads one object from a teacher's answer: JSON, and texts similar to JSON that have only one
 * possible meaning. Beyond JSON, an object may have comments, a comma before a closing bracket, and
 * names without quotes. It may have Python's True, False, None and tuples, braces written twice,
 * and the texts of {@link QuotedText}. A repeated name is refused, and so is an object inside more
 * than {@value #DEEPEST} brackets. Each character is read once.
 */
final class ObjectReader {
  /** The most brackets inside brackets. Questions have three. */
  private static final int DEEPEST = 100;

  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
  private static final Pattern NUMBER =
      Pattern.compile("[-+]?\\d{1,100}(?:\\.\\d{0,100})?(?:[eE][-+]?\\d{1,3})?");
  private static final Pattern WORD = Pattern.compile("[A-Za-z_][\\w-]{0,59}");

  private final String text;

  /** The objects that are not closed yet, the outermost first. */
  private final Deque<Frame> open = new ArrayDeque<>();

  private int at;
  private int depth;

  private ObjectReader(String text, int at) {
    this.text = text;
    this.at = at;
  }

  /**
   * An object and its place in the answer.
   *
   * @param inner the objects directly in it, also those in its lists
   */
  record Found(ObjectNode node, int start, int end, List<Found> inner) {}

  /**
   * An object that is not closed at the place where reading ended.
   *
   * @param item whether it has a field of a question
   * @param inner the whole objects directly in it
   */
  record Open(int start, boolean item, List<Found> inner) {}

  /** How reading ended. */
  sealed interface Result {}

  record Whole(Found found) implements Result {}

  /**
   * @param open the objects that are not closed, the outermost first
   */
  record Broken(UnreadableJson problem, List<Open> open) implements Result {}

  private static final class Frame {
    private final int start;
    private final ObjectNode node = NODES.objectNode();
    private final List<Found> inner = new ArrayList<>();
    private boolean item;
    private Style style = Style.JSON;

    Frame(int start) {
      this.start = start;
    }
  }

  /** Reads the object that begins at a brace. */
  static Result read(String text, int brace) {
    ObjectReader reader = new ObjectReader(text, brace);
    try {
      return new Whole(reader.object());
    } catch (UnreadableJson problem) {
      return new Broken(
          problem,
          reader.open.stream()
              .map(frame -> new Open(frame.start, frame.item, List.copyOf(frame.inner)))
              .toList());
    }
  }

  /** The list or object of a whole text; absent if the text is something else. */
  static Optional<JsonNode> whole(String text) {
    ObjectReader reader = new ObjectReader(text, 0);
    try {
      reader.skip();
      JsonNode value = reader.is("{[(") ? reader.value(Place.ENTRY) : NODES.nullNode();
      reader.skip();
      return reader.at == text.length() && value.isContainerNode()
          ? Optional.of(value)
          : Optional.empty();
    } catch (UnreadableJson problem) {
      return Optional.empty();
    }
  }

  private Found object() throws UnreadableJson {
    Frame frame = new Frame(at);
    open.addLast(frame);
    enter();
    skip();
    if (is("{")) {
      Found only = object();
      frame.inner.add(only);
      skip();
      expect('}', "a second closing brace");
      leave();
      return only;
    }
    while (!is("}")) {
      field(frame);
      skip();
      if (is(",")) {
        at++;
        skip();
      } else if (!is("}")) {
        throw expected("a comma or a closing brace");
      }
    }
    at++;
    leave();
    return new Found(frame.node, frame.start, at, List.copyOf(frame.inner));
  }

  private void enter() throws UnreadableJson {
    if (++depth > DEEPEST) {
      throw UnreadableJson.broken("more than %d brackets in depth".formatted(DEEPEST), at);
    }
    at++;
  }

  private void leave() {
    open.removeLast();
    depth--;
  }

  private void field(Frame frame) throws UnreadableJson {
    int start = at;
    String name = name(frame);
    skip();
    expect(':', "a colon after the name \"" + name + "\"");
    frame.item |= ItemFields.isName(name);
    skip();
    if (frame.node.has(name)) {
      throw UnreadableJson.broken("the name \"%s\" stands twice".formatted(name), start);
    }
    frame.node.set(name, value(Place.FIELD));
  }

  private String name(Frame frame) throws UnreadableJson {
    if (at < text.length() && QuotedText.isQuote(text.charAt(at))) {
      char quote = text.charAt(at);
      if (frame.node.isEmpty()) {
        boolean doubled = text.startsWith("\"\"", at) && !text.startsWith("\"\"\"", at);
        frame.style = new Style(QuotedText.isTypographic(quote), doubled, false);
      }
      return quoted(Place.NAME, frame.style);
    }
    Matcher word = WORD.matcher(text).region(at, text.length());
    if (!word.lookingAt()) {
      throw expected("a name");
    }
    frame.style = new Style(frame.style.typographic(), frame.style.doubled(), true);
    at = word.end();
    return word.group();
  }

  private String quoted(Place place, Style style) throws UnreadableJson {
    QuotedText read = QuotedText.read(text, at, place, style);
    at = read.end();
    return read.value();
  }

  private JsonNode value(Place place) throws UnreadableJson {
    if (is("{")) {
      Found found = object();
      if (!open.isEmpty()) {
        open.getLast().inner.add(found);
      }
      return found.node();
    }
    if (is("[(")) {
      return list();
    }
    if (at < text.length() && QuotedText.isQuote(text.charAt(at))) {
      return NODES.textNode(quoted(place, open.isEmpty() ? Style.JSON : open.getLast().style));
    }
    return literal();
  }

  private ArrayNode list() throws UnreadableJson {
    char close = text.charAt(at) == '[' ? ']' : ')';
    ArrayNode list = NODES.arrayNode();
    enter();
    skip();
    while (!is(String.valueOf(close))) {
      list.add(value(Place.ENTRY));
      skip();
      if (is(",")) {
        at++;
        skip();
      } else if (!is(String.valueOf(close))) {
        throw expected("a comma or a closing bracket");
      }
    }
    at++;
    depth--;
    return list;
  }

  private JsonNode literal() throws UnreadableJson {
    Matcher number = NUMBER.matcher(text).region(at, text.length());
    if (number.lookingAt()) {
      at = number.end();
      return NODES.numberNode(new BigDecimal(number.group()));
    }
    Matcher word = WORD.matcher(text).region(at, text.length());
    if (!word.lookingAt()) {
      throw expected("a value");
    }
    JsonNode value =
        switch (word.group()) {
          case "true", "True" -> NODES.booleanNode(true);
          case "false", "False" -> NODES.booleanNode(false);
          case "null", "None", "undefined", "NaN" -> NODES.nullNode();
          default -> throw expected("a value");
        };
    at = word.end();
    return value;
  }

  private void skip() {
    at = Spaces.skip(text, at);
  }

  private boolean is(String characters) {
    return at < text.length() && characters.indexOf(text.charAt(at)) >= 0;
  }

  private void expect(char character, String what) throws UnreadableJson {
    if (!is(String.valueOf(character))) {
      throw expected(what);
    }
    at++;
  }

  private UnreadableJson expected(String what) {
    return at >= text.length()
        ? UnreadableJson.atTheEnd(at)
        : UnreadableJson.broken(
            "expected %s, found \"%s\""
                .formatted(what, text.substring(at, Math.min(text.length(), at + 20))),
            at);
  }
}
