package org.wordsight.chat.jinja;

import static org.assertj.core.api.Assertions.fail;

import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every filter, test, function, method and operator, with every kind of value. */
class TestArguments {
  private static final LocalDateTime NOW = LocalDateTime.of(2024, 7, 26, 9, 5, 3);

  /** Work that is not counted would not end, with any limit. */
  private static final Budget.Limits LIMITS = new Budget.Limits(Budget.MAXIMUM_TEXT, 1_000_000);

  /** Values of every type, both ordinary and extreme ones. */
  private static final List<String> VALUES =
      List.of(
          "-1",
          "0",
          "2",
          "9223372036854775807",
          "(-9223372036854775807 - 1)",
          "1.5",
          "-0.0",
          "1e308",
          "1e400",
          "(1e400 - 1e400)",
          "true",
          "none",
          "nope",
          "''",
          "'a b'",
          "'%s{}%'",
          "'-12'",
          "'\\ud83d'",
          "('<'|safe)",
          "[]",
          "[3, 1, none]",
          "['b', 'a']",
          "(1, 'a')",
          "{}",
          "{'a': 1, 2: [3]}",
          "[{'a': 1}, {'a': none}]",
          "range(3)",
          "{'a': 1}.items()",
          "[1, 2]|map('string')",
          "namespace(a=1)",
          "range",
          "cycler(1)");

  /** Second and third arguments: fewer, since all pairs are tried. */
  private static final List<String> FURTHER = List.of("-1", "'a'", "99999999999");

  private static final Set<String> METHODS =
      Set.of(
          "upper",
          "lower",
          "casefold",
          "capitalize",
          "title",
          "swapcase",
          "isupper",
          "islower",
          "isspace",
          "isdigit",
          "isdecimal",
          "isnumeric",
          "isalpha",
          "isalnum",
          "strip",
          "lstrip",
          "rstrip",
          "startswith",
          "endswith",
          "removeprefix",
          "removesuffix",
          "split",
          "rsplit",
          "splitlines",
          "partition",
          "rpartition",
          "join",
          "replace",
          "find",
          "index",
          "rfind",
          "rindex",
          "count",
          "zfill",
          "center",
          "ljust",
          "rjust",
          "format",
          "get",
          "items",
          "keys",
          "values",
          "copy",
          "append",
          "update",
          "pop",
          "next",
          "reset",
          "current");

  static Stream<String> filters() {
    return Filters.names().stream();
  }

  static Stream<String> tests() {
    return Predicates.names().stream();
  }

  static Stream<String> methods() {
    return METHODS.stream().sorted();
  }

  static Stream<String> functions() {
    return Globals.ALL.keySet().stream().sorted();
  }

  static Stream<String> operators() {
    return Stream.of(
        "+", "-", "*", "/", "//", "%", "**", "~", "==", "!=", "<", "<=", ">", ">=", "in", "not in",
        "and", "or");
  }

  @ParameterizedTest
  @MethodSource("filters")
  void endsEveryFilterWithAValueOrAMessage(String filter) {
    for (String arguments : arguments()) {
      holdsForEach(VALUES, value -> "{{ (" + value + "|" + filter + arguments + ")|list }}");
    }
  }

  @ParameterizedTest
  @MethodSource("filters")
  void endsEveryFilterOfABlockAndOfMapWithAValueOrAMessage(String filter) {
    for (String argument : VALUES) {
      holds("{% filter " + filter + "(" + argument + ") %}a b{% endfilter %}");
      holds("{{ [1, 'a', none, [2]]|map('" + filter + "', " + argument + ")|list }}");
      holds("{{ [" + argument + "]|map('" + filter + "')|list }}");
    }
  }

  @ParameterizedTest
  @MethodSource("tests")
  void endsEveryTestWithAValueOrAMessage(String test) {
    // The name of a test that is written as an operator can only be used in a filter.
    holdsForEach(VALUES, value -> "{{ [" + value + "]|select('" + test + "')|list }}");
    for (String argument : VALUES) {
      holdsForEach(
          VALUES, value -> "{{ [" + value + "]|select('" + test + "', " + argument + ")|list }}");
    }
  }

  @ParameterizedTest
  @MethodSource("methods")
  void endsEveryMethodWithAValueOrAMessage(String method) {
    List<String> values =
        List.of("'a b'", "''", "('a<'|safe)", "[1, 'a']", "{'a': 1}", "(1,)", "cycler(1)");
    for (String arguments : arguments()) {
      String call = "." + method + (arguments.isEmpty() ? "()" : arguments);
      holdsForEach(values, value -> "{{ " + value + call + " }}");
    }
  }

