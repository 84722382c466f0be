package org.wordsight.chat.jinja;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.LocalDateTime;
import java.util.Map;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Values that contain each other many times cannot make a rendering endless. */
class TestSharedValues {
  private static final LocalDateTime NOW = LocalDateTime.of(2024, 7, 26, 9, 5, 3);

  /** A rendering that ends takes about a second; a busy machine may need more. */
  private static final int MOST_SECONDS = 60;

  /** A hundredth of the standard work. An endless rendering reaches this limit too. */
  private static final Budget.Limits LITTLE_WORK =
      new Budget.Limits(Budget.MAXIMUM_TEXT, Budget.MAXIMUM_WORK / 100);

  /** Values that contain each other twice, sixty levels deep: few objects, but 2^60 paths. */
  private static final String SHARED =
      "{% set n = namespace(l=[1], t=(1,), m={'a': 1}, k=[1], u=(1,), w={'a': 1}) %}"
          + "{% for i in range(60) %}"
          + "{% set n.l = [n.l, n.l] %}{% set n.k = [n.k, n.k] %}"
          + "{% set n.t = (n.t, n.t) %}{% set n.u = (n.u, n.u) %}"
          + "{% set n.m = {'a': n.m, 'b': n.m} %}{% set n.w = {'a': n.w, 'b': n.w} %}"
          + "{% endfor %}";

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{{ n.l == n.k }}",
        "{{ n.l != n.k }}",
        "{{ n.t == n.u }}",
        "{{ n.m == n.w }}",
        "{{ n.l < n.k }}",
        "{{ n.t >= n.u }}",
        "{{ n.l is eq n.k }}",
        "{{ n.l in [n.k] }}",
        "{{ [n.k].count(n.l) }}",
        "{{ [n.k].index(n.l) }}",
        "{{ {n.t: 1} }}",
        "{{ n.t in {n.u: 1} }}",
        "{{ {}.get(n.t) }}",
        "{{ [n.t, n.u]|unique|list }}",
        "{{ [n.l, n.k]|sort }}",
        "{{ [n.l, n.k]|max }}",
        "{{ [{'a': n.l}, {'a': n.k}]|groupby('a') }}",
        "{{ {'a': n.l, 'b': n.k}|dictsort(by='value') }}",
        "{{ n.l }}",
        "{{ n.t ~ '' }}",
        "{{ n.m|string }}",
        "{{ n.l|e }}",
        "{{ n.m|tojson }}",
        "{{ n.l|tojson(indent=2) }}",
        "{{ '%s' % [n.l] }}",
        "{{ '%r' % (n.t,) }}",
        "{{ '{}'.format(n.m) }}",
        "{{ '{!r}'.format(n.l) }}",
        "{{ n.m.items() }}",
        "{{ n.l|join }}",
        "{{ n }}",
        "{{ raise_exception(n.l) }}",
        "{% for i in [1, 2] %}{{ loop.changed(n.l if i == 1 else n.k) }}{% endfor %}",
        "{{ '%s'|format(n.l) }}",
      })
  @Timeout(value = MOST_SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
  void countsEveryPathThroughSharedValues(String template) {
    assertThatThrownBy(() -> Template.parse(SHARED + template).render(Map.of(), NOW, LITTLE_WORK))
        .isInstanceOf(TemplateException.class)
        .message()
        .containsAnyOf("it does not end within 1000000 steps", "it makes a text of", "unhashable");
  }
}
