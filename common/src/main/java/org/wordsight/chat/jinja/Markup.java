package org.wordsight.chat.jinja;

/**
 * Text that is marked as safe HTML, as by {@code safe} and {@code escape}. It is a string in every
 * way, but text added to it is escaped (markupsafe's rules).
 */
record Markup(String text) {
  /** The value as safe HTML: markup as it is, anything else as escaped text. */
  static String escaped(Context context, Object value) {
    if (value instanceof Markup markup) {
      return markup.text;
    }
    String text = Values.text(context, value);
    context.budget().scan(text.length());
    long length = 0;
    for (int i = 0; i < text.length(); i++) {
      length += entity(text.charAt(i)).length();
    }
    if (length == 0) {
      return text;
    }
    context.budget().text(length + text.length());
    StringBuilder out = new StringBuilder();
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      String entity = entity(c);
      if (entity.isEmpty()) {
        out.append(c);
      } else {
        out.append(entity);
      }
    }
    return out.toString();
  }

  /** The replacement of a character in HTML; empty for most. */
  private static String entity(char c) {
    return switch (c) {
      case '&' -> "&amp;";
      case '>' -> "&gt;";
      case '<' -> "&lt;";
      case '\'' -> "&#39;";
      case '"' -> "&#34;";
      default -> "";
    };
  }

  /** A text of the same kind as another value: markup if that is markup. */
  static Object like(Object value, String text) {
    return value instanceof Markup ? new Markup(text) : text;
  }
}