  @ParameterizedTest
  @MethodSource("functions")
  void endsEveryFunctionWithAValueOrAMessage(String function) {
    for (String arguments : arguments()) {
      holds("{{ " + function + (arguments.isEmpty() ? "()" : arguments) + " }}");
      holds("{{ " + function + (arguments.isEmpty() ? "()" : arguments) + "|list }}");
    }
  }

  @ParameterizedTest
  @MethodSource("operators")
  void endsEveryOperatorWithAValueOrAMessage(String operator) {
    for (String left : VALUES) {
      for (String right : VALUES) {
        holds("{{ (" + left + ") " + operator + " (" + right + ") }}");
      }
    }
  }

  @Test
  void endsEverySubscriptSliceSignAndFormatWithAValueOrAMessage() {
    for (String value : VALUES) {
      holds("{{ -(" + value + ") }}{{ +(" + value + ") }}");
      holds("{{ not (" + value + ") }}");
      holds("{% for a, b in " + value + " %}{{ loop.previtem }}{{ loop.cycle(a) }}{% endfor %}");
      holds("{% set (a, b) = " + value + " %}");
      holds("{{ {(" + value + "): 1} }}");
      holds("{{ dict(**(" + value + ")) }}{{ dict(*(" + value + ")) }}");
      holds("{% for i in [1] recursive %}{{ loop(" + value + ") if loop.depth < 3 }}{% endfor %}");
      for (String format :
          List.of("%s", "%d", "%5.2f", "%x", "%c", "%r", "%(a)s", "%*d", "%g", "%.99999999999f")) {
        holds("{{ '" + format + "' % (" + value + ") }}");
        holds("{{ ('" + format + "'|safe) % ((" + value + "),) }}");
      }
      for (String format :
          List.of(
              "",
              ":d",
              ":5.2f",
              ":x",
              ":c",
              "!r",
              ".a",
              "[0]",
              ":>99999999999",
              ":,",
              ":%",
              ":s")) {
        holds("{{ '{0" + format + "}'.format(" + value + ") }}");
        holds("{{ ('{0" + format + "}'|safe).format(" + value + ") }}");
      }
      for (String other : VALUES) {
        holds("{{ (" + value + ")[(" + other + ")] }}");
        holds("{{ (" + value + ")[(" + other + "):] }}");
        holds("{{ (" + value + ")[:(" + other + ")] }}");
        holds("{{ (" + value + ")[::(" + other + ")]|list }}");
      }
    }
  }

  /** No argument, each value alone, and each value with one or two others. */
  private static List<String> arguments() {
    List<String> arguments = new ArrayList<>(List.of("", "(nosuch=1)", "(1, 2, 3, 4, 5, 6, 7)"));
    for (String first : VALUES) {
      arguments.add("(" + first + ")");
      for (String second : FURTHER) {
        arguments.add("(" + first + ", " + second + ")");
        arguments.add("(" + first + ", 2, " + second + ")");
      }
    }
    return arguments;
  }

  /**
   * A template is read once for all values. A variable chooses the value, and no other value is
   * computed.
   *
   * @param template from an expression in brackets
   */
  private static void holdsForEach(List<String> values, UnaryOperator<String> template) {
    StringBuilder choice = new StringBuilder("(");
    for (int i = 0; i < values.size() - 1; i++) {
      choice.append(values.get(i)).append(" if chosen == ").append(i).append(" else ");
    }
    String text = template.apply(choice.append(values.get(values.size() - 1)) + ")");
    Optional<Template> parsed = holds(text, () -> Template.parse(text));
    for (int i = 0; i < values.size() && parsed.isPresent(); i++) {
      Map<String, Integer> chosen = Map.of("chosen", i);
      String shown = template.apply(values.get(i));
      holds(shown, () -> parsed.get().render(chosen, NOW, LIMITS));
    }
  }

  private static void holds(String template) {
    holds(template, () -> Template.parse(template).render(Map.of(), NOW, LIMITS));
  }

  /** Returns the result of the work; nothing if it ends with a message. */
  private static <T> Optional<T> holds(String template, Supplier<T> work) {
    try {
      return Optional.of(work.get());
    } catch (TemplateException e) {
      boolean raised = e.origin() == TemplateException.Origin.RAISED;
      if (!raised && e.getMessage().isBlank()) {
        fail(template + " fails without a message");
      }
      return Optional.empty();
    } catch (RuntimeException | Error e) {
      return fail(template, e);
    }
  }
}
