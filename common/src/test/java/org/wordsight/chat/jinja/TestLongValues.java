package org.wordsight.chat.jinja;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.time.LocalDateTime;
import java.util.Map;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Long texts and lists cannot make a rendering endless or use up its memory. */
class TestLongValues {
  private static final LocalDateTime NOW = LocalDateTime.of(2024, 7, 26, 9, 5, 3);

  /** A rendering that ends takes about a second; a busy machine may need more. */
  private static final int MOST_SECONDS = 60;

  /** The standard limits divided by 16, for texts and lists that are also smaller by 16. */
  private static final int SMALLER = 16;

  private static final Budget.Limits SMALL =
      new Budget.Limits(Budget.MAXIMUM_TEXT / SMALLER, Budget.MAXIMUM_WORK / SMALLER);

  /** A text of half the allowed characters, and a list of 100,000 items divided by 16. */
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

  /** The templates above that take the most memory. */
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
}
