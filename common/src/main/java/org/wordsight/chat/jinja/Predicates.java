package org.wordsight.chat.jinja;

import java.util.Map;
import java.util.function.Predicate;

/** The tests after {@code is}. */
final class Predicates {
  /** A test of a value, with what stands behind the test's name. */
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
          plain("string", value -> value instanceof String),
          plain("mapping", value -> value instanceof Map),
          plain("iterable", Values::isIterable),
          plain("sequence", Predicates::isSequence),
          plain("callable", value -> value instanceof Callable || value instanceof Undefined),
          plain("escaped", value -> false),
          plain("lower", value -> PythonText.isLower(Values.text(value))),
          plain("upper", value -> PythonText.isUpper(Values.text(value))),
          plain("odd", value -> Values.equal(modulo(value, 2L), 1L)),
          plain("even", value -> Values.equal(modulo(value, 2L), 0L)),
          plain("filter", value -> value instanceof String name && Filters.exists(name)),
          plain("test", value -> value instanceof String name && exists(name)),
          binary("divisibleby", Predicates::divisible),
          binary("sameas", (value, other) -> value == other || same(value, other)),
          Map.entry(
              "in",
              (context, value, arguments) ->
                  Values.contains(context, other("in", arguments), value)),
          binary("eq", Values::equal),
          binary("equalto", Values::equal),
          binary("==", Values::equal),
          binary("ne", (value, other) -> !Values.equal(value, other)),
          binary("!=", (value, other) -> !Values.equal(value, other)),
          binary("lt", (value, other) -> Values.compare(value, other) < 0),
          binary("lessthan", (value, other) -> Values.compare(value, other) < 0),
          binary("<", (value, other) -> Values.compare(value, other) < 0),
          binary("le", (value, other) -> Values.compare(value, other) <= 0),
          binary("<=", (value, other) -> Values.compare(value, other) <= 0),
          binary("gt", (value, other) -> Values.compare(value, other) > 0),
          binary("greaterthan", (value, other) -> Values.compare(value, other) > 0),
          binary(">", (value, other) -> Values.compare(value, other) > 0),
          binary("ge", (value, other) -> Values.compare(value, other) >= 0),
          binary(">=", (value, other) -> Values.compare(value, other) >= 0));

  private Predicates() {}

  static boolean exists(String name) {
    return ALL.containsKey(name);
  }

  static boolean holds(Context context, String name, Object value, Arguments arguments) {
    Test test = ALL.get(name);
    if (test == null) {
      throw new TemplateException("No test named '" + name + "'.");
    }
    return test.holds(context, value, arguments);
  }

  private static Map.Entry<String, Test> plain(String name, Predicate<Object> predicate) {
    return Map.entry(
        name,
        (context, value, arguments) -> {
          arguments.bind(name, 0);
          return predicate.test(value);
        });
  }

  private interface Comparison {
    boolean holds(Object value, Object other);
  }

  private static Map.Entry<String, Test> binary(String name, Comparison comparison) {
    return Map.entry(
        name, (context, value, arguments) -> comparison.holds(value, other(name, arguments)));
  }

  private static Object other(String name, Arguments arguments) {
    return arguments.bind(name, 1, "other").get(0);
  }

  private static boolean isSequence(Object value) {
    return Values.isSequence(value)
        || value instanceof String
        || value instanceof Map
        || value instanceof Undefined;
  }

  private static boolean divisible(Object value, Object by) {
    return Values.equal(modulo(value, by), 0L);
  }

  private static Object modulo(Object value, Object by) {
    if (value instanceof Undefined undefined) {
      throw undefined.failure();
    }
    return Operators.modulo(value, by);
  }

  /** Small equal values of one type are one object in Python. */
  private static boolean same(Object value, Object other) {
    boolean small = value instanceof Boolean || value instanceof Long || value instanceof String;
    return small && value.equals(other);
  }
}
