package org.wordsight.grammar;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TestAutomaton {
  private static final Schema QUESTIONS = new QuestionForm(2, 2, 3, 2048).list();
  private static final String ITEM =
      "{\"situation\": \"A long day in the park.\", \"question\": \"What now?\", \"options\": [\"A. Go\", \"B. Stay\"], \"rationale\": \"It is late.\", \"answer\": \"B\"}";

  private static boolean accepts(Schema schema, String text) {
    Automaton automaton = Automaton.of(schema);
    long state = automaton.next(automaton.start(), text.getBytes(UTF_8));
    return state != State.DEAD && automaton.accepts(state);
  }

  private static Schema.Items list(Schema each, int fewest, int most) {
    return new Schema.Items(each, fewest, most, false);
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "-0", "7", "-12", "123"})
  void readsWholeNumbers(String text) {
    assertThat(accepts(new Schema.Whole(3), text)).isTrue();
    assertThat(accepts(list(new Schema.Whole(3), 1, 1), "[" + text + " ]")).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "-", "01", "1234", "1.5", "1e3", "+1", "--1"})
  void readsNoOtherNumbers(String text) {
    assertThat(accepts(new Schema.Whole(3), text)).isFalse();
  }

  @Test
  void readsFlagsAndOneOfSomeTexts() {
    assertThat(accepts(new Schema.Flag(), "true")).isTrue();
    assertThat(accepts(new Schema.Flag(), "false")).isTrue();
    assertThat(accepts(new Schema.Flag(), "null")).isFalse();
    Schema words = new Schema.OneOf(List.of("on", "one", "say \"é\"", ""));
    for (String text : List.of("\"on\"", "\"one\"", "\"say \\\"é\\\"\"", "\"\"")) {
      assertThat(accepts(words, text)).as(text).isTrue();
    }
    for (String text : List.of("\"o\"", "\"onee\"", "on", "\"On\"")) {
      assertThat(accepts(words, text)).as(text).isFalse();
    }
  }

  @Test
  void countsTheCharactersOfATextAndNotItsBytes() {
    Schema text = new Schema.Text(2, 3, 3, 0);
    for (String allowed : List.of("\"ab\"", "\"日本語\"", "\"🙂\\n.\"", "\"\\\"\\uD83D\\uDE42\"")) {
      assertThat(accepts(text, allowed)).as(allowed).isTrue();
    }
    for (String refused : List.of("\"a\"", "\"日本語。\"", "\"\"", "\" ab\"", "\"ab")) {
      assertThat(accepts(text, refused)).as(refused).isFalse();
    }
    assertThat(accepts(Schema.Text.upTo(3), "\"\"")).isTrue();
  }

  @Test
  void countsTheItemsOfLists() {
    Schema.Items some = list(new Schema.Flag(), 2, 3);
    assertThat(accepts(some, "[true,false]")).isTrue();
    assertThat(accepts(some, " [ true ,\n false , true\t]")).isTrue();
    for (String refused :
        List.of(
            "[]", "[true]", "[true,true,true,true]", "[true true]", "[true,]", "[,true,true]")) {
      assertThat(accepts(some, refused)).as(refused).isFalse();
    }
    Schema.Items maybe = list(list(new Schema.Whole(1), 0, 2), 0, 2);
    for (String allowed : List.of("[]", "[ ]", "[[],[ ]]", "[[1,2],[]]", "[[],[3]]")) {
      assertThat(accepts(maybe, allowed)).as(allowed).isTrue();
    }
    for (String refused : List.of("[[1,2,3]]", "[[],[],[]]", "[[]", "[]]")) {
      assertThat(accepts(maybe, refused)).as(refused).isFalse();
    }
  }

  @Test
  void boundsBlanks() {
    assertThat(accepts(list(new Schema.Flag(), 1, 1), "[" + " ".repeat(20) + "true]")).isTrue();
    assertThat(accepts(list(new Schema.Flag(), 1, 1), "[" + " ".repeat(21) + "true]")).isFalse();
  }

  @Test
  void readsFieldsInTheirOrder() {
    Schema both =
        new Schema.Fields(
            List.of(
                new Schema.Field("a b", new Schema.Flag()),
                new Schema.Field("c", new Schema.Whole(2))));
    assertThat(accepts(both, "{\"a b\": true, \"c\": 12}")).isTrue();
    assertThat(accepts(both, "{\n  \"a b\":false ,\"c\":0\n}")).isTrue();
    assertThat(accepts(both, "{\"c\": 12, \"a b\": true}")).isFalse();
    assertThat(accepts(both, "{\"a b\": true}")).isFalse();
    assertThat(accepts(both, "{}")).isFalse();
    assertThat(accepts(new Schema.Fields(List.of()), "{ }")).isTrue();
  }

  @Test
  void readsQuestions() {
    assertThat(accepts(QUESTIONS, "[" + ITEM + "]")).isTrue();
    assertThat(accepts(QUESTIONS, "\n[\n  " + ITEM + ",\n  " + ITEM + "\n]")).isTrue();
    assertThat(accepts(QUESTIONS, "[" + ITEM.replace("B. Stay\"", "B. Stay\", \"C. Call\"") + "]"))
        .isTrue();
  }

  @Test
  void readsOnlyQuestionsThatAreWhole() {
    for (String refused :
        List.of(
            "[]",
            "[" + ITEM,
            "[" + ITEM + "," + ITEM + "," + ITEM + "]",
            "[" + ITEM.replace("\"answer\": \"B\"", "\"answer\": \"C\"") + "]",
            "[" + ITEM.replace("\"answer\": \"B\"", "\"answer\": \"\"") + "]",
            "[" + ITEM.replace("B. Stay", "Stay") + "]",
            "[" + ITEM.replace("B. Stay", "C. Stay") + "]",
            "[" + ITEM.replace("B. Stay", "B. ") + "]",
            "[" + ITEM.replace(", \"B. Stay\"", "") + "]",
            "[" + ITEM.replace("A long day in the park.", "   ") + "]",
            "[" + ITEM.replace("\"rationale\": \"It is late.\", ", "") + "]",
            "[" + ITEM + "] and so on")) {
      assertThat(accepts(QUESTIONS, refused)).as(refused).isFalse();
    }
  }

  @Test
  void endsAMarkedTextWithItsSentence() {
    Automaton automaton = Automaton.of(new Schema.Text(4, 9, 20, 5));
    long begun = automaton.next(automaton.start(), "\"No. I".getBytes(UTF_8));
    long early = automaton.hurrying(begun, 5);
    assertThat(State.hurries(early)).isFalse();
    assertThat(automaton.next(early, "x. And".getBytes(UTF_8))).isNotEqualTo(State.DEAD);

    long short_ = automaton.hurrying(begun, 4);
    assertThat(State.hurries(short_)).isTrue();
    assertThat(automaton.next(short_, "x. And".getBytes(UTF_8))).isEqualTo(State.DEAD);
    assertThat(automaton.next(short_, "x and y.\"".getBytes(UTF_8))).isNotEqualTo(State.DEAD);

    long enough = automaton.hurrying(automaton.next(begun, "x and".getBytes(UTF_8)), 100);
    assertThat(State.hurries(enough)).isTrue();
  }

  @Test
  void knowsTheFewestTokensToTheEnd() {
    Automaton automaton = Automaton.of(list(new Schema.Text(3, 9, 20, 7), 2, 4));
    // [ " 7 kept " , " 7 kept " ] and the end of the turn.
    assertThat(automaton.fewestTokens()).isEqualTo(1 + 9 + 1 + 9 + 1 + 1);
    long inFirst = automaton.next(automaton.start(), "[\"abcde".getBytes(UTF_8));
    assertThat(automaton.closing(inFirst)).isEqualTo(1 + 1 + 9 + 1 + 1);
    long inSecond = automaton.next(inFirst, "\",\"".getBytes(UTF_8));
    assertThat(automaton.closing(inSecond)).isEqualTo(3 + 1 + 1 + 1);
    long half = automaton.next(inSecond, "ab\uD83D\uDE42".getBytes(UTF_8));
    assertThat(automaton.closing(half)).isEqualTo(1 + 1 + 1);
    assertThat(automaton.accepts(automaton.next(half, "\"]".getBytes(UTF_8)))).isTrue();
  }

  @Test
  void refusesSchemasThatMakeNoSense() {
    assertThatThrownBy(() -> Automaton.of(new Schema.Letter()))
        .hasMessage("A letter has no list before it");
    assertThatThrownBy(() -> Automaton.of(list(list(new Schema.Flag(), 0, 999), 0, 999)))
        .hasMessageContaining("their counts need 20 bits, expected at most 16");
    assertThatThrownBy(() -> new Schema.Text(5, 4, 9, 0))
        .hasMessage("fewest is 5, expected from 0 to enough");
    assertThatThrownBy(() -> new Schema.Items(new Schema.Flag(), 1, 3, true))
        .hasMessageContaining("expected a list of at most 26 texts");
    assertThatThrownBy(() -> new Schema.OneOf(List.of("a", "a"))).hasMessageContaining("each once");
  }
}
