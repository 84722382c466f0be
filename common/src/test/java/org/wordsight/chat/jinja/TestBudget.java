package org.wordsight.chat.jinja;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.LocalDateTime;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A rendering has limits of work, text and nesting, and names the limit that it passes. */
class TestBudget {
  private static final LocalDateTime NOW = LocalDateTime.of(2024, 7, 26, 9, 5, 3);

  @Test
  void rendersAMillionCharactersWithAFewPercentOfTheBudget() {
    Map<String, Object> message = Map.of("role", "user", "content", "word ".repeat(200_000));
    String template =
        "{% for m in messages %}{{ m.role ~ m.content|trim }}{% if 'x' in m.content %}{% endif %}"
            + "{{ m.content|length }}{{ m.content.split('</think>')[-1]|length }}{% endfor %}";
    List<Map<String, Object>> messages = List.of(message, message, message, message);
    assertThat(Template.parse(template).render(Map.of("messages", messages), NOW))
        .hasSizeGreaterThan(3_900_000);
  }

  @Test
  void namesTheLimitThatIsPassed() {
    assertThatThrownBy(() -> render("{{ 'x' * 99999999 }}"))
        .hasMessage("it makes a text of more than 16777216 characters");
    assertThatThrownBy(
            () ->
                render(
                    "{% for i in range(99999) %}{% for k in range(99999) %}{% endfor %}{% endfor %}"))
        .hasMessage("it does not end within 100000000 steps");
    assertThatThrownBy(() -> render("{% macro f() %}{{ f() }}{% endmacro %}{{ f() }}"))
        .hasMessage("its expressions, blocks, macros or values are nested more than 600 deep");
  }

  @Test
  void cutsALongMessageOfATemplate() {
    assertThatThrownBy(() -> render("{{ raise_exception('x' * 9999999) }}"))
        .isInstanceOf(TemplateException.class)
        .satisfies(failure -> assertThat(failure.getMessage()).hasSize(2001).endsWith("x…"));
  }

  private static String render(String template) {
    return Template.parse(template).render(Map.of(), NOW);
  }
}
