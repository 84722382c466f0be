package org.wordsight.chat.jinja;

import java.util.Locale;

/**
 * The part after the colon in a field of {@code str.format}, which says how a value is formatted.
 */
final class FormatSpecification {
  private final Context context;
  private final String source;
  private int at;
  private String fill = " ";
  private char align;
  private String sign = "";
  private boolean alternate;
  private long width;
  private String grouping = "";
  private long precision = -1;
  private char type;

  private FormatSpecification(Context context, String source) {
    this.context = context;
    this.source = source;
    read();
  }

  static String apply(Context context, String specification, Object value) {
    if (specification.isEmpty()) {
      return Values.text(context, value);
    } else if (!Values.isString(value) && !Values.isNumber(value)) {
      throw Values.refused(value, "unsupported format string passed to %s.__format__");
    }
    return new FormatSpecification(context, specification).laidOut(value);
  }

  private void read() {
    int first = Character.charCount(source.codePointAt(0));
    if (source.length() > first && "<>=^".indexOf(source.charAt(first)) >= 0) {
      fill = source.substring(0, first);
      align = source.charAt(first);
      at = first + 1;
    } else if ("<>=^".indexOf(source.charAt(0)) >= 0) {
      align = source.charAt(0);
      at = 1;
    }
    sign = taken("+- ");
    alternate = !taken("#").isEmpty();
    if (!taken("0").isEmpty() && align == 0) {
      fill = "0";
      align = '=';
    }
    width = Math.max(0, number());
    grouping = taken(",_");
    if (!taken(".").isEmpty()) {
      precision = number();
      if (precision < 0) {
        throw new TemplateException("Format specifier missing precision");
      }
    }
    if (at < source.length()) {
      type = source.charAt(at++);
    }
    if (at < source.length()) {
      throw new TemplateException("Invalid format specifier " + PythonText.shown(source));
    }
  }

  private String taken(String among) {
    boolean found = at < source.length() && among.indexOf(source.charAt(at)) >= 0;
    return found ? String.valueOf(source.charAt(at++)) : "";
  }

  /** The digits at this place, or -1 if there are none. */
  private long number() {
    int start = at;
    long number = 0;
    while (at < source.length() && source.charAt(at) >= '0' && source.charAt(at) <= '9') {
      number = Math.min(Budget.MAXIMUM_WORK, 10 * number + source.charAt(at++) - '0');
    }
    return at == start ? -1 : number;
  }

  private String laidOut(Object value) {
    if (Values.isString(value)) {
      return text(Values.string(value));
    }
    String body =
        value instanceof Double || "eEfFgG%".indexOf(type == 0 ? '?' : type) >= 0
            ? real(Values.real(value))
            : whole(Values.integer(value));
    if (!sign.isEmpty() && !sign.equals("-") && !body.startsWith("-")) {
      body = sign + body;
    }
    return NumberText.padded(context, body, width, align == 0 ? '>' : align, fill);
  }

  private String text(String text) {
    if (type != 0 && type != 's') {
      throw new TemplateException("Unknown format code '" + type + "' for object of type 'str'");
    } else if (!sign.isEmpty() || alternate || !grouping.isEmpty() || align == '=') {
      throw new TemplateException(
          "Invalid format specifier " + PythonText.shown(source) + " for object of type 'str'");
    }
    String cut = precision < 0 ? text : PythonText.beginning(text, precision);
    return NumberText.padded(context, cut, width, align == 0 ? '<' : align, fill);
  }

  private String whole(long value) {
    if (precision >= 0) {
      throw new TemplateException("Precision not allowed in integer format specifier");
    }
    int radix =
        switch (type) {
          case 0, 'd', 'n', 'c' -> 10;
          case 'b' -> 2;
          case 'o' -> 8;
          case 'x', 'X' -> 16;
          default ->
              throw new TemplateException(
                  "Unknown format code '" + type + "' for object of type 'int'");
        };
    if (type == 'c') {
      if (value < 0 || value > Character.MAX_CODE_POINT) {
        throw new TemplateException("%c arg not in range(0x110000)");
      }
      return Character.toString((int) value);
    }
    String text = Long.toString(value, radix);
    boolean minus = text.startsWith("-");
    String digits = grouped(minus ? text.substring(1) : text, radix == 10 ? 3 : 4);
    String prefix = alternate && radix != 10 ? "0" + Character.toLowerCase(type) : "";
    String body = (minus ? "-" : "") + prefix + digits;
    return type == 'X' ? body.toUpperCase(Locale.ROOT) : body;
  }

  private String real(double value) {
    String text =
        switch (type) {
          case 0 -> untyped(value);
          case 'n' -> NumberText.real(context, value, 'g', digits(), alternate);
          case '%' -> NumberText.real(context, value * 100, 'f', digits(), alternate) + "%";
          case 'e', 'E', 'f', 'F', 'g', 'G' ->
              NumberText.real(context, value, type, digits(), alternate);
          default ->
              throw new TemplateException(
                  "Unknown format code '" + type + "' for object of type 'float'");
        };
    int start = text.startsWith("-") ? 1 : 0;
    int end = start;
    while (end < text.length() && Character.isDigit(text.charAt(end))) {
      end++;
    }
    return text.substring(0, start) + grouped(text.substring(start, end), 3) + text.substring(end);
  }

  private long digits() {
    return precision < 0 ? 6 : precision;
  }

  /** As {@code str}. With a precision, so many digits, of which at least one is a fraction. */
  private String untyped(double value) {
    if (precision < 0) {
      return Representation.decimal(context, value);
    }
    String text = NumberText.real(context, value, 'g', precision, false);
    boolean plain = text.chars().allMatch(c -> Character.isDigit(c) || c == '-');
    // If the whole part takes all digits, Python writes a power of ten.
    boolean full = text.replace("-", "").length() >= Math.max(1, precision);
    if (!plain) {
      return text;
    } else if (!full) {
      return text + ".0";
    }
    String power = NumberText.real(context, value, 'e', Math.max(0, precision - 1), false);
    int end = power.indexOf('e');
    return NumberText.withoutZeros(power.substring(0, end)) + power.substring(end);
  }

  private String grouped(String digits, int size) {
    if (grouping.isEmpty()) {
      return digits;
    }
    StringBuilder out = new StringBuilder();
    for (int i = 0; i < digits.length(); i++) {
      boolean boundary = i > 0 && (digits.length() - i) % size == 0;
      out.append(boundary ? grouping : "").append(digits.charAt(i));
    }
    return out.toString();
  }
}
