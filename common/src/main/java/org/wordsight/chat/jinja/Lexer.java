package org.wordsight.chat.jinja;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * Cuts a template into tokens by the rules of Jinja2 3.1 with {@code trim_blocks} and {@code
 * lstrip_blocks}. A block removes the newline after it and the blanks before it on its line. {@code
 * -} removes all blanks on its side, and {@code +} keeps them. One newline at the template's end is
 * removed.
 */
final class Lexer {
  private static final List<String> OPERATORS =
      List.of(
          "**", "//", "==", "!=", ">=", "<=", "+", "-", "/", "*", "%", "~", "[", "]", "(", ")", "{",
          "}", ">", "<", "=", ".", ":", "|", ",", ";");

  private final String source;
  private final List<Token> tokens = new ArrayList<>();
  private int position;
  private int line = 1;
  private boolean lineStarting = true;

  private Lexer(String source) {
    this.source = source;
  }

  static List<Token> tokens(String template) {
    String source = template.replace("\r\n", "\n").replace('\r', '\n');
    if (source.endsWith("\n")) {
      source = source.substring(0, source.length() - 1);
    }
    Lexer lexer = new Lexer(source);
    lexer.run();
    return lexer.tokens;
  }

  private void run() {
    while (position < source.length()) {
      int begin = nextTag();
      if (begin < 0) {
        add(Token.Type.DATA, source.substring(position));
        position = source.length();
        break;
      }
      data(begin);
      switch (source.charAt(begin + 1)) {
        case '#' -> comment();
        case '{' -> code(Token.Type.VARIABLE_BEGIN, Token.Type.VARIABLE_END, "}}");
        default -> {
          if (!raw()) {
            code(Token.Type.BLOCK_BEGIN, Token.Type.BLOCK_END, "%}");
          }
        }
      }
    }
    add(Token.Type.END, "");
  }

  private int nextTag() {
    for (int i = source.indexOf('{', position); i >= 0; i = source.indexOf('{', i + 1)) {
      if (i + 1 < source.length() && "%#{".indexOf(source.charAt(i + 1)) >= 0) {
        return i;
      }
    }
    return -1;
  }

  /**
   * The text up to a tag, without the blanks at its end that the tag removes. Moves to the place
   * after the tag's opening.
   */
  private void data(int begin) {
    String text = source.substring(position, begin);
    char sign = begin + 2 < source.length() ? source.charAt(begin + 2) : ' ';
    boolean variable = source.charAt(begin + 1) == '{';
    String kept = stripBeforeTag(text, sign, variable);
    if (!kept.isEmpty()) {
      add(Token.Type.DATA, kept);
    }
    line += newlines(text);
    lineStarting = false;
    position = begin + (sign == '-' || sign == '+' ? 3 : 2);
  }

  private String stripBeforeTag(String text, char sign, boolean variable) {
    if (sign == '-') {
      return PythonText.stripRight(text, PythonText::isSpace);
    }
    int lineStart = text.lastIndexOf('\n') + 1;
    boolean ownLine = lineStart > 0 || lineStarting;
    if (sign != '+' && !variable && ownLine && PythonText.isBlank(text.substring(lineStart))) {
      return text.substring(0, lineStart);
    }
    return text;
  }

  private void comment() {
    int end = source.indexOf("#}", position);
    if (end < 0) {
      throw failure("Missing end of comment tag");
    }
    char sign = end > position ? source.charAt(end - 1) : ' ';
    line += newlines(source.substring(position, end));
    position = end + 2;
    endTag(sign, true);
  }

  /**
   * Skips blanks after a tag's end: all of them after {@code -}, and one newline after a block or
   * comment without {@code +}.
   */
  private void endTag(char sign, boolean trimsNewline) {
    int from = position;
    if (sign == '-') {
      position = skipBlanks(position);
    } else if (sign != '+' && trimsNewline && startsWith("\n")) {
      position++;
    }
    String eaten = source.substring(from, position);
    line += newlines(eaten);
    lineStarting = eaten.endsWith("\n");
  }

  /** Reads {@code {% raw %}} … {@code {% endraw %}}, if the text goes on with it. */
  private boolean raw() {
    int after = skipBlanks(position);
    if (!source.startsWith("raw", after)) {
      return false;
    }
    after = skipBlanks(after + 3);
    boolean strips = source.startsWith("-%}", after);
    if (!strips && !source.startsWith("%}", after)) {
      return false;
    }
    line += newlines(source.substring(position, after));
    position = after + (strips ? 3 : 2);
    // Unlike other blocks, the opening block keeps the newline after it.
    endTag(strips ? '-' : '+', false);
    for (int i = source.indexOf("{%", position); i >= 0; i = source.indexOf("{%", i + 2)) {
      if (endRaw(i)) {
        return true;
      }
    }
    throw failure("Missing end of raw directive");
  }

  private boolean endRaw(int begin) {
    int at = begin + 2;
    char openSign = at < source.length() ? source.charAt(at) : ' ';
    if (openSign == '-' || openSign == '+') {
      at++;
    }
    at = skipBlanks(at);
    if (!source.startsWith("endraw", at)) {
      return false;
    }
    at = skipBlanks(at + 6);
    char closeSign = at < source.length() ? source.charAt(at) : ' ';
    if (closeSign == '-' || closeSign == '+') {
      at++;
    }
    if (!source.startsWith("%}", at)) {
      return false;
    }
    String text = source.substring(position, begin);
    String kept = stripBeforeTag(text, openSign, false);
    if (!kept.isEmpty()) {
      add(Token.Type.DATA, kept);
    }
    line += newlines(source.substring(position, at));
    position = at + 2;
    endTag(closeSign, true);
    return true;
  }

