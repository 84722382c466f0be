package org.wordsight.chat.jinja;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Python's two ways of filling in a string: {@code "%s" % x} and {@code "{}".format(x)}. */
final class PythonFormat {
  private static final Pattern CONVERSION =
      Pattern.compile(
          "%(?:\\((?<key>[^)]*)\\))?(?<flags>[-+ 0#]*)(?<width>\\d+)?(?:\\.(?<precision>\\d+))?"
              + "(?<type>.)",
          Pattern.DOTALL);
  private static final Pattern SPECIFICATION =
      Pattern.compile(
          "(?:(?<fill>.)?(?<align>[<>^=]))?(?<sign>[-+ ])?(?<zero>0)?(?<width>\\d+)?(?<comma>,)?"
              + "(?:\\.(?<precision>\\d+))?(?<type>[sdfFeEgGxXob%])?",
          Pattern.DOTALL);
  private static final int MAXIMUM_WIDTH = 10_000;

  private PythonFormat() {}

  static String percent(Context context, String format, Object argument) {
    List<Object> values = argument instanceof Tuple tuple ? tuple.items() : List.of(argument);
    Iterator<Object> next = values.iterator();
    StringBuilder out = new StringBuilder();
    Matcher matcher = CONVERSION.matcher(format);
    int end = 0;
    while (matcher.find()) {
      out.append(format, end, matcher.start());
      end = matcher.end();
      if (matcher.group("type").equals("%")) {
        out.append('%');
        continue;
      }
      out.append(converted(matcher, conversionValue(context, matcher, argument, next)));
      context.budget().text(out.length());
    }
    if (format.indexOf('%', end) >= 0) {
      throw new TemplateException("incomplete format " + PythonText.quoted(format));
    }
    // Python lets what could be a mapping go unused: anything that can be subscripted by a key.
    boolean mapping = argument instanceof Map || argument instanceof List;
    if (next.hasNext() && !mapping && !(argument instanceof Undefined)) {
      throw new TemplateException("not all arguments converted during string formatting");
    }
    return out.append(format.substring(end)).toString();
  }

  private static Object conversionValue(
      Context context, Matcher matcher, Object argument, Iterator<Object> next) {
    if (matcher.group("key") != null) {
      return Access.item(context, argument, matcher.group("key"));
    }
    if (!next.hasNext()) {
      throw new TemplateException("not enough arguments for format string");
    }
    return next.next();
  }

  private static String converted(Matcher matcher, Object value) {
    String flags = matcher.group("flags");
    String precision = matcher.group("precision");
    char type = matcher.group("type").charAt(0);
    String body =
        switch (type) {
          case 's' -> cut(Values.text(value), precision);
          case 'r' -> cut(Representation.of(value), precision);
          case 'd', 'i', 'u' -> Long.toString(truncated(value));
          case 'f', 'F' -> fixed(Values.real(value), precision);
          case 'x' -> Long.toHexString(Values.integer(value));
          case 'X' -> Long.toHexString(Values.integer(value)).toUpperCase(Locale.ROOT);
          case 'o' -> Long.toOctalString(Values.integer(value));
          default -> throw new TemplateException("unsupported format character '" + type + "'");
        };
    boolean number = "sr".indexOf(type) < 0;
    if (number && !body.startsWith("-")) {
      body = (flags.contains("+") ? "+" : flags.contains(" ") ? " " : "") + body;
    }
    char align = flags.contains("-") ? '<' : number && flags.contains("0") ? '=' : '>';
    return padded(body, width(matcher), align, align == '=' ? "0" : " ");
  }

  private static long truncated(Object value) {
    return value instanceof Double number ? (long) (double) number : Values.integer(value);
  }

  static String format(Context context, String format, Arguments arguments) {
    StringBuilder out = new StringBuilder();
    int automatic = 0;
    for (int i = 0; i < format.length(); i++) {
      char c = format.charAt(i);
      if (c != '{' && c != '}') {
        out.append(c);
      } else if (i + 1 < format.length() && format.charAt(i + 1) == c) {
        out.append(c);
        i++;
      } else {
        int end = format.indexOf('}', i);
        if (c == '}' || end < 0) {
          throw new TemplateException(
              "a single '" + c + "' stands in " + PythonText.quoted(format));
        }
        String field = format.substring(i + 1, end);
        String name = field.split("[!:.\\[]", 2)[0];
        Object value = field(context, field, name.isEmpty() ? "" + automatic++ : name, arguments);
        out.append(value);
        i = end;
      }
      context.budget().step();
    }
    context.budget().text(out.length());
    return out.toString();
  }

