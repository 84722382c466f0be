package org.wordsight.dedup;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.wordsight.data.Question;

class TestUnusualTexts {
  private static final DuplicateRules RULES =
      new DuplicateRules(NearRule.exact(.7), OptionalDouble.of(.7));

  @TempDir Path folder;

  private static Question question(String situation, String question, String... options) {
    return new Question(situation, question, List.of(options), "A", "");
  }

  /** Decides about questions twice: in one run, and once more with the first run as history. */
  private List<Choice> decide(List<Question> questions) throws Exception {
    Path file = folder.resolve("signatures");
    List<Choice> choices = new ArrayList<>();
    List<String> kept = new ArrayList<>();
    try (GreedySelection selection = new GreedySelection(RULES, Integer.MAX_VALUE)) {
      for (Question each : questions) {
        Choice choice = selection.decide(choices.size(), ComparedText.of(each));
        if (choice instanceof Choice.Kept) {
          kept.add("c" + choices.size());
        }
        choices.add(choice);
      }
      selection.saveSignatures(file, kept.iterator());
    }
    try (KeptHistory history =
            new KeptHistory(
                List.of(new KeptHistory.Source("first", SignatureFile.open(file, RULES))));
        GreedySelection again = new GreedySelection(RULES, Integer.MAX_VALUE)) {
      again.follow(history);
      for (int i = 0; i < questions.size(); i++) {
        assertThat(again.decide(i, ComparedText.of(questions.get(i))))
            .as("question %d repeats what was kept", i)
            .isInstanceOfSatisfying(
                Choice.Duplicate.class,
                found -> assertThat(Rank.isHistory(found.keptRank())).isTrue());
      }
    }
    return choices;
  }

  private static List<Boolean> kept(List<Choice> choices) {
    return choices.stream().map(Choice.Kept.class::isInstance).toList();
  }

  @Test
  void treatsFieldsWithoutWordsAsCopiesOnlyOfOneAnother() throws Exception {
    assertThat(
            kept(
                decide(
                    List.of(
                        question("...", "?", "-", "!"),
                        question(" \t.", "?!", "...", "\u2026"),
                        question("...", "?", "help", "!"),
                        question("help", "?", "-", "!")))))
        .as("a copy has the same fields; near duplicates have the same words in one sequence")
        .containsExactly(true, false, true, false);
  }

  @Test
  void takesIdenticalRows() throws Exception {
    Question same = question("a b c d e", "f g", "h", "i");
    List<Choice> choices = decide(IntStream.range(0, 500).mapToObj(i -> same).toList());
    assertThat(choices.subList(1, 500))
        .containsOnly(new Choice.Duplicate(0, Choice.Method.EXACT, 1));
  }

  @Test
  void takesAQuestionOfAMillionWords() {
    String words =
        IntStream.range(0, 1_000_000).mapToObj(i -> "w" + i).collect(Collectors.joining(" "));
    try (GreedySelection selection = new GreedySelection(RULES, Integer.MAX_VALUE)) {
      assertThat(selection.decide(0, ComparedText.of(question(words, "what", "x", "y"))))
          .isEqualTo(new Choice.Kept());
      assertThat(selection.decide(1, ComparedText.of(question(words + " more", "what", "x", "y"))))
          .isInstanceOfSatisfying(
              Choice.Duplicate.class, found -> assertThat(found.score()).isBetween(.99, 1.0));
      assertThat(selection.decide(2, ComparedText.of(question("w1 w2 w3", "what", "x", "y"))))
          .isEqualTo(new Choice.Kept());
    }
  }

  @Test
  void takesAQuestionThatRepeatsItself() throws Exception {
    List<Choice> choices =
        decide(
            List.of(
                question("the same ".repeat(20_000), "what", "x", "y"),
                question("the same ".repeat(20_001), "what", "x", "y")));
    assertThat(kept(choices)).containsExactly(true, false);
  }

  @Test
  void comparesOtherScripts() throws Exception {
    List<String> texts =
        List.of(
            "\u706b\u4e8b\u3060\u3002\u3059\u3050\u306b\u6d88\u9632\u8eca\u3092\u547c\u3076",
            "\u0627\u0644\u0631\u062c\u0644 \u0633\u0642\u0637 \u0639\u0644\u0649 \u0627\u0644\u062b\u0644\u062c \u0623\u0645\u0627\u0645 \u0627\u0644\u0645\u0643\u062a\u0628\u0629",
            "\u0906\u0917 \u0932\u0917 \u0917\u0908 \u0939\u0948 \u0926\u092e\u0915\u0932 \u092c\u0941\u0932\u093e\u0913",
            "\u041c\u0443\u0436\u0447\u0438\u043d\u0430 \u0443\u043f\u0430\u043b \u043d\u0430 \u043b\u0435\u0434 \u043f\u0435\u0440\u0435\u0434 \u0431\u0438\u0431\u043b\u0438\u043e\u0442\u0435\u043a\u043e\u0439");
    List<Question> questions = new ArrayList<>();
    texts.forEach(text -> questions.add(question(text, "what", "x", "y")));
    texts.forEach(text -> questions.add(question(text + "!", "WHAT", "Y.", "x")));
    assertThat(kept(decide(questions)))
        .containsExactly(true, true, true, true, false, false, false, false);
  }

  @Test
  void skipsCharactersThatAreNoText() throws Exception {
    String plain = "the man fell on the ice in front of the library this morning";
    List<Choice> choices =
        decide(
            List.of(
                question(plain, "what", "x", "y"),
                question("\u202e\u200f" + plain + "\u202c", "what", "x", "y"),
                question(plain.replace(" ", " \ud83d\ude00 "), "what", "x", "y"),
                question(plain.replace(" ", "\u0000"), "what", "x", "y"),
                question(plain + " \ud83d", "what", "x", "y"),
                question("\ude00 " + plain, "what", "x", "y"),
                question(
                    "\ud83d\ude00 \ud83d\ude31", "\ud83e\udd14", "\ud83d\udc4d", "\ud83d\udc4e")));
    assertThat(choices.subList(1, 6))
        .as("marks, emoji, NUL and halves of characters part words, and are none")
        .containsOnly(new Choice.Duplicate(0, Choice.Method.EXACT, 1));
    assertThat(choices.get(6)).isEqualTo(new Choice.Kept());
  }

  @Test
  void dropsOnlyTheSameShinglesAtAThresholdOfOne() throws Exception {
    try (GreedySelection selection =
        new GreedySelection(
            new DuplicateRules(NearRule.exact(1), OptionalDouble.of(1)), Integer.MAX_VALUE)) {
      assertThat(selection.decide(0, ComparedText.of("a b c a b c a")))
          .isEqualTo(new Choice.Kept());
      assertThat(selection.decide(1, ComparedText.of("a b c a b c a b c a")))
          .isEqualTo(new Choice.Duplicate(0, Choice.Method.NEAR, 1));
      assertThat(selection.decide(2, ComparedText.of("a b c a b c d")))
          .isEqualTo(new Choice.Kept());
    }
  }
}
