package org.wordsight.chat.jinja;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.time.LocalDateTime;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Compares templates with the stored outputs of Jinja2: see src/test/python/make_jinja_cases.py.
 */
class TestTemplate {
  private static final LocalDateTime NOW = LocalDateTime.of(2024, 7, 26, 9, 5, 3);

  record Case(
      String name, String template, Map<String, Object> variables, Map<String, Object> made) {
    @Override
    public String toString() {
      return name;
    }
  }

  static Stream<Case> cases() throws IOException {
    try (InputStream in = TestTemplate.class.getResourceAsStream("/chat/jinja_cases.json")) {
      Map<?, ?> document = new ObjectMapper().readValue(in, Map.class);
      return ((List<?>) document.get("cases"))
          .stream().map(made -> read((Map<?, ?>) document.get("variables"), (Map<?, ?>) made));
    }
  }

  private static Case read(Map<?, ?> shared, Map<?, ?> stored) {
    Map<String, Object> made = strings(stored);
    Map<String, Object> variables = strings(shared);
    if (stored.containsKey("variables")) {
      variables.putAll(strings((Map<?, ?>) stored.get("variables")));
    }
    return new Case((String) made.get("name"), (String) made.get("template"), variables, made);
  }

  private static Map<String, Object> strings(Map<?, ?> map) {
    Map<String, Object> strings = new HashMap<>();
    map.forEach((key, value) -> strings.put((String) key, value));
    return strings;
  }

  @ParameterizedTest
  @MethodSource("cases")
  void givesTheOutputsOfJinja2(Case stored) {
    if (stored.made().containsKey("output")) {
      String rendered = Template.parse(stored.template()).render(stored.variables(), NOW);
      assertThat(rendered).isEqualTo(stored.made().get("output"));
      return;
    }
    TemplateException failure =
        catchThrowableOfType(
            TemplateException.class,
            () -> Template.parse(stored.template()).render(stored.variables(), NOW));
    assertThat(failure).isNotNull();
    assertThat(failure.line()).isPositive();
    if (stored.made().get("failure").equals("raised")) {
      assertThat(failure.origin()).isEqualTo(TemplateException.Origin.RAISED);
      assertThat(failure).hasMessage((String) stored.made().get("message"));
    }
  }

  @Test
  void namesTheLineOfAMistake() {
    TemplateException failure =
        catchThrowableOfType(
            TemplateException.class,
            () -> Template.parse("a\n{# b\n #}\n\n{{ 'x' + 1 }}\n").render(Map.of(), NOW));
    assertThat(failure.line()).isEqualTo(5);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{{ 'x' * 999999999 }}",
        "{% for i in range(99999) %}{% for j in range(99999) %}{% endfor %}{% endfor %}",
        "{% set n = namespace(t='xxxxxxxxxx') %}{% for i in range(999) %}{% set n.t = n.t ~ n.t %}{% endfor %}",
        "{% set n = namespace(t=[1]) %}{% for i in range(999) %}{% set n.t = n.t + n.t %}{% endfor %}",
        "{% for i in range(99999) %}{{ 'x' * 9999 }}{% endfor %}",
        "{% macro f() %}{{ f() }}{% endmacro %}{{ f() }}",
        "{{ '%999999999d' % 1 }}",
        "{% set n = namespace(t=[]) %}{% for i in range(99999) %}{% set n.t = [n.t] %}{% endfor %}{{ n.t }}",
        "{{ 9 ** 9 ** 9 }}",
      })
  void endsATemplateThatWouldNotEnd(String template) {
    assertThatThrownBy(() -> Template.parse(template).render(Map.of(), NOW))
        .isInstanceOf(TemplateException.class);
  }

  @Test
  void refusesSyntaxNestedWithoutEnd() {
    assertThatThrownBy(
            () -> Template.parse("{{ " + "(".repeat(50_000) + "1" + ")".repeat(50_000) + " }}"))
        .isInstanceOf(TemplateException.class)
        .hasMessageContaining("nested more than");
    assertThatThrownBy(() -> Template.parse("{{ " + "not ".repeat(50_000) + "1 }}"))
        .isInstanceOf(TemplateException.class)
        .hasMessageContaining("nested more than");
  }

  @Test
  void refusesAPlaceBeyondEveryList() {
    assertThatThrownBy(() -> Template.parse("{{ l.99999999999999999999 }}"))
        .isInstanceOf(TemplateException.class)
        .hasMessageContaining("beyond 64 bits");
  }

  @Test
  void givesNoWayIntoJavaObjects() {
    assertThat(
            Template.parse("{{ s.getClass }}{{ s['class'] }}{{ l.stream }}{{ m.entrySet }}")
                .render(Map.of("s", "x", "l", List.of(1), "m", Map.of()), NOW))
        .isEmpty();
  }
}
