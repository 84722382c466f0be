package org.wordsight.chat.jinja;

import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/** The tests after {@code is}. */
final class Predicates {
  /** A test of a value, with the arguments after the test's name. */
  private interface Test {
    boolean holds(Context context, Object value, Arguments arguments);
  }

  private static final Map<String, Test> ALL =
      Map.ofEntries(
          plain("defined", value -> !(value instanceof Undefined)),
          plain("undefined", value -> value instanceof Undefined),
          plain("none", value -> value instanceof None),
          plain("boolean", value -> value instanceof Boolean),
          plain("true", value -> value.equals(true)),
          plain("false", value -> value.equals(false)),
          plain("integer", value -> value instanceof Long),
          plain("float", value -> value instanceof Double),
          plain("number", Values::isNumber),
          plain("string", Values::isString),
          plain("mapping", value -> value instanceof Map),
          plain("iterable", Values::isIterable),
          plain("sequence", Predicates::isSequence),
          plain("callable", value -> value instanceof Callable || value instanceof Undefined),
          plain("escaped", value -> value instanceof Markup),
          unary("lower", (context, value) -> PythonText.isLower(text(context, value))),
          unary("upper", (context, value) -> PythonText.isUpper(text(context, value))),
          unary("odd", (context, value) -> leaves(context, value, 2L, 1L)),
          unary("even", (context, value) -> leaves(context, value, 2L, 0L)),
          plain("filter", value -> Values.isString(value) && Filters.exists(Values.string(value))),
          plain("test", value -> Values.isString(value) && exists(Values.string(value))),
          binary("divisibleby", (context, value, by) -> leaves(context, value, by, 0L)),
          binary("sameas", Predicates::same),
          Map.entry(
              "in",
              (context, value, arguments) ->
                  Comparisons.contains(context, other("in", arguments), value)),
          binary("eq", Comparisons::equal),
          binary("equalto", Comparisons::equal),
          binary("==", Comparisons::equal),
          binary("ne", (context, value, other) -> !Comparisons.equal(context, value, other)),
          binary("!=", (context, value, other) -> !Comparisons.equal(context, value, other)),
          ordered("lt", "<"),
          ordered("lessthan", "<"),
          ordered("<", "<"),
          ordered("le", "<="),
          ordered("<=", "<="),
          ordered("gt", ">"),
          ordered("greaterthan", ">"),
          ordered(">", ">"),
          ordered("ge", ">="),
          ordered(">=", ">="));

  private Predicates() {}

  static boolean exists(String name) {
    return ALL.containsKey(name);
  }

  static boolean holds(Context context, String name, Object value, Arguments arguments) {
    Test test = ALL.get(name);
    if (test == null) {
      throw new TemplateException("No test named " + PythonText.shown(name) + ".");
    }
    return test.holds(context, value, arguments);
  }

  /** Every test's name. */
  static List<String> names() {
    return ALL.keySet().stream().sorted().toList();
  }

  private interface Unary {
    boolean holds(Context context, Object value);
  }

  private interface Binary {
    boolean holds(Context context, Object value, Object other);
  }

  private static Map.Entry<String, Test> plain(String name, Predicate<Object> predicate) {
    return unary(name, (context, value) -> predicate.test(value));
  }

  private static Map.Entry<String, Test> unary(String name, Unary test) {
    return Map.entry(
        name,
        (context, value, arguments) -> {
          arguments.bind(name, 0);
          return test.holds(context, value);
        });
  }

  private static Map.Entry<String, Test> binary(String name, Binary test) {
    return Map.entry(
        name, (context, value, arguments) -> test.holds(context, value, other(name, arguments)));
  }

  private static Map.Entry<String, Test> ordered(String name, String operator) {
    return binary(
        name, (context, value, other) -> Comparisons.holds(context, operator, value, other));
  }

  private static Object other(String name, Arguments arguments) {
    return arguments.bind(name, 1, "other").get(0);
  }

  private static boolean isSequence(Object value) {
    return Values.isSequence(value)
        || Values.isString(value)
        || value instanceof Map
        || value instanceof Undefined;
  }

  private static String text(Context context, Object value) {
    String text = Values.text(context, value);
    context.budget().scan(4L * text.length());
    return text;
  }

  /**
   * Whether a division has this remainder. A text is a format here, as for the operator {@code %}.
   */
  private static boolean leaves(Context context, Object value, Object by, long remainder) {
    Object left = Arithmetic.binary(context, "%", value, by);
    return Comparisons.equal(context, left, remainder);
  }

  /** Small equal values of one type are one object in Python. */
  private static boolean same(Context context, Object value, Object other) {
    boolean small = value instanceof Boolean || value instanceof Long || value instanceof String;
    return value == other
        || small
            && value.getClass() == other.getClass()
            && Comparisons.equal(context, value, other);
  }
}
