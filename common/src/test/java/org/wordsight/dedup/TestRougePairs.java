package org.wordsight.dedup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TestRougePairs {
  /**
   * In these tests, no two texts are near duplicates by their shingles, unless they are the same.
   */
  private static final NearRule NO_SHINGLES = NearRule.exact(1);

  private static DuplicateRules rules(double threshold) {
    return new DuplicateRules(NO_SHINGLES, OptionalDouble.of(threshold));
  }

  private static Map<Long, Choice> decide(DuplicateRules rules, List<String> texts) {
    Map<Long, Choice> choices = new TreeMap<>();
    try (GreedySelection selection = new GreedySelection(rules, Integer.MAX_VALUE)) {
      for (int i = 0; i < texts.size(); i++) {
        choices.put((long) i, selection.decide(i, ComparedText.of(texts.get(i))));
      }
    }
    return choices;
  }

  /** Scores of rouge-score 0.1.2, made with make_duplicate_cases.py. */
  @Test
  void scoresAsRougeScoreDoes() throws IOException {
    int cases = 0;
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(
                TestRougePairs.class.getResourceAsStream("rouge.jsonl"), StandardCharsets.UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        JsonNode each = new ObjectMapper().readTree(line);
        long[] one = words(each.get("one").asText());
        long[] other = words(each.get("other").asText());
        CommonSubsequence common = new CommonSubsequence();
        common.of(one, one.length);
        int length = common.length(other, other.length);
        assertThat(RougePairs.score(length, one.length, other.length))
            .as(line)
            .isCloseTo(each.get("score").asDouble(), within(1e-12));
        cases++;
      }
    }
    assertThat(cases).isEqualTo(63);
  }

  private static long[] words(String text) {
    return WordSequence.of(Words.of(text).list()).shared();
  }

  @Test
  void dropsQuestionsThatShareAnOrderOfWordsButNoShingle() {
    List<String> texts =
        List.of(
            "a man fell badly on the icy steps of our library today",
            "a tall man fell very badly on all the icy old steps of our big library today",
            "two children throw stones at the windows of an empty house");
    assertThat(decide(rules(.8), texts).values())
        .containsExactly(
            new Choice.Kept(),
            new Choice.Duplicate(0, Choice.Method.ROUGE_L, 2 * 12.0 / (12 + 17)),
            new Choice.Kept());
    assertThat(decide(rules(.85), texts).values()).containsOnly(new Choice.Kept());
  }

  @Test
  void keepsSeedsOfMoreWordsThanAnyTextBefore() {
    String text =
        IntStream.range(0, 300).mapToObj(word -> "w" + word).collect(Collectors.joining(" "));
    String longer =
        IntStream.range(0, 900).mapToObj(word -> "v" + word).collect(Collectors.joining(" "));
    try (GreedySelection selection = new GreedySelection(rules(.8), 9)) {
      selection.keepSeed(Rank.ofSeed(1), ComparedText.of(text));
      selection.keepSeed(Rank.ofSeed(2), ComparedText.of(longer));
      assertThat(selection.decide(0, ComparedText.of(text + " more")))
          .isEqualTo(new Choice.Duplicate(Rank.ofSeed(1), Choice.Method.ROUGE_L, 2 * 300.0 / 601));
    }
  }

  @Test
  void letsShinglesNameTheWitnessFirst() {
    List<String> texts = List.of("a b c d e f g h i j", "a b c d e f g h i j k");
    DuplicateRules rules = new DuplicateRules(NearRule.exact(.7), OptionalDouble.of(.7));
    assertThat(decide(rules, texts))
        .containsEntry(1L, new Choice.Duplicate(0, Choice.Method.NEAR, 8.0 / 9));
  }

  @ParameterizedTest
  @ValueSource(doubles = {.2, .5, .7, .9, 1})
  void decidesAsBruteForceDoes(double threshold) {
    List<String> texts = texts(new Random(9), 200);
    Map<Long, Choice> choices = decide(rules(threshold), texts);
    assertThat(choices).isEqualTo(bruteForce(texts, threshold));
    assertThat(choices.values().stream().filter(Choice.Kept.class::isInstance).count())
        .isBetween(1L, 199L);
  }

  /** By the definition: a table of lengths, each text compared with each kept one. */
  private static Map<Long, Choice> bruteForce(List<String> texts, double threshold) {
    Map<Long, Choice> choices = new TreeMap<>();
    List<Integer> kept = new ArrayList<>();
    for (int i = 0; i < texts.size(); i++) {
      Choice choice = new Choice.Kept();
      double best = 0;
      String[] one = texts.get(i).split(" ");
      for (int number : kept) {
        String[] other = texts.get(number).split(" ");
        double score = 2.0 * length(one, other) / (one.length + other.length);
        if (texts.get(i).equals(texts.get(number))) {
          choice = new Choice.Duplicate(number, Choice.Method.EXACT, 1);
          break;
        }
        if (score >= threshold && score > best) {
          best = score;
          boolean sameShingles =
              Shingles.of(List.of(one)).jaccard(Shingles.of(List.of(other))) == 1;
          assertThat(sameShingles).as("shingles decide nothing here").isFalse();
          choice = new Choice.Duplicate(number, Choice.Method.ROUGE_L, score);
        }
      }
      if (choice instanceof Choice.Kept) {
        kept.add(i);
      }
      choices.put((long) i, choice);
    }
    return choices;
  }

  private static int length(Object[] one, Object[] other) {
    int[][] lengths = new int[one.length + 1][other.length + 1];
    for (int i = 1; i <= one.length; i++) {
      for (int j = 1; j <= other.length; j++) {
        lengths[i][j] =
            one[i - 1].equals(other[j - 1])
                ? lengths[i - 1][j - 1] + 1
                : Math.max(lengths[i - 1][j], lengths[i][j - 1]);
      }
    }
    return lengths[one.length][other.length];
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 63, 64, 65, 128, 129, 200})
  void findsTheLengthThatATableFinds(int size) {
    Random random = new Random(size);
    CommonSubsequence common = new CommonSubsequence();
    for (int repeat = 0; repeat < 40; repeat++) {
      int vocabulary = 1 + random.nextInt(40);
      Long[] one = random.ints(size, 0, vocabulary).mapToObj(Long::valueOf).toArray(Long[]::new);
      Long[] other =
          random
              .ints(random.nextInt(2 * size), 0, vocabulary)
              .mapToObj(Long::valueOf)
              .toArray(Long[]::new);
      long[] pattern = List.of(one).stream().mapToLong(word -> word).toArray();
      long[] words = List.of(other).stream().mapToLong(word -> word).toArray();
      common.of(pattern, pattern.length);
      int length = common.length(words, words.length);
      assertThat(length).isEqualTo(length(one, other));
      assertThat(common.overlap(words, words.length))
          .isGreaterThanOrEqualTo(length)
          .isEqualTo(overlap(one, other));
    }
  }

  private static int overlap(Long[] one, Long[] other) {
    List<Long> left = new ArrayList<>(List.of(one));
    int overlap = 0;
    for (Long word : other) {
      overlap += left.remove(word) ? 1 : 0;
    }
    return overlap;
  }

  @Test
  void dropsNothingForTheWordsOfATemplate() {
    Random random = new Random(3);
    String template = text(random, 60, 5_000);
    List<String> texts = new ArrayList<>();
    for (int i = 0; i < 300; i++) {
      // Every second question has the template and many other words, and is kept.
      int own = i < 200 && i % 2 == 0 ? 60 : 20;
      texts.add(template + " " + text(random, own, 5_000));
    }
    List<Choice> choices = List.copyOf(decide(rules(.7), texts).values());
    assertThat(choices.subList(0, 100)).anyMatch(Choice.Duplicate.class::isInstance);
    assertThat(choices.subList(200, 300))
        .as("the template is known as one, though two texts share 60 of 80 words")
        .containsOnly(new Choice.Kept());
  }

  @Test
  void comparesTwoTextsOfAMillionWords() {
    long[] one = new Random(5).longs(1_000_000).toArray();
    long[] other = one.clone();
    for (int i = 499_990; i < 500_000; i++) {
      other[i] = i;
    }
    CommonSubsequence common = new CommonSubsequence();
    common.of(one, one.length);
    assertThat(common.length(other, other.length)).isEqualTo(999_990);
    common.of(one, 3);
    assertThat(common.length(other, 2)).as("a short one after it").isEqualTo(2);
  }

  /** Texts of few different words, many of them edits of earlier texts. */
  private static List<String> texts(Random random, int count) {
    List<String> texts = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      if (i == 0 || random.nextInt(3) == 0) {
        texts.add(text(random, 10 + random.nextInt(20), 50));
        continue;
      }
      List<String> words =
          new ArrayList<>(List.of(texts.get(random.nextInt(texts.size())).split(" ")));
      for (int edits = random.nextInt(5); edits > 0; edits--) {
        int place = random.nextInt(words.size());
        if (random.nextBoolean()) {
          words.add(place, "w" + random.nextInt(50));
        } else {
          words.set(place, "w" + random.nextInt(50));
        }
      }
      texts.add(String.join(" ", words));
    }
    return texts;
  }

  private static String text(Random random, int count, int vocabulary) {
    List<String> words = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      words.add("w" + random.nextInt(vocabulary));
    }
    return String.join(" ", words);
  }
}
