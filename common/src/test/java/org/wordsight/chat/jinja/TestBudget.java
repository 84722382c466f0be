package org.wordsight.chat.jinja;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * No template can make a rendering endless, use up its memory or stack, or fail without a message.
 */
class TestBudget {
  private static final LocalDateTime NOW = LocalDateTime.of(2024, 7, 26, 9, 5, 3);

  /** What ends at all ends in a second; a busy machine may take longer. */
  private static final int MOST_SECONDS = 60;

  /** A thread's stack has one megabyte; half of it must be enough. */
  private static final long STACK_BYTES = 512 << 10;

  /** A hundredth of the standard work: what has no end reaches it as surely. */
  private static final Budget.Limits LITTLE_WORK =
      new Budget.Limits(Budget.MAXIMUM_TEXT, Budget.MAXIMUM_WORK / 100);

  /** The standard limits by 16, for texts and lists that are as much smaller. */
  private static final int SMALLER = 16;

  private static final Budget.Limits SMALL =
      new Budget.Limits(Budget.MAXIMUM_TEXT / SMALLER, Budget.MAXIMUM_WORK / SMALLER);

  /** A text of half the characters that are allowed, and a list of 100,000 items by 16. */
  private static final String LARGE = large(SMALLER);

  private static String large(int smaller) {
    return ("{%% set a = 'a' * %d %%}{%% set half = a[:%d] ~ 'b' %%}{%% set l = range(%d)|list %%}"
            + "{%% set few = %d %%}{%% set many = %d %%}")
        .formatted(
            8_388_608 / smaller,
            4_194_304 / smaller,
            100_000 / smaller,
            4_000_000 / smaller,
            8_000_000 / smaller);
  }

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
  void countsEveryWayThroughValuesThatAreShared(String template) {
    assertThatThrownBy(() -> Template.parse(SHARED + template).render(Map.of(), NOW, LITTLE_WORK))
        .isInstanceOf(TemplateException.class)
        .message()
        .containsAnyOf("it does not end within 1000000 steps", "it makes a text of", "unhashable");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{{ half in a }}",
        "{{ a.find(half) }}",
        "{{ a.rfind('b' ~ a) }}",
        "{{ a.index(half) }}",
        "{{ a.count(half) }}",
        "{{ a.count('aa') }}",
        "{{ a.split('aa') }}",
        "{{ a.rsplit('aab') }}",
        "{{ a.split(half, 3) }}",
        "{{ a.partition(half) }}",
        "{{ a.rpartition(half) }}",
        "{{ a.replace(half, 'x') }}",
        "{{ a|replace('a', 'xyz') }}",
        "{{ a|replace('', 'xyz') }}",
        "{{ a.strip(half) }}",
        "{{ a.startswith((half, half, half)) }}",
        "{{ a.endswith(half) }}",
        "{{ ('a ' * few).split() }}",
        "{{ ('a ' * few).rsplit() }}",
        "{{ ('a\\n' * few).splitlines() }}",
        "{{ a|list }}",
        "{{ a|reverse|list }}",
        "{{ a|map('upper')|list }}",
        "{{ a|select('in', half)|list }}",
        "{{ a|batch(1)|list }}",
        "{{ l|slice(999999999)|list }}",
        "{{ l|batch(999999999, 0)|list }}",
        "{{ a|unique|list }}",
        "{{ a|sort }}",
        "{{ a|groupby(0) }}",
        "{{ a|indent(99) }}",
        "{{ ('a\\n' * many)|indent(8) }}",
        "{{ a|center(99999999999) }}",
        "{{ a.ljust(9223372036854775807) }}",
        "{{ a.zfill(9223372036854775807) }}",
        "{{ a|tojson(indent=9223372036854775807) }}",
        "{{ l|tojson(indent=999999) }}",
        "{{ ('\\x01' * many)|tojson }}",
        "{{ [('\\x01' * many)] }}",
        "{{ ('<' * many)|e }}",
        "{{ (('<' * many)|safe) + ('<' * many) }}",
        "{{ ('%(' * few) % 1 }}",
        "{{ ('%s' * many) % l }}",
        "{{ ('{}' * many).format(1) }}",
        "{{ ('{' * many).format(1) }}",
        "{{ '{0' ~ '.a' * few ~ '}' }}{{ ('{0' ~ '.a' * few ~ '}').format(1) }}",
        "{{ '%.9999999999f' % 1.5 }}",
        "{{ '%9999999999s' % 1 }}",
        "{{ '%*d' % (9223372036854775807, 1) }}",
        "{{ '{:9999999999}'.format(1) }}",
        "{{ '{:.9999999999f}'.format(1.5) }}",
        "{{ ('1' * many)|int }}",
        "{{ (('1_' * few) ~ '1')|int }}",
        "{{ (('1_' * few) ~ '1')|float ~ l|join ~ a * 9 }}",
        "{{ strftime_now('%d' * many) }}",
        "{{ a * 9223372036854775807 }}",
        "{{ l * 9223372036854775807 }}",
        "{{ l * 4611686018427387904 * 4 }}",
        "{{ a ~ a ~ a }}",
        "{{ a + a + a }}",
        "{{ [a, a, a]|join }}",
        "{{ ''.join([a, a, a]) }}",
        "{{ a.join('abcd') }}",
        "{{ l|sum(start=[]) }}",
        "{{ l|map('batch', 1)|map('list')|sum(start=[]) }}",
        "{{ l|selectattr('a' ~ '.a' * few)|list }}",
        "{{ l|map(attribute='a' ~ '.a' * few)|list }}",
        "{{ l|sort(attribute='a,' * few) }}",
        "{{ l|map('string')|map('float')|map('string')|map('float')|map('string')|join|length }}{% for i in l %}{{ 1.1 * i }}{% endfor %}",
        "{% for i in l %}{{ 1.2345e-300|round(200) }}{% endfor %}",
        "{% for i in l %}{{ '%.900f' % 1.2345e-300 }}{% endfor %}",
        "{% for i in l %}{{ a == half ~ i }}{% endfor %}",
        "{% for i in l %}{{ a[few] }}{% endfor %}",
        "{% for i in l %}{{ a[::-1][0] }}{% endfor %}",
        "{% for i in l %}{{ a|length }}{% endfor %}",
        "{% for i in l %}{{ a|wordcount }}{% endfor %}",
        "{% for i in l %}{{ a is lower }}{% endfor %}",
        "{% for i in l %}{{ a.isalpha() }}{% endfor %}",
        "{% for i in l %}{{ a.upper()|length }}{% endfor %}",
        "{% for i in l %}{{ a|title|length }}{% endfor %}",
        "{% for i in l %}{{ a|truncate(9) }}{% endfor %}",
        "{% for i in l %}{{ {a: 1}[a] }}{% endfor %}",
        "{% for i in l %}{{ a < a }}{% endfor %}",
        "{% for i in l %}{{ a.removeprefix('a')|length }}{% endfor %}",
        "{% for i in l %}{{ l|length + l[::2]|length }}{% endfor %}",
        "{% for i in l %}{{ l|last + l|list|length }}{% endfor %}",
        "{% for i in l %}{{ 99999 in l }}{% endfor %}",
        "{% for i in l %}{{ l == l[::-1] }}{{ l == l + [] }}{% endfor %}",
        "{% for i in l %}{{ dict(a=1, **{'b': l|list}).b|max }}{% endfor %}",
        "{% macro f() %}{% endmacro %}{% for i in l %}{{ f(*l) }}{% endfor %}",
        "{% set n = namespace(d={}) %}{% for i in l %}{% set n.d = dict(n.d, **{i|string: i}) %}{% endfor %}",
        "{% set n = namespace(d={}) %}{% for i in l %}{% set n.d = {(i,): n.d} %}{% if (0,) in n.d %}{% endif %}{% for k in l %}{% endfor %}{% endfor %}",
        "{% for i in l if l|sum > 0 %}{% endfor %}",
        "{% for i in l recursive %}{{ loop(l) }}{% endfor %}",
        "{% for i in l %}{% for k in l %}{% endfor %}{% endfor %}",
        "{% for i in l %}x{% endfor %}{% for i in l %}{{ a }}{% endfor %}",
        "{% filter upper %}{{ a }}{{ a }}{{ a }}{% endfilter %}",
        "{% set x %}{{ a }}{{ a }}{{ a }}{% endset %}",
        "{% for i in l %}{% set x %}{{ a }}{% endset %}{% endfor %}",
      })
  @Timeout(value = MOST_SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
  void countsWorkOnLongTextsAndLists(String template) {
    endsWithATextOrAMessage(LARGE + template, SMALL);
  }

  /** Those of the templates above that take the most memory. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "{{ a.split('aa') }}",
        "{{ a|list }}",
        "{{ ('a\\n' * many).splitlines() }}",
        "{{ ('\\x01' * many)|tojson }}",
        "{{ (('<' * many)|safe) + ('<' * many) }}",
        "{{ ('%s' * many) % l }}",
      })
  @Timeout(value = MOST_SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
  void staysWithinMemoryAtTheStandardLimits(String template) {
    endsWithATextOrAMessage(large(1) + template, Budget.Limits.STANDARD);
  }

  private static void endsWithATextOrAMessage(String template, Budget.Limits limits) {
    Throwable failure =
        catchThrowable(() -> Template.parse(template).render(Map.of(), NOW, limits));
    if (failure != null) {
      assertThat(failure).isInstanceOf(TemplateException.class);
    }
  }

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
  void needsLittleStackForWhateverIsNested(String template) throws InterruptedException {
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
  void namesWhatIsTooMuch() {
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
  void cutsATemplatesOwnMessageWhereNobodyWouldReadOn() {
    assertThatThrownBy(() -> render("{{ raise_exception('x' * 9999999) }}"))
        .isInstanceOf(TemplateException.class)
        .satisfies(failure -> assertThat(failure.getMessage()).hasSize(2001).endsWith("x…"));
  }

  private static String render(String template) {
    return Template.parse(template).render(Map.of(), NOW);
  }
}
