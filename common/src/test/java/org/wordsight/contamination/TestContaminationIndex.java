package org.wordsight.contamination;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.wordsight.data.Question;

class TestContaminationIndex {
  private static final String LONG =
      "An old man has slipped on the ice in front of a bakery, and nobody stops";

  private static final List<String> ACTIONS =
      List.of(
          "Walk over to the man and ask him whether he is hurt",
          "Take a picture of the scene with your phone for the newspaper",
          "Wait inside the bakery until somebody else has helped him up",
          "Do nothing");

  private static final ContaminationRules ALL =
      new ContaminationRules(0.5, 4, 0.5, 0.5, ContaminationRules.NEVER, Set.of());

  private static final ContaminationIndex INDEX =
      index(
          ContaminationRules.STANDARD,
          item("1", LONG),
          item("2", "A boy is drowning in the lake."));

  private static BenchmarkText item(String id, String situation) {
    return new BenchmarkText(id, Map.of("situation", situation), List.of());
  }

  private static ContaminationIndex index(ContaminationRules rules, BenchmarkText... items) {
    return new ContaminationIndex("viva", List.of(items), rules);
  }

  private static Hit hit(String id, String field, Rule rule, double score, String span) {
    return new Hit("viva", id, field, "situation", rule, score, span, Policy.DROP);
  }

  @Test
  void findsACopiedSituationWithItsEvidence() {
    assertThat(INDEX.hits(question("Today an old man has slipped on the ICE in front of a café.")))
        .containsExactly(
            hit(
                "1",
                "situation",
                Rule.NGRAM_COVERAGE,
                12. / 16,
                "an old man has slipped on the ice in front of a"));
  }

  @Test
  void needsMoreThanHalfOfTheWords() {
    assertThat(INDEX.hits(question("Old man has slipped on the ice in a park."))).isEmpty();
    assertThat(INDEX.hits(question("An old man has slipped on the ice in the park."))).hasSize(1);
  }

  @Test
  void findsAShortSituationOnlyWhole() {
    assertThat(INDEX.hits(question("Look: a boy is drowning in the lake again!")))
        .containsExactly(hit("2", "situation", Rule.CONTAINED, 1, "a boy is drowning in the lake"));
    assertThat(INDEX.hits(question("A boy is drowning in the sea."))).isEmpty();
  }

  @Test
  void findsVeryShortSituationsOnlyIfTheRulesAllowIt() {
    BenchmarkText fire = item("1", "A fire");
    Question question = question("There is a fire in the kitchen of the school.");
    assertThat(index(ContaminationRules.STANDARD, fire).hits(question)).hasSize(1);
    assertThat(index(ALL, fire).hits(question)).as("at least four words").isEmpty();
    assertThat(index(ALL, fire).hits(question("A fire!"))).as("the whole field").hasSize(1);
  }

  @Test
  void comparesSituationsWithTheQuestionButNotWithOptions() {
    Question inQuestion = new Question("s", LONG + "?", List.of("a", "b"), "A", "");
    Question inOptions = new Question("s", "q", List.of(LONG, "b"), "A", LONG);
    assertThat(INDEX.hits(inQuestion)).extracting(Hit::field).containsExactly("question");
    assertThat(INDEX.hits(inOptions)).isEmpty();
  }

  @Test
  void ignoresSequencesThatThreeSituationsShare() {
    for (ContaminationRules rules : List.of(ContaminationRules.STANDARD, ALL)) {
      assertThat(copies(2, rules).hits(question(LONG))).extracting(Hit::itemId).contains("0", "1");
      assertThat(copies(3, rules).hits(question(LONG))).isEmpty();
    }
  }

  private static ContaminationIndex copies(int count, ContaminationRules rules) {
    return new ContaminationIndex(
        "viva",
        IntStream.range(0, count).mapToObj(i -> item(Integer.toString(i), LONG)).toList(),
        rules);
  }

  @Test
  void findsASituationWithAWordChangedByItsPairsOfWords() {
    Question changed = question("An old man has fallen on the ice in front of a shop.");
    assertThat(INDEX.hits(changed)).as("no eight words in a row cover half").isEmpty();
    assertThat(index(ALL, item("1", LONG)).hits(changed))
        .singleElement()
        .satisfies(
            hit -> {
              assertThat(hit.rule()).isEqualTo(Rule.JACCARD);
              assertThat(hit.score()).as("9 shared pairs of 12 and 15").isEqualTo(9. / 18);
              assertThat(hit.span()).isEqualTo("an old man has fallen on the ice in front of a");
            });
  }

  @Test
  void dropsNothingForATemplateThatTheItemsShare() {
    String template = "This morning on your way to work you see a %s next to a %s in the %s";
    BenchmarkText first = item("1", template.formatted("fire", "child", "park"));
    BenchmarkText second = item("2", template.formatted("flood", "nurse", "shop"));
    BenchmarkText third = item("3", template.formatted("theft", "baker", "school"));
    Question question = question(template.formatted("crash", "guard", "bank"));
    ContaminationRules similar =
        new ContaminationRules(0.9, 4, 0.5, 0.5, ContaminationRules.NEVER, Set.of());

    assertThat(index(similar, first, second).hits(question)).hasSize(2);
    assertThat(index(similar, first, second, third).hits(question)).isEmpty();
  }

