package org.wordsight.chat.jinja;

import java.util.Arrays;

/**
 * Finds a text in another in time proportional to both (Knuth, Morris and Pratt). Java's own search
 * can take much longer, so that a template could run for hours.
 */
final class TextSearch {
  private final String text;
  private final String part;
  private final boolean backward;

  /** For each length of a beginning of the part, its longest proper beginning that also ends it. */
  private final int[] fallback;

  private TextSearch(Context context, String text, String part, boolean backward) {
    context.budget().work(text.length() / 2 + 2L * part.length() + 1);
    this.text = text;
    this.part = part;
    this.backward = backward;
    this.fallback = new int[part.length() + 1];
    for (int i = 1, matched = 0; i < part.length(); i++) {
      matched = extended(matched, charAt(part, i));
      fallback[i + 1] = matched;
    }
  }

  /** The first place of the part, or -1. */
  static int first(Context context, String text, String part) {
    int[] places = places(context, text, part, 1, false);
    return places.length == 0 ? -1 : places[0];
  }

  /** The last place of the part, or -1. */
  static int last(Context context, String text, String part) {
    int[] places = places(context, text, part, 1, true);
    return places.length == 0 ? -1 : places[0];
  }

  /**
   * The places of the part, without overlaps, in the order of the search.
   *
   * @param part may be empty only if {@code most} is 1
   * @param most places, or less than 0 for all
   */
  static int[] places(Context context, String text, String part, long most, boolean backward) {
    if (most == 0 || part.length() > text.length()) {
      return new int[0];
    }
    if (part.isEmpty()) {
      return new int[] {backward ? text.length() : 0};
    }
    return new TextSearch(context, text, part, backward).all(context, most);
  }

  private int[] all(Context context, long most) {
    int[] places = new int[8];
    int count = 0;
    int matched = 0;
    for (int i = 0; i < text.length() && count != most; i++) {
      matched = extended(matched, charAt(text, i));
      if (matched == part.length()) {
        if (count == places.length) {
          context.budget().work(count);
          places = Arrays.copyOf(places, 2 * count);
        }
        places[count++] = backward ? text.length() - 1 - i : i + 1 - part.length();
        matched = 0;
      }
    }
    return Arrays.copyOf(places, count);
  }

  private int extended(int matched, char next) {
    int length = matched;
    while (length > 0 && (length == part.length() || charAt(part, length) != next)) {
      length = fallback[length];
    }
    return charAt(part, length) == next ? length + 1 : length;
  }

  private char charAt(String searched, int place) {
    return searched.charAt(backward ? searched.length() - 1 - place : place);
  }
}
