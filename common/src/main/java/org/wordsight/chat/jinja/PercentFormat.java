package org.wordsight.chat.jinja;

import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Python's {@code format % values}. */
final class PercentFormat {
  private final Context context;
  private final String format;
  private final Object argument;
  private final Iterator<Object> values;
  private final boolean escapes;
  private final StringBuilder out = new StringBuilder();
  private int at;

  private PercentFormat(Context context, String format, Object argument, boolean escapes) {
    this.context = context;
    this.format = format;
    this.argument = argument;
    this.escapes = escapes;
    List<Object> given = argument instanceof Tuple tuple ? tuple.items() : List.of(argument);
    this.values = given.iterator();
  }

  /** Fills in the values. In markup they are escaped, and the result is markup. */
  static Object apply(Context context, Object format, Object argument) {
    boolean escapes = format instanceof Markup;
    String text = new PercentFormat(context, Values.string(format), argument, escapes).run();
    return Markup.like(format, text);
  }

  private String run() {
    context.budget().scan(format.length());
    for (int percent = format.indexOf('%'); percent >= 0; percent = format.indexOf('%', at)) {
      context.budget().append(out, format.substring(at, percent));
      at = percent + 1;
      conversion();
    }
    // Python accepts an unused value if it could be a mapping: anything that can be subscripted by
    // a key.
    boolean mapping =
        argument instanceof Map
            || argument instanceof List
            || argument instanceof PythonRange
            || argument instanceof Undefined;
    if (values.hasNext() && !mapping) {
      throw new TemplateException("not all arguments converted during string formatting");
    }
    context.budget().append(out, format.substring(at));
    return out.toString();
  }

  private void conversion() {
    Optional<String> key = next() == '(' ? Optional.of(key()) : Optional.empty();
    int flagsStart = at;
    while ("-+ #0".indexOf(next()) >= 0) {
      at++;
    }
    String flags = format.substring(flagsStart, at);
    long width = number();
    long precision = -1;
    if (next() == '.') {
      at++;
      precision = Math.max(0, number());
    }
    if ("hlL".indexOf(next()) >= 0) {
      at++;
    }
    char type = next();
    at++;
    if (type == '%') {
      context.budget().append(out, "%");
      return;
    }
    boolean left = flags.contains("-") || width < 0;
    Spec spec = new Spec(flags, left, Math.abs(width), precision, type);
    context.budget().append(out, converted(spec, value(key)));
  }

  private record Spec(String flags, boolean left, long width, long precision, char type) {}

  private char next() {
    if (at >= format.length()) {
      throw new TemplateException("incomplete format");
    }
    return format.charAt(at);
  }

  private String key() {
    int start = ++at;
    for (int depth = 1; depth > 0; at++) {
      if (at >= format.length()) {
        throw new TemplateException("incomplete format key");
      }
      depth += format.charAt(at) == '(' ? 1 : format.charAt(at) == ')' ? -1 : 0;
    }
    return format.substring(start, at - 1);
  }

  /** A width or precision: written, or the next value ({@code *}), or 0 if there is none. */
  private long number() {
    if (next() == '*') {
      at++;
      Object asked = value(Optional.empty());
      if (!Values.isWhole(asked)) {
        throw Values.refused(asked, "* wants int");
      }
      return Math.max(-Budget.MAXIMUM_WORK, Math.min(Budget.MAXIMUM_WORK, Values.integer(asked)));
    }
    long number = 0;
    while (next() >= '0' && next() <= '9') {
      number = Math.min(Budget.MAXIMUM_WORK, 10 * number + next() - '0');
      at++;
    }
    return number;
  }

  private Object value(Optional<String> key) {
    if (key.isPresent()) {
      if (argument instanceof Map<?, ?> map) {
        Object value = map.get(DictKeys.in(context, map, key.get()));
        if (value == null) {
          throw new TemplateException("there is no key " + PythonText.shown(key.get()));
        }
        return value;
      }
      throw Values.refused(argument, "format requires a mapping, not %s");
    }
    if (!values.hasNext()) {
      throw new TemplateException("not enough arguments for format string");
    }
    return values.next();
  }

