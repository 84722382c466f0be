package org.wordsight.synthesis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.apache.commons.statistics.inference.ChiSquareTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.wordsight.data.Question;

class TestOptionShuffle {
  private static final List<String> FIVE = List.of("call", "help", "wait", "film", "leave");
  private static final OptionShuffle SHUFFLE = new OptionShuffle(42);

  /** The order that the mending of rationales is tested with: A becomes B, B becomes C, C A. */
  private static final List<Integer> TURNED = List.of(2, 0, 1);

  @Test
  void givesEachLetterOnceInAnAnswerOfAsManyQuestionsAsOptions() throws Refusal {
    for (int request = 0; request < 50; request++) {
      Set<String> letters = new HashSet<>();
      for (int position = 0; position < 5; position++) {
        letters.add(SHUFFLE.shuffled("r" + request, position, question(FIVE, "A", "")).answer());
      }
      assertThat(letters).hasSize(5);
    }
  }

  @Test
  void favoursNoLetterAfterAnyRefusals() throws Refusal {
    // The teacher always answers B, and two thirds of its questions are lost by chance.
    long[] counts = new long[5];
    Set<List<String>> orders = new HashSet<>();
    for (int request = 0; request < 6_000; request++) {
      int position = request % 3 == 0 ? 1 : 4;
      Question shuffled = SHUFFLE.shuffled("r" + request, position, question(FIVE, "B", ""));
      assertThat(shuffled.answerText()).isEqualTo("help");
      counts[shuffled.answerIndex()]++;
      orders.add(shuffled.options());
    }
    assertThat(ChiSquareTest.withDefaults().test(counts).getPValue()).isGreaterThan(0.01);
    assertThat(orders).as("all orders of five options occur").hasSize(120);
  }

  @Test
  void dependsOnSeedRequestAndPlaceAlone() throws Refusal {
    Question question = question(FIVE, "C", "");
    Question once = SHUFFLE.shuffled("r", 3, question);

    assertThat(SHUFFLE.shuffled("r", 3, question)).isEqualTo(once);
    Map<Question, Integer> others = new HashMap<>();
    IntStream.range(0, 40)
        .forEach(
            seed -> {
              try {
                others.merge(new OptionShuffle(seed).shuffled("r", 3, question), 1, Integer::sum);
              } catch (Refusal impossible) {
                throw new AssertionError(impossible);
              }
            });
    assertThat(others).hasSizeGreaterThan(25);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "All of the above",
        "None of the above.",
        "both A and B",
        "A and C",
        "A, B",
        "B/C",
        "Both options",
        "Neither of these",
        "Any of the other options",
        "The first option, then leave",
        "The first two options",
        "Do what option B says",
        "(A) and then (B)",
        "The actions mentioned above",
        "Combine choices 1 and 2"
      })
  void doesNotChangeOptionsThatReferToOthers(String reference) throws Refusal {
    Question question = question(List.of("call", "help", reference), "C", "It names A and B.");

    for (int position = 0; position < 6; position++) {
      assertThat(SHUFFLE.shuffled("r", position, question)).isEqualTo(question);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Call both parents",
        "Ask all of the children",
        "Hang the rope above the door",
        "Follow the next bus",
        "Help each other",
        "I wait and see",
        "Wait for A. Smith"
      })
  void movesOptionsThatReferToNoOther(String text) {
    assertThat(OptionReferences.in(question(List.of("call", "help", text), "A", ""))).isFalse();
  }

  @Test
  void leavesAQuestionThatNamesItsOptionsByLetter() {
    assertThat(
            OptionReferences.in(
                new Question("s", "Why is option B wrong?", List.of("x", "y"), "A", "")))
        .isTrue();
    assertThat(
            OptionReferences.in(
                new Question("s", "Which of the following options fits?", FIVE, "A", "")))
        .isFalse();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "Option B is best.|Option C is best.",
        "OPTIONS A, B and C differ.|OPTIONS B, C and A differ.",
        "So the answer is B.|So the answer is C.",
        "The correct answer: (C).|The correct answer: (A).",
        "Calling (A) is slow, (b) is fast.|Calling (B) is slow, (c) is fast.",
        "B is right because A would take long.|C is right because B would take long.",
        "\"B\" fits.|\"C\" fits.",
        "**Option B** wins.|**Option C** wins.",
        "Option B wins since A, and C are slow.|Option C wins since B, and A are slow.",
        "It burns. A and C are slow.|It burns. B and A are slow.",
        "B) It is fast.|C) It is fast.",
        "It burns. C: too slow.|It burns. A: too slow.",
        "B. Help is near.|C. Help is near.",
        "Choose option A/B.|Choose option B/C.",
        "Answer: B|Answer: C",
        "option-B helps|option-C helps",
        "Choice [C] is kind.|Choice [A] is kind.",
        "A call is slow.|A call is slow.",
        "A serious fall needs help.|A serious fall needs help.",
        "I would help.|I would help.",
        "A T-shirt, a Q&A and the U.S.A. are no options.|A T-shirt, a Q&A and the U.S.A. are no"
            + " options.",
        "Person(s) may fall.|Person(s) may fall.",
        "Option F is not there.|Option F is not there.",
        "He asked for help at once.|He asked for help at once."
      })
  void givesTheRationaleTheNewLetters(String rationale, String expected) throws Refusal {
    Question question = question(List.of("call", "help is near", "wait"), "A", rationale);

    assertThat(RationaleLetters.mended(question, TURNED)).isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Plan B is better.",
        "Option B wins over C.",
        "Vitamin C helps.",
        "A helps the child most.",
        "B hurts.",
        "We choose B",
        "Mr. B would help.",
        "B. Smith knows it.",
        "The first option is slow.",
        "Option 2 is best.",
        "The latter choice is kind.",
        "option a person takes",
        "She took line A, then left."
      })
  void refusesARationaleWhoseLettersAreUnclear(String rationale) {
    Question question = question(List.of("call", "help is near", "wait"), "A", rationale);

    assertThatThrownBy(() -> RationaleLetters.mended(question, TURNED))
        .isInstanceOfSatisfying(
            Refusal.class,
            refusal -> assertThat(refusal.reason()).isEqualTo(RejectionReason.UNCLEAR_LETTER))
        .hasMessageContaining("which may stand for an option; options get new letters");
  }

  private static Question question(List<String> options, String answer, String rationale) {
    return new Question("A man fell.", "What first?", options, answer, rationale);
  }
}