  @Test
  void findsOptionsInAnyOrder() {
    BenchmarkText item = new BenchmarkText("5", Map.of(), ACTIONS);
    List<String> reordered =
        List.of(
            ACTIONS.get(2), "Sing a song", ACTIONS.get(0), ACTIONS.get(1).toUpperCase(Locale.ROOT));
    Question question = new Question("Somebody fell.", "What now?", reordered, "A", "");

    assertThat(index(ContaminationRules.STANDARD, item).hits(question)).as("off").isEmpty();
    assertThat(index(ALL, item).hits(question))
        .singleElement()
        .satisfies(
            hit -> {
              assertThat(hit.field()).isEqualTo("options");
              assertThat(hit.itemField()).isEqualTo("options");
              assertThat(hit.rule()).isEqualTo(Rule.OPTIONS);
              assertThat(hit.score()).isEqualTo(3. / 4);
              assertThat(hit.span())
                  .startsWith(
                      "wait inside the bakery until somebody else has helped him up / walk");
            });
  }

  @Test
  void needsMoreThanHalfOfTheOptionsAndNotOneTwice() {
    BenchmarkText item =
        new BenchmarkText(
            "5", Map.of(), List.of(ACTIONS.get(0), ACTIONS.get(0) + "?", ACTIONS.get(1), "Sing"));
    Question question =
        new Question("s", "q", List.of(ACTIONS.get(0), ACTIONS.get(1), "b"), "A", "");
    assertThat(index(ALL, item).hits(question)).as("two of four").isEmpty();
  }

  @Test
  void treatsShortOptionsAloneAsNoEvidence() {
    BenchmarkText item = new BenchmarkText("5", Map.of(), List.of("Yes", "No", "Both of them"));
    Question question = new Question("s", "q", List.of("No", "Yes", "Both of them"), "A", "");
    assertThat(index(ALL, item).hits(question)).isEmpty();
  }

  @Test
  void ignoresOptionsThatThreeItemsShare() {
    ContaminationIndex index =
        index(
            ALL,
            new BenchmarkText("1", Map.of(), ACTIONS),
            new BenchmarkText("2", Map.of(), ACTIONS),
            new BenchmarkText("3", Map.of(), ACTIONS));
    assertThat(index.hits(new Question("s", "q", ACTIONS, "A", ""))).isEmpty();
  }

  @Test
  void namesEveryFieldOfTheItem() {
    BenchmarkText item =
        new BenchmarkText("q7", Map.of("story", LONG, "moral", "Help whoever fell"), List.of());
    Question question =
        new Question(LONG, "Is it right to help whoever fell?", List.of("a", "b"), "A", "");
    assertThat(index(ContaminationRules.STANDARD, item).hits(question))
        .extracting(hit -> hit.field() + " " + hit.itemField() + " " + hit.rule().text())
        .containsExactly("situation story ngram-coverage", "question moral contained");
  }

  @Test
  void findsTextsOfNearMeaning() {
    ContaminationRules rules =
        new ContaminationRules(
            0.5, 1, ContaminationRules.NEVER, ContaminationRules.NEVER, 0.8, Set.of(Rule.COSINE));
    List<BenchmarkText> items = List.of(item("1", "north"), item("2", "east"), item("3", "mixed"));
    ContaminationIndex words = new ContaminationIndex("viva", items, rules);
    assertThat(words.comparesMeanings()).isTrue();
    assertThat(INDEX.comparesMeanings()).isFalse();
    assertThat(words.texts()).containsExactly("north", "east", "mixed");
    ContaminationIndex index =
        words.withMeanings(
            List.of(new float[] {1, 0}, new float[] {0, 1}, new float[] {0.6f, 0.8f}));

    float[] north = {1, 0};
    float[] east = {0, 1};
    float[] nothing = {0, 0};
    assertThat(index.hits(question("Up!"), List.of(nothing, east)))
        .extracting(Hit::itemId, Hit::rule, hit -> Math.round(100 * hit.score()), Hit::span)
        .containsExactly(tuple("2", Rule.COSINE, 100L, "up"), tuple("3", Rule.COSINE, 80L, "up"));
    assertThat(index.hits(question("Up!"), List.of(north, east)))
        .as("the nearer one counts")
        .extracting(Hit::itemId, hit -> Math.round(100 * hit.score()))
        .containsExactly(tuple("1", 100L), tuple("2", 100L), tuple("3", 80L));
    assertThat(index.hits(question("Up!"), List.of(east, east))).noneMatch(Hit::drops);
    assertThat(index.hits(question("Up!"), List.of(nothing, nothing))).isEmpty();
    assertThat(index.hits(question("Up!"))).isEmpty();
  }

  @Test
  void dropsAQuestionUnlessTheRuleOnlyFlagsIt() {
    ContaminationRules flags =
        new ContaminationRules(
            0.5,
            1,
            ContaminationRules.NEVER,
            ContaminationRules.NEVER,
            ContaminationRules.NEVER,
            Set.of(Rule.CONTAINED));
    ContaminationIndex index =
        index(flags, item("1", LONG), item("2", "A boy is drowning in the lake."));
    assertThat(index.hits(question(LONG + ". A boy is drowning in the lake.")))
        .extracting(Hit::rule, Hit::drops)
        .containsExactly(tuple(Rule.NGRAM_COVERAGE, true), tuple(Rule.CONTAINED, false));
  }

  private static Question question(String situation) {
    return new Question(situation, "What first?", List.of("a", "b"), "A", "");
  }
}
