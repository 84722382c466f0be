package org.wordsight.chat.jinja;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Nested templates and values cannot use up the stack, or make a rendering endless. */
class TestDeepTemplates {
  private static final LocalDateTime NOW = LocalDateTime.of(2024, 7, 26, 9, 5, 3);

  /** A thread's stack has one megabyte; half of it must be enough. */
  private static final long STACK_BYTES = 512 << 10;

  /** Templates that are endless or use up the stack, unless their work is counted. */
  static Stream<String> deep() {
    List<String> nested = new ArrayList<>();
    for (int depth : new int[] {90, 190, 210, 50_000}) {
      nested.add("{{ " + "(".repeat(depth) + "1" + ")".repeat(depth) + " }}");
      nested.add("{{ " + "[".repeat(depth) + "1" + "]".repeat(depth) + " }}");
      nested.add("{{ " + "{1:".repeat(depth) + "1" + "}".repeat(depth) + " }}");
      nested.add("{{ " + "not ".repeat(depth) + "1 }}");
      nested.add("{{ " + "- ".repeat(depth) + "1 }}");
      nested.add("{{ 1" + " + 1".repeat(depth) + " }}");
      nested.add("{{ 1" + " - 1 * 1".repeat(depth) + " }}");
      nested.add("{{ 1" + " ** 1".repeat(depth) + " }}");
      nested.add("{{ 1" + " and 1".repeat(depth) + " }}");
      nested.add("{{ 0" + " or 0".repeat(depth) + " }}");
      nested.add("{{ 1" + " ~ 1".repeat(depth) + " }}");
      nested.add("{{ 1" + " < 2".repeat(depth) + " }}");
      nested.add("{{ 1" + " if 1".repeat(depth) + " }}");
      nested.add("{{ 1" + " if 0 else 1".repeat(depth) + " }}");
      nested.add("{{ 1" + "|string".repeat(depth) + " }}");
      nested.add("{{ 1" + "|default(1".repeat(depth) + ")".repeat(depth) + " }}");
      nested.add("{{ x" + ".a".repeat(depth) + " }}");
      nested.add("{{ x" + "[0]".repeat(depth) + " }}");
      nested.add("{{ x" + "()".repeat(depth) + " }}");
      nested.add("{{ 'a'" + "[::1]".repeat(depth) + " }}");
      nested.add("{{ 1 is eq" + "(1 is eq".repeat(depth) + "(1)" + ")".repeat(depth) + " }}");
      nested.add("{{ 'x'" + " 'x'".repeat(depth) + " }}");
      nested.add("{% if 1 %}".repeat(depth) + "x" + "{% endif %}".repeat(depth));
      nested.add("{% if 0 %}" + "{% elif 0 %}".repeat(depth) + "{% endif %}");
      nested.add("{% for a in [1] %}".repeat(depth) + "x" + "{% endfor %}".repeat(depth));
      nested.add("{% for a in [1] %}".repeat(depth) + "{{ z }}" + "{% endfor %}".repeat(depth));
      nested.add("{% with a = 1 %}".repeat(depth) + "x" + "{% endwith %}".repeat(depth));
      nested.add("{% filter upper %}".repeat(depth) + "x" + "{% endfilter %}".repeat(depth));
      nested.add("{% filter upper" + "|upper".repeat(depth) + " %}x{% endfilter %}");
      nested.add("{% set a %}".repeat(depth) + "x" + "{% endset %}".repeat(depth));
      nested.add("{% generation %}".repeat(depth) + "x" + "{% endgeneration %}".repeat(depth));
      nested.add(
          IntStream.range(0, depth)
                  .mapToObj(i -> "{% macro f" + i + "() %}")
                  .collect(Collectors.joining())
              + "{% endmacro %}".repeat(depth));
      nested.add("{% set " + "(".repeat(depth) + "a" + ")".repeat(depth) + " = 1 %}");
      nested.add(
          "{% for " + "(".repeat(depth) + "a" + ",)".repeat(depth) + " in [1] %}{% endfor %}");
      nested.add(
          "{% macro f(a="
              + "(".repeat(depth)
              + "1"
              + ")".repeat(depth)
              + ") %}{% endmacro %}{{ f() }}");
      nested.add("{{ ('{0:' * " + depth + " ~ '}' * " + depth + ").format(1) }}");
    }
    String grown = "{% set n = namespace(v=[], g=[1], s='') %}{% for i in range(2000) %}";
    for (String step :
        new String[] {
          "{% set n.v = [n.v] %}",
          "{% set n.v = (n.v,) %}",
          "{% set n.v = {'a': n.v} %}",
          "{% set n.v = [n.v].copy() %}",
          "{% set n.v = {1: n.v}.items() %}",
          "{% set n.v = [n] %}",
          "{% set n.v = n %}",
        }) {
      String other = step.replace("n.v", "n.g");
      for (String use :
          new String[] {
            "{{ n.v }}",
            "{{ n.v|tojson }}",
            "{{ n.v == n.g }}",
            "{{ n.v < n.g }}",
            "{{ {n.v: 1} }}",
            "{{ [n.v]|unique|list }}",
            "{{ '%s' % [n.v] }}",
            "{{ [n.v, n.g]|sort }}",
            "{{ n.v in [n.g] }}",
            "{{ raise_exception(n.v) }}"
          }) {
        nested.add(grown + step + other + "{% endfor %}" + use);
      }
    }
    for (String filter :
        new String[] {
          "map('string')",
          "select",
          "reject('none')",
          "selectattr('a', 'undefined')",
          "rejectattr('a')",
          "map(attribute='a')",
          "batch(1)",
          "slice(1)",
          "reverse",
          "unique",
          "items",
          "map('default')"
        }) {
      nested.add(grown + "{% set n.g = n.g|" + filter + " %}{% endfor %}{{ n.g|list }}");
      nested.add(grown + "{% set n.g = n.g|" + filter + " %}{% endfor %}{{ n.g|first }}");
    }
    nested.add("{% macro f() %}{{ f() }}{% endmacro %}{{ f() }}");
    nested.add(
        "{% macro f(x) %}{% if 1 %}{% for i in [1] %}{{ [f(x + 1)]|first }}{% endfor %}{% endif %}{% endmacro %}{{ f(1) }}");
    nested.add("{% macro f(x) %}{{ (((((('a' ~ f(x))))))) }}{% endmacro %}{{ f(1) }}");
    nested.add("{% macro f(x=f()) %}{% endmacro %}{{ f() }}");
    nested.add("{% macro f() %}{% call f() %}{{ caller() }}{% endcall %}{% endmacro %}{{ f() }}");
    nested.add("{% macro f() %}{% set x %}{{ f() }}{% endset %}{% endmacro %}{{ f() }}");
    nested.add("{% macro f() %}{% filter upper %}{{ f() }}{% endfilter %}{% endmacro %}{{ f() }}");
    nested.add(
        "{% macro f() %}{{ [1]|map('default')|map(attribute='x')|list }}{{ f(*[], **{}) }}{% endmacro %}{{ f() }}");
    nested.add("{% for a in [1] recursive %}{{ loop([1]) }}{% endfor %}");
    nested.add(
        "{% for a in [1] recursive %}{% if 1 %}{{ 'x' ~ loop([1])|trim }}{% endif %}{% endfor %}");
    return nested.stream();
  }

  @ParameterizedTest(name = "{index}")
  @MethodSource("deep")
  void needsLittleStackForNestedTemplatesAndValues(String template) throws InterruptedException {
    AtomicReference<Throwable> failure = new AtomicReference<>();
    Thread thread =
        new Thread(
            null,
            () -> failure.set(catchThrowable(() -> Template.parse(template).render(Map.of(), NOW))),
            "small stack",
            STACK_BYTES);
    thread.start();
    thread.join();
    if (failure.get() != null) {
      assertThat(failure.get())
          .as(template.substring(0, Math.min(200, template.length())))
          .isInstanceOf(TemplateException.class);
    }
  }
}