  private String converted(Spec spec, Object value) {
    String body =
        switch (spec.type) {
          case 's' -> cut(spec, escaped(value));
          case 'r', 'a' -> cut(spec, escaped(Representation.of(context, value)));
          case 'c' -> character(value);
          case 'd', 'i', 'u' ->
              digits(spec, Long.toString(NumberFilters.truncated(number(value, true))));
          case 'x', 'X', 'o' -> based(spec, value);
          case 'e', 'E', 'f', 'F', 'g', 'G' ->
              NumberText.real(
                  context,
                  Values.real(number(value, false)),
                  spec.type,
                  spec.precision < 0 ? 6 : spec.precision,
                  spec.flags.contains("#"));
          default ->
              throw new TemplateException("unsupported format character '" + spec.type + "'");
        };
    boolean number = "sarc".indexOf(spec.type) < 0;
    if (number && !body.startsWith("-")) {
      body = (spec.flags.contains("+") ? "+" : spec.flags.contains(" ") ? " " : "") + body;
    }
    char align = spec.left ? '<' : number && spec.flags.contains("0") ? '=' : '>';
    return NumberText.padded(context, body, spec.width, align, align == '=' ? "0" : " ");
  }

  private String escaped(Object value) {
    return escapes ? Markup.escaped(context, value) : Values.text(context, value);
  }

  private String cut(Spec spec, String text) {
    return spec.precision < 0 ? text : PythonText.beginning(text, spec.precision);
  }

  /** The replacement of a number. In markup, a text of digits is allowed too. */
  private Object number(Object value, boolean whole) {
    if (escapes && Values.isString(value)) {
      return readNumber(Values.string(value), whole);
    } else if (!Values.isNumber(value)) {
      throw Values.refused(value, "a number is required, not %s");
    }
    return value;
  }

  private Object readNumber(String text, boolean whole) {
    if (whole) {
      return NumberFilters.whole(context, text, 10)
          .orElseThrow(() -> new TemplateException("invalid literal for int() with base 10"));
    }
    return NumberFilters.real(context, text)
        .orElseThrow(() -> new TemplateException("could not convert string to float"));
  }

  private static String character(Object value) {
    if (Values.isWhole(value)) {
      long code = Values.integer(value);
      if (code < 0 || code > Character.MAX_CODE_POINT) {
        throw new TemplateException("%c arg not in range(0x110000)");
      }
      return Character.toString((int) code);
    }
    String text = Values.isString(value) ? Values.string(value) : "";
    if (text.isEmpty() || text.length() > Character.charCount(text.codePointAt(0))) {
      throw Values.refused(value, "%%c requires int or char, not %s");
    }
    return text;
  }

  private String based(Spec spec, Object value) {
    if (!Values.isWhole(value) || escapes) {
      throw Values.refused(value, "%%" + spec.type + " format: an integer is required, not %s");
    }
    int radix = spec.type == 'o' ? 8 : 16;
    String digits = Long.toString(Values.integer(value), radix);
    String prefix = spec.flags.contains("#") ? "0" + Character.toLowerCase(spec.type) : "";
    String signed = digits(spec, digits);
    String body = signed.startsWith("-") ? "-" + prefix + signed.substring(1) : prefix + signed;
    return spec.type == 'X' ? body.toUpperCase(java.util.Locale.ROOT) : body;
  }

  /** The digits with zeros in front, up to the precision. */
  private String digits(Spec spec, String number) {
    boolean minus = number.startsWith("-");
    String digits = minus ? number.substring(1) : number;
    String filled = NumberText.padded(context, digits, spec.precision, '>', "0");
    return minus ? "-" + filled : filled;
  }
}