  private static String field(Context context, String field, String name, Arguments arguments) {
    Object value;
    if (name.matches("\\d{1,6}")) {
      int index = Integer.parseInt(name);
      if (index >= arguments.positional().size()) {
        throw new TemplateException("format() lacks its argument " + index);
      }
      value = arguments.positional().get(index);
    } else if (arguments.named().containsKey(name)) {
      value = arguments.named().get(name);
    } else {
      throw new TemplateException("format() lacks its argument '" + name + "'");
    }
    String head = field.split("[!:]", 2)[0];
    Matcher steps = Pattern.compile("\\.(\\w+)|\\[([^\\]]*)\\]").matcher(head);
    while (steps.find()) {
      value =
          steps.group(1) != null
              ? Access.attribute(context, value, steps.group(1))
              : Access.item(context, value, key(steps.group(2)));
    }
    if (field.contains("!r")) {
      value = Representation.of(value);
    } else if (field.contains("!s")) {
      value = Values.text(value);
    }
    int colon = field.indexOf(':');
    return colon < 0 ? Values.text(value) : specified(field.substring(colon + 1), value);
  }

  private static Object key(String text) {
    return text.matches("\\d{1,9}") ? (Object) Long.parseLong(text) : text;
  }

  private static String specified(String specification, Object value) {
    Matcher matcher = SPECIFICATION.matcher(specification);
    if (!matcher.matches()) {
      throw new TemplateException("Invalid format specifier '" + specification + "'");
    }
    String precision = matcher.group("precision");
    String type = matcher.group("type") == null ? "" : matcher.group("type");
    boolean text = value instanceof String;
    String body =
        switch (type) {
          case "s", "" -> text ? cut((String) value, precision) : plain(value, precision);
          case "d" -> Long.toString(Values.integer(value));
          case "f", "F" -> fixed(Values.real(value), precision);
          case "%" -> fixed(Values.real(value) * 100, precision) + "%";
          case "x" -> Long.toHexString(Values.integer(value));
          case "X" -> Long.toHexString(Values.integer(value)).toUpperCase(Locale.ROOT);
          case "o" -> Long.toOctalString(Values.integer(value));
          case "b" -> Long.toBinaryString(Values.integer(value));
          default -> throw new TemplateException("unsupported format type '" + type + "'");
        };
    if (matcher.group("comma") != null) {
      body = grouped(body);
    }
    String sign = matcher.group("sign");
    if (sign != null && !sign.equals("-") && !body.startsWith("-")) {
      body = sign + body;
    }
    boolean zero = matcher.group("zero") != null && matcher.group("align") == null;
    char align =
        zero
            ? '='
            : matcher.group("align") == null ? text ? '<' : '>' : matcher.group("align").charAt(0);
    String fill = zero ? "0" : matcher.group("fill") == null ? " " : matcher.group("fill");
    return padded(body, width(matcher), align, fill);
  }

  private static String plain(Object value, String precision) {
    if (precision != null) {
      throw new TemplateException("a precision without a type is not supported");
    }
    return Values.text(value);
  }

  private static String grouped(String number) {
    int point = number.indexOf('.') < 0 ? number.length() : number.indexOf('.');
    return number.substring(0, point).replaceAll("(?<=\\d)(?=(\\d{3})+$)", ",")
        + number.substring(point);
  }

  private static String cut(String text, String precision) {
    if (precision == null) {
      return text;
    }
    int length = Math.min(number(precision), PythonText.length(text));
    return text.substring(0, text.offsetByCodePoints(0, length));
  }

  /** Decimal places as C prints them: the double's exact value, rounded half to even. */
  static String fixed(double value, String precision) {
    int places = precision == null ? 6 : number(precision);
    if (Double.isNaN(value) || Double.isInfinite(value)) {
      return Representation.decimal(value);
    }
    String text = new BigDecimal(value).setScale(places, RoundingMode.HALF_EVEN).toPlainString();
    boolean negativeZero = 1 / value < 0 || value < 0 && !text.startsWith("-");
    return negativeZero && !text.startsWith("-") ? "-" + text : text;
  }

  private static int width(Matcher matcher) {
    return matcher.group("width") == null ? 0 : number(matcher.group("width"));
  }

  private static int number(String digits) {
    int number = digits.length() > 6 ? Integer.MAX_VALUE : Integer.parseInt(digits);
    if (number > MAXIMUM_WIDTH) {
      throw new TemplateException("a format asks for " + digits + " places");
    }
    return number;
  }

  private static String padded(String body, int width, char align, String fill) {
    int missing = width - PythonText.length(body);
    if (missing <= 0) {
      return body;
    }
    return switch (align) {
      case '<' -> body + fill.repeat(missing);
      case '^' -> fill.repeat(missing / 2) + body + fill.repeat(missing - missing / 2);
      case '=' -> {
        int sign = body.startsWith("-") || body.startsWith("+") ? 1 : 0;
        yield body.substring(0, sign) + fill.repeat(missing) + body.substring(sign);
      }
      default -> fill.repeat(missing) + body;
    };
  }
}
