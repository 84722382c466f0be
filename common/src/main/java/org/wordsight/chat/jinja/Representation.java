package org.wordsight.chat.jinja;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.List;
import java.util.Map;

/** Values in the form in which Python prints them. */
final class Representation {
  private static final long DECIMAL_WORK = 500;

  private final Context context;
  private final StringBuilder out = new StringBuilder();

  private Representation(Context context) {
    this.context = context;
  }

  /** Python's {@code repr}. */
  static String of(Context context, Object value) {
    Representation representation = new Representation(context);
    representation.write(value);
    return representation.out.toString();
  }

  private void write(Object value) {
    context.budget().enter();
    if (value instanceof List) {
      joined("[", Values.sequence(value), "]");
    } else if (value instanceof Tuple tuple) {
      joined("(", tuple.items(), tuple.items().size() == 1 ? ",)" : ")");
    } else if (value instanceof View view) {
      joined("dict_" + view.kind() + "([", view.items(), "])");
    } else if (value instanceof Map<?, ?> map) {
      pairs("{", map, "}");
    } else if (value instanceof Namespace namespace) {
      pairs("<Namespace {", namespace.attributes(), "}>");
    } else if (value instanceof Markup markup) {
      append("Markup(");
      append(PythonText.quoted(context, markup.text()));
      append(")");
    } else {
      append(single(value));
    }
    context.budget().leave();
  }

  private String single(Object value) {
    if (value instanceof String text) {
      return PythonText.quoted(context, text);
    } else if (value instanceof Boolean truth) {
      return truth ? "True" : "False";
    } else if (value instanceof Long) {
      return value.toString();
    } else if (value instanceof Double number) {
      return decimal(context, number);
    } else if (value instanceof None) {
      return "None";
    } else if (value instanceof Undefined) {
      return "Undefined";
    } else if (value instanceof PythonRange range) {
      String step = range.step() == 1 ? "" : ", " + range.step();
      return "range(" + range.start() + ", " + range.stop() + step + ")";
    } else if (value instanceof Macro macro) {
      return "<Macro " + PythonText.quoted(context, macro.definition().name()) + ">";
    } else if (value instanceof Loop loop) {
      return "<LoopContext " + (loop.index0() + 1) + "/" + loop.length() + ">";
    }
    throw new TemplateException(
        "it prints a " + Values.type(value) + ", which has no text of its own");
  }

  private void append(String text) {
    context.budget().append(out, text);
  }

  private void joined(String open, List<Object> items, String close) {
    append(open);
    for (int i = 0; i < items.size(); i++) {
      append(i == 0 ? "" : ", ");
      write(items.get(i));
    }
    append(close);
  }

  private void pairs(String open, Map<?, ?> map, String close) {
    append(open);
    boolean first = true;
    for (Map.Entry<?, ?> entry : map.entrySet()) {
      append(first ? "" : ", ");
      first = false;
      write(entry.getKey());
      append(": ");
      write(entry.getValue());
    }
    append(close);
  }

  /** The shortest digits that give the same double again, in Python's layout. */
  static String decimal(Context context, double number) {
    context.budget().work(DECIMAL_WORK);
    if (Double.isNaN(number)) {
      return "nan";
    } else if (Double.isInfinite(number)) {
      return number > 0 ? "inf" : "-inf";
    } else if (number == 0) {
      return 1 / number < 0 ? "-0.0" : "0.0";
    }
    BigDecimal exact = new BigDecimal(Math.abs(number));
    BigDecimal shortest = exact;
    for (int precision = 1; precision <= 17; precision++) {
      shortest = exact.round(new MathContext(precision, RoundingMode.HALF_EVEN));
      if (shortest.doubleValue() == Math.abs(number)) {
        break;
      }
    }
    shortest = shortest.stripTrailingZeros();
    String digits = shortest.unscaledValue().toString();
    int exponent = digits.length() - shortest.scale() - 1;
    String sign = number < 0 ? "-" : "";
    if (exponent < -4 || exponent >= 16) {
      String fraction = digits.length() > 1 ? "." + digits.substring(1) : "";
      return "%s%s%se%s%02d"
          .formatted(
              sign, digits.charAt(0), fraction, exponent < 0 ? "-" : "+", Math.abs(exponent));
    }
    String plain = shortest.toPlainString();
    return sign + (plain.contains(".") ? plain : plain + ".0");
  }
}