  /** The inside of a block or of a print statement. */
  private void code(Token.Type begin, Token.Type end, String closing) {
    add(begin, "");
    boolean block = end == Token.Type.BLOCK_END;
    Deque<Character> open = new ArrayDeque<>();
    while (position < source.length()) {
      char c = source.charAt(position);
      boolean signed = (c == '-' || block && c == '+') && source.startsWith(closing, position + 1);
      if (open.isEmpty() && (signed || startsWith(closing))) {
        add(end, "");
        position += signed ? 3 : 2;
        endTag(signed ? c : ' ', block);
        return;
      }
      if (PythonText.isSpace(c)) {
        line += c == '\n' ? 1 : 0;
        position++;
      } else if (c >= '0' && c <= '9') {
        number();
      } else if (c == '_' || Character.isUnicodeIdentifierStart(source.codePointAt(position))) {
        name();
      } else if (c == '\'' || c == '"') {
        string(c);
      } else {
        operator(open);
      }
    }
    throw failure("Unexpected end of template inside a tag");
  }

  private void number() {
    if (startsWith("0") && position + 1 < source.length()) {
      int base = "box".indexOf(Character.toLowerCase(source.charAt(position + 1)));
      if (base >= 0) {
        based(new int[] {2, 8, 16}[base]);
        return;
      }
    }
    int start = position;
    int end = digits(start);
    boolean fractional = false;
    boolean afterDot = start > 0 && source.charAt(start - 1) == '.';
    if (!afterDot
        && end < source.length()
        && source.charAt(end) == '.'
        && digits(end + 1) > end + 1) {
      end = digits(end + 1);
      fractional = true;
    }
    if (!afterDot && end < source.length() && "eE".indexOf(source.charAt(end)) >= 0) {
      int exponent = end + 1;
      if (exponent < source.length() && "+-".indexOf(source.charAt(exponent)) >= 0) {
        exponent++;
      }
      if (digits(exponent) > exponent) {
        end = digits(exponent);
        fractional = true;
      }
    }
    position = end;
    add(
        fractional ? Token.Type.FLOAT : Token.Type.INTEGER,
        source.substring(start, end).replace("_", ""));
  }

  private void based(int radix) {
    int end = position + 2;
    while (end < source.length()
        && (source.charAt(end) == '_' || Character.digit(source.charAt(end), radix) >= 0)) {
      end++;
    }
    String digits = source.substring(position + 2, end).replace("_", "");
    position = end;
    try {
      add(Token.Type.INTEGER, Long.toString(Long.parseLong(digits, radix)));
    } catch (NumberFormatException e) {
      throw failure("'" + digits + "' is no number of base " + radix);
    }
  }

  private int digits(int from) {
    int end = from;
    while (end < source.length()
        && (isDigit(end) || source.charAt(end) == '_' && end > from && isDigit(end + 1))) {
      end++;
    }
    return end;
  }

  private boolean isDigit(int at) {
    return at < source.length() && source.charAt(at) >= '0' && source.charAt(at) <= '9';
  }

  private void name() {
    int start = position;
    while (position < source.length()) {
      int c = source.codePointAt(position);
      if (c != '_' && !Character.isUnicodeIdentifierPart(c)) {
        break;
      }
      position += Character.charCount(c);
    }
    add(Token.Type.NAME, source.substring(start, position));
  }

  private void string(char quote) {
    int end = position + 1;
    while (end < source.length() && source.charAt(end) != quote) {
      end += source.charAt(end) == '\\' ? 2 : 1;
    }
    if (end >= source.length()) {
      throw failure("unexpected char " + PythonText.shown(String.valueOf(quote)));
    }
    String content = source.substring(position + 1, end);
    add(Token.Type.STRING, StringLiteral.unescaped(content, line));
    line += newlines(content);
    position = end + 1;
  }

  private void operator(Deque<Character> open) {
    for (String operator : OPERATORS) {
      if (startsWith(operator)) {
        balance(operator.charAt(0), open);
        add(Token.Type.OPERATOR, operator);
        position += operator.length();
        return;
      }
    }
    throw failure(
        "unexpected char " + PythonText.shown(Character.toString(source.codePointAt(position))));
  }

  private void balance(char c, Deque<Character> open) {
    int opening = "([{".indexOf(c);
    if (opening >= 0) {
      open.push(")]}".charAt(opening));
    } else if (")]}".indexOf(c) >= 0) {
      if (open.isEmpty()) {
        throw failure("unexpected '" + c + "'");
      }
      char expected = open.pop();
      if (expected != c) {
        throw failure("unexpected '" + c + "', expected '" + expected + "'");
      }
    }
  }

  private int skipBlanks(int from) {
    int at = from;
    while (at < source.length() && PythonText.isSpace(source.charAt(at))) {
      at++;
    }
    return at;
  }

  private boolean startsWith(String text) {
    return source.startsWith(text, position);
  }

  private static int newlines(String text) {
    return (int) text.chars().filter(c -> c == '\n').count();
  }

  private void add(Token.Type type, String text) {
    tokens.add(new Token(type, text, line));
  }

  private TemplateException failure(String message) {
    return new TemplateException(TemplateException.Origin.FAILED, message, line);
  }
}
