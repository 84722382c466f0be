package org.wordsight.synthesis;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Finds the items of a teacher's answer in any place: in a list, in prose, in a code fence, a line
 * each, inside other objects, or in JSON inside a JSON text. If the answer was cut off, items
 * before this point are found too. Each item is read separately, so a broken item does not affect
 * others. {@link ObjectReader} says what an item may look like. The time is in proportion to the
 * answer's length.
 */
final class ItemScanner {
  /** JSON inside a text inside a text. Deeper levels are not read. */
  private static final int MOST_LEVELS = 3;

  /** A brace and a name whose quote has a backslash: JSON inside a text. */
  private static final Pattern ESCAPED = Pattern.compile("\\{(?:\\s|\\\\+[nrt]){0,400}\\\\+[\"']");

  private final String text;
  private final int level;
  private final List<Found> found = new ArrayList<>();

  private ItemScanner(String text, int level) {
    this.text = text;
    this.level = level;
  }

  /** The item found at one position of an answer. */
  sealed interface Found {
    /** The item as it is written; of JSON inside a text, without the text's own backslashes. */
    String raw();
  }

  /** An object with fields of a question. */
  record Item(JsonNode node, String raw) implements Found {}

  /** An object that cannot be a question. */
  record Broken(RejectionReason reason, String detail, String raw) implements Found {}

  /** All items, and all objects that were meant as items, in the order of the text. */
  static List<Found> scan(String text) {
    return scan(text, 1);
  }

  private static List<Found> scan(String text, int level) {
    ItemScanner scanner = new ItemScanner(text, level);
    int at = text.indexOf('{');
    while (at >= 0) {
      at = scanner.take(at);
    }
    return List.copyOf(scanner.found);
  }

  /** Reads what begins at a brace. Returns the brace to continue with, or -1. */
  private int take(int brace) {
    if (level < MOST_LEVELS && ESCAPED.matcher(text).region(brace, text.length()).lookingAt()) {
      int end = endOfText(brace);
      found.addAll(scan(unescaped(text.substring(brace, end)), level + 1));
      return text.indexOf('{', end);
    }
    ObjectReader.Result result = ObjectReader.read(text, brace);
    if (result instanceof ObjectReader.Whole whole) {
      takeWhole(whole.found());
      return text.indexOf('{', whole.found().end());
    }
    return takeBroken(brace, (ObjectReader.Broken) result);
  }

  private void takeWhole(ObjectReader.Found object) {
    String raw = text.substring(object.start(), object.end());
    if (ItemFields.isItem(object.node())) {
      found.add(new Item(object.node(), raw));
    } else if (!object.inner().isEmpty()) {
      object.inner().forEach(this::takeWhole);
    } else {
      List<Found> inside = level < MOST_LEVELS ? insideTexts(object.node()) : List.of();
      found.addAll(inside);
      if (inside.isEmpty()) {
        found.add(
            new Broken(
                RejectionReason.NOT_A_QUESTION, "an object without the fields of a question", raw));
      }
    }
  }

  /** The items in texts of an object that are themselves JSON. */
  private List<Found> insideTexts(JsonNode node) {
    List<Found> inside = new ArrayList<>();
    for (JsonNode child : node) {
      if (child.isTextual() && ItemFields.NAME.matcher(child.textValue()).find()) {
        inside.addAll(scan(child.textValue(), level + 1));
      } else if (child.isContainerNode()) {
        inside.addAll(insideTexts(child));
      }
    }
    return inside;
  }

  /**
   * Takes the content of an object without an end: its whole objects, and each open object that was
   * meant as an item. Inside such an item, only a text that begins like an item counts.
   */
  private int takeBroken(int brace, ObjectReader.Broken broken) {
    int reached = Math.max(broken.problem().at(), brace + 1);
    boolean anyItem = broken.open().stream().anyMatch(ObjectReader.Open::item);
    int next = anyItem ? nextItem(reached) : text.indexOf('{', reached);
    int item = -1;
    boolean inItem = false;
    for (ObjectReader.Open open : broken.open()) {
      if (open.item()) {
        takeItem(item, open.start(), broken.problem());
        item = open.start();
        inItem = true;
      }
      for (ObjectReader.Found inner : open.inner()) {
        if (!inItem || ItemFields.beginsItem(text, inner.start())) {
          takeItem(item, inner.start(), broken.problem());
          item = -1;
          takeWhole(inner);
        }
      }
    }
    takeItem(item, next, broken.problem());
    return next;
  }

  /**
   * Takes an item without an end.
   *
   * @param start the item's beginning; -1 if there is none
   * @param next the beginning of the next item; -1 if there is none
   */
  private void takeItem(int start, int next, UnreadableJson problem) {
    if (start < 0) {
      return;
    }
    String raw = text.substring(start, next < 0 ? text.length() : next);
    boolean ends = problem.reason() == RejectionReason.CUT_OFF;
    found.add(
        ends && next >= 0
            ? new Broken(RejectionReason.BROKEN_JSON, "the item has no end", raw)
            : new Broken(problem.reason(), problem.getMessage(), raw));
  }

  /** The next brace with the name of a field after it; -1 if there is none. */
  private int nextItem(int from) {
    int brace = text.indexOf('{', from);
    while (brace >= 0 && !ItemFields.beginsItem(text, brace)) {
      brace = text.indexOf('{', brace + 1);
    }
    return brace;
  }

  /** The end of the text that holds the JSON: the next quote without a backslash. */
  private int endOfText(int from) {
    for (int at = from; at < text.length(); at++) {
      char c = text.charAt(at);
      if (c == '\\') {
        at++;
      } else if (c == '"') {
        return at;
      }
    }
    return text.length();
  }

  private static String unescaped(String inside) {
    StringBuilder plain = new StringBuilder(inside.length());
    for (int at = 0; at < inside.length(); at++) {
      char c = inside.charAt(at);
      if (c != '\\' || at + 1 == inside.length()) {
        plain.append(c);
        continue;
      }
      char escaped = inside.charAt(++at);
      switch (escaped) {
        case 'n' -> plain.append('\n');
        case 'r' -> plain.append('\r');
        case 't' -> plain.append('\t');
        case '"', '\'', '\\', '/' -> plain.append(escaped);
        // Other escapes of JSON are read with the inner text.
        default -> plain.append(c).append(escaped);
      }
    }
    return plain.toString();
  }
}
