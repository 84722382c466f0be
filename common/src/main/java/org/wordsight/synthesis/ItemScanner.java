package org.wordsight.synthesis;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.io.JsonEOFException;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.wordsight.json.Json;

/**
 * Finds the items of a teacher's answer wherever they are: in a list, in prose, in a code fence or
 * inside other objects. Items before the point where the answer was cut off are found too. Each
 * item is read separately, so a broken one loses no other.
 *
 * <p>Beyond strict JSON, an item may have a comma before a closing bracket, and single or
 * typographic quotes around names and texts. Texts may have line breaks, and a backslash before any
 * character. Nothing else is repaired.
 */
final class ItemScanner {
  private static final JsonMapper JSON =
      Json.builder()
          .enable(JsonReadFeature.ALLOW_TRAILING_COMMA)
          .enable(JsonReadFeature.ALLOW_SINGLE_QUOTES)
          .enable(JsonReadFeature.ALLOW_UNESCAPED_CONTROL_CHARS)
          .enable(JsonReadFeature.ALLOW_BACKSLASH_ESCAPING_ANY_CHARACTER)
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .build();

  private static final Pattern TYPOGRAPHIC_NAME = Pattern.compile("\\{\\s*[\u201c\u201d\u201e]");
  private static final Pattern TYPOGRAPHIC = Pattern.compile("[\u201c\u201d\u201e\u201f]");

  private final String text;
  private final char[] letters;

  /** The same text with straight quotes, for items with typographic quotes around their names. */
  private final char[] straight;

  private final List<Found> found = new ArrayList<>();

  private ItemScanner(String text) {
    this.text = text;
    this.letters = text.toCharArray();
    this.straight = TYPOGRAPHIC.matcher(text).replaceAll("\"").toCharArray();
  }

  /** The item found at one position of an answer. */
  sealed interface Found {
    String raw();
  }

  /** An object with fields of a question. */
  record Item(JsonNode node, String raw) implements Found {}

  /** An object that cannot be a question. */
  record Broken(RejectionReason reason, String detail, String raw) implements Found {}

  /** Everything that is an item, or was meant to be one, in the order of the text. */
  static List<Found> scan(String text) {
    ItemScanner scanner = new ItemScanner(text);
    int at = text.indexOf('{');
    while (at >= 0) {
      at = scanner.take(at);
    }
    return List.copyOf(scanner.found);
  }

  /** Reads what begins at a brace. Returns the brace to continue with, or -1. */
  private int take(int start) {
    try {
      return takeWhole(start, read(start));
    } catch (JsonProcessingException e) {
      return takeBroken(start, e);
    }
  }

  private int takeWhole(int start, ParsedObject parsed) {
    if (ItemFields.isItem(parsed.node())) {
      found.add(new Item(parsed.node(), text.substring(start, parsed.end())));
      return text.indexOf('{', parsed.end());
    }
    if (holdsObject(parsed.node())) {
      return text.indexOf('{', start + 1);
    }
    found.add(
        new Broken(
            RejectionReason.NOT_A_QUESTION,
            "an object without the fields of a question",
            text.substring(start, parsed.end())));
    return text.indexOf('{', parsed.end());
  }

  private int takeBroken(int start, JsonProcessingException problem) {
    int next = text.indexOf('{', start + 1);
    String beginning = text.substring(start, next < 0 ? text.length() : next);
    if (!ItemFields.NAME.matcher(beginning).find()) {
      return next;
    }
    while (next >= 0 && !beginsItem(next)) {
      next = text.indexOf('{', next + 1);
    }
    boolean isCutOff = next < 0 && isAtTheEnd(problem);
    found.add(
        isCutOff
            ? new Broken(
                RejectionReason.CUT_OFF, "the answer ends inside the item", text.substring(start))
            : new Broken(
                RejectionReason.BROKEN_JSON,
                problem.getOriginalMessage(),
                text.substring(start, next < 0 ? text.length() : next)));
    return next;
  }

  /** Jackson uses its exception class for an early end in some cases only. */
  private static boolean isAtTheEnd(JsonProcessingException problem) {
    return problem instanceof JsonEOFException
        || problem.getOriginalMessage().startsWith("Unexpected end-of-input");
  }

  private boolean beginsItem(int brace) {
    Matcher matcher = ItemFields.NAME.matcher(text);
    return matcher.find(brace) && text.substring(brace + 1, matcher.start()).isBlank();
  }

  private static boolean holdsObject(JsonNode node) {
    for (JsonNode child : node) {
      if (child.isObject() || holdsObject(child)) {
        return true;
      }
    }
    return false;
  }

  private record ParsedObject(JsonNode node, int end) {}

  private ParsedObject read(int start) throws JsonProcessingException {
    char[] json =
        TYPOGRAPHIC_NAME.matcher(text).region(start, text.length()).lookingAt()
            ? straight
            : letters;
    try (JsonParser parser = JSON.createParser(json, start, json.length - start)) {
      JsonNode node = JSON.readTree(parser);
      return new ParsedObject(node, start + (int) parser.currentLocation().getCharOffset());
    } catch (JsonProcessingException e) {
      throw e;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
