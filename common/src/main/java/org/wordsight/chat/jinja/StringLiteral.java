package org.wordsight.chat.jinja;

/** The content between the quotes of a string. */
final class StringLiteral {
  private StringLiteral() {}

  /** Python's {@code unicode-escape}. Characters outside ASCII are escaped first, as in Jinja2. */
  static String unescaped(String content, int line) {
    StringBuilder ascii = new StringBuilder();
    content
        .codePoints()
        .forEach(
            c -> {
              if (c < 0x80) {
                ascii.append((char) c);
              } else if (c < 0x100) {
                ascii.append("\\x").append(PythonText.hexadecimal(c, 2));
              } else if (c < 0x10000) {
                ascii.append("\\u").append(PythonText.hexadecimal(c, 4));
              } else {
                ascii.append("\\U").append(PythonText.hexadecimal(c, 8));
              }
            });
    StringBuilder out = new StringBuilder();
    int i = 0;
    while (i < ascii.length()) {
      char c = ascii.charAt(i++);
      if (c == '\\' && i < ascii.length()) {
        i = escape(ascii, i, out, line);
      } else {
        out.append(c);
      }
    }
    return out.toString();
  }

  private static int escape(CharSequence ascii, int at, StringBuilder out, int line) {
    char c = ascii.charAt(at);
    int plain = "ntrabfv\\'\"\n".indexOf(c);
    if (plain >= 0) {
      out.append(
          "\n\t\r\u0007\b\f\u000b\\'\"".substring(Math.min(plain, 10), Math.min(plain + 1, 10)));
      return at + 1;
    }
    if (c >= '0' && c <= '7') {
      int end = at;
      while (end < ascii.length()
          && end < at + 3
          && ascii.charAt(end) >= '0'
          && ascii.charAt(end) <= '7') {
        end++;
      }
      out.append((char) Integer.parseInt(ascii, at, end, 8));
      return end;
    }
    int width = c == 'x' ? 2 : c == 'u' ? 4 : c == 'U' ? 8 : 0;
    if (width == 0) {
      if (c == 'N') {
        throw new TemplateException(
            TemplateException.Origin.FAILED,
            "a string holds a character by name (\\N), which is not supported",
            line);
      }
      out.append('\\').append(c);
      return at + 1;
    }
    try {
      out.appendCodePoint(Integer.parseInt(ascii, at + 1, at + 1 + width, 16));
    } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
      throw new TemplateException(
          TemplateException.Origin.FAILED, "a string holds a broken escape \\" + c, line);
    }
    return at + 1 + width;
  }
}
