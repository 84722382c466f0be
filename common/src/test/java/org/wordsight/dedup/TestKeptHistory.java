package org.wordsight.dedup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TestKeptHistory {
  private static final int ALL = Integer.MAX_VALUE;
  private static final List<String> SEEDS = List.of("w1 w2 w3 w4 w5 w6 w7", "w7 w6 w5 w4 w3 w2 w1");

  @TempDir Path folder;

  /**
   * A decision without the facts that only its run knows.
   *
   * @param witness the text of the repeated question; the candidate's own text if it is kept
   */
  private record Outcome(String text, boolean kept, String witness, double score) {}

  /** The days of a warehouse, each with the history of all days before. */
  private final class Nights {
    private final DuplicateRules rules;
    private final List<Path> files = new ArrayList<>();
    private final List<Outcome> outcomes = new ArrayList<>();
    private int ofHistory;

    Nights(DuplicateRules rules) {
      this.rules = rules;
    }

    void curate(int first, List<String> texts) throws Exception {
      try (KeptHistory history = open();
          GreedySelection selection = new GreedySelection(rules, ALL)) {
        keepSeeds(selection);
        selection.follow(history);
        List<String> ids = new ArrayList<>();
        for (int i = 0; i < texts.size(); i++) {
          Choice choice = selection.decide(i, ComparedText.of(texts.get(i)));
          if (choice instanceof Choice.Kept) {
            ids.add(Integer.toString(first + i));
          }
          outcomes.add(outcome(history, texts, i, choice));
        }
        ofHistory += selection.decisions().duplicatesOfHistory();
        Path file = folder.resolve("night" + files.size());
        selection.saveSignatures(file, ids.iterator());
        files.add(file);
      }
    }

    private KeptHistory open() throws Exception {
      List<KeptHistory.Source> sources = new ArrayList<>();
      for (Path file : files) {
        sources.add(
            new KeptHistory.Source(file.getFileName().toString(), SignatureFile.open(file, rules)));
      }
      return new KeptHistory(sources);
    }

    private Outcome outcome(KeptHistory history, List<String> texts, int own, Choice choice) {
      if (!(choice instanceof Choice.Duplicate duplicate)) {
        return new Outcome(texts.get(own), true, texts.get(own), 0);
      }
      long rank = duplicate.keptRank();
      String witness = Rank.isSeed(rank) ? Rank.seedId(rank) : "";
      if (Rank.isHistory(rank)) {
        String id = history.id(Rank.historyQuestion(rank));
        witness = allTexts.get(Integer.parseInt(id.substring(id.indexOf('/') + 1)));
      } else if (rank >= 0) {
        witness = texts.get(Math.toIntExact(rank));
      }
      return new Outcome(texts.get(own), false, witness, duplicate.score());
    }
  }

  private List<String> allTexts = List.of();

  private static void keepSeeds(GreedySelection selection) {
    for (int i = 0; i < SEEDS.size(); i++) {
      selection.keepSeed(Rank.ofSeed(i + 1), ComparedText.of(SEEDS.get(i)));
    }
  }

  /** The decisions of one run about all days at once. */
  private static List<Outcome> oneShot(DuplicateRules rules, List<String> texts) {
    List<Outcome> outcomes = new ArrayList<>();
    try (GreedySelection selection = new GreedySelection(rules, ALL)) {
      keepSeeds(selection);
      for (int i = 0; i < texts.size(); i++) {
        Choice choice = selection.decide(i, ComparedText.of(texts.get(i)));
        outcomes.add(
            choice instanceof Choice.Duplicate duplicate
                ? new Outcome(
                    texts.get(i),
                    false,
                    Rank.isSeed(duplicate.keptRank())
                        ? Rank.seedId(duplicate.keptRank())
                        : texts.get(Math.toIntExact(duplicate.keptRank())),
                    duplicate.score())
                : new Outcome(texts.get(i), true, texts.get(i), 0));
      }
    }
    return outcomes;
  }

  @ParameterizedTest
  @CsvSource({".3, 0", ".7, 0", "1, 0", ".7, .7", "1, .5"})
  void decidesInNightsAsInOneRun(double threshold, double rougeL) throws Exception {
    DuplicateRules rules =
        new DuplicateRules(
            NearRule.exact(threshold),
            rougeL > 0 ? OptionalDouble.of(rougeL) : OptionalDouble.empty());
    for (int seed = 0; seed < 2; seed++) {
      Random random = new Random(seed);
      allTexts = texts(random, 600);
      Nights nights = new Nights(rules);
      int from = 0;
      // One night has no questions.
      for (int end : new int[] {10 + 100 * seed, 10 + 100 * seed, 300, 500, 600}) {
        nights.curate(from, allTexts.subList(from, end));
        from = end;
      }
      assertThat(nights.outcomes).isEqualTo(oneShot(rules, allTexts));
      assertThat(nights.ofHistory).as("the test is about something").isPositive();
    }
  }

  @Test
  void findsQuestionsOfTheHistoryWithMinHashToo() throws Exception {
    DuplicateRules rules = DuplicateRules.of(NearRule.of(.7, .9));
    allTexts = texts(new Random(3), 600);
    Nights nights = new Nights(rules);
    nights.curate(0, allTexts.subList(0, 300));
    int before = nights.outcomes.size();
    nights.curate(300, allTexts.subList(300, 600));
    List<String> kept =
        nights.outcomes.subList(0, before).stream()
            .filter(Outcome::kept)
            .map(Outcome::text)
            .toList();
    for (Outcome outcome : nights.outcomes.subList(before, nights.outcomes.size())) {
      if (outcome.kept()) {
        Shingles own = ComparedText.of(outcome.text()).shingles();
        assertThat(kept)
            .as("no kept question of the second night is a duplicate of the first")
            .noneMatch(other -> ComparedText.of(other).shingles().jaccard(own) >= .7);
      }
    }
  }

  @Test
  void namesRunAndCandidate() throws Exception {
    DuplicateRules rules = DuplicateRules.of(NearRule.exact(.7));
    Path first = save(rules, "first", "a b c d", "request-ä-1");
    Path none = folder.resolve("none");
    try (SignatureBuilder builder = new SignatureBuilder(rules)) {
      builder.write(none);
    }
    Path second = save(rules, "second", "e f g h", "request-2");
    try (KeptHistory history =
            new KeptHistory(
                List.of(
                    new KeptHistory.Source("monday", SignatureFile.open(first, rules)),
                    new KeptHistory.Source("tuesday", SignatureFile.open(none, rules)),
                    new KeptHistory.Source("wednesday", SignatureFile.open(second, rules))));
        GreedySelection selection = new GreedySelection(rules, 1)) {
      selection.follow(history);
      assertThat(history.count()).isEqualTo(2);
      assertThat(history.id(0)).isEqualTo("monday/request-ä-1");
      assertThat(history.id(1)).isEqualTo("wednesday/request-2");
      assertThat(selection.decide(0, ComparedText.of("E, F, g... h")))
          .isEqualTo(new Choice.Duplicate(Rank.ofHistory(1), Choice.Method.EXACT, 1));
      assertThat(selection.decide(1, ComparedText.of("i j k"))).isEqualTo(new Choice.Kept());
      assertThat(selection.decide(2, ComparedText.of("l m n"))).isEqualTo(new Choice.Surplus());
      assertThat(selection.decide(3, ComparedText.of("a b c d")))
          .as("a question of an earlier run is no surplus")
          .isInstanceOf(Choice.Duplicate.class);
      assertThat(selection.decisions().cluster(0))
          .as("a cluster has the name of a candidate of this run")
          .isZero();
      assertThat(selection.decisions().duplicates()).isEqualTo(2);
      assertThat(selection.decisions().duplicatesOfHistory()).isEqualTo(2);
      assertThat(selection.decisions().duplicates(Choice.Method.EXACT)).isZero();
      assertThatThrownBy(() -> selection.follow(KeptHistory.none()))
          .hasMessage("candidates or history came before");
    }
  }

  private Path save(DuplicateRules rules, String name, String text, String id) throws IOException {
    Path file = folder.resolve(name);
    try (SignatureBuilder builder = new SignatureBuilder(rules)) {
      builder.add(id, ComparedText.of(text));
      builder.write(file);
    }
    return file;
  }

  @Test
  void savesNeitherSeedsNorSurplusNorDuplicates() throws Exception {
    DuplicateRules rules = new DuplicateRules(NearRule.exact(.7), OptionalDouble.of(.7));
    Path file = folder.resolve("signatures");
    try (GreedySelection selection = new GreedySelection(rules, 2)) {
      keepSeeds(selection);
      selection.decide(0, ComparedText.of("a b c d e f"));
      selection.decide(1, ComparedText.of("a b c d e f"));
      selection.decide(2, ComparedText.of("g h i j k l"));
      selection.decide(3, ComparedText.of("m n o p q r"));
      selection.saveSignatures(file, List.of("0", "2").iterator());
    }
    try (SignatureFile saved = SignatureFile.open(file, rules)) {
      assertThat(saved.questions()).isEqualTo(2);
      long[] words = new long[6];
      assertThat(saved.words().orElseThrow().read(1, words)).isEqualTo(6);
      assertThat(words)
          .containsExactly(WordSequence.of(List.of("g", "h", "i", "j", "k", "l")).shared());
    }
  }

  /**
   * Texts of few different words, many of them edits of earlier texts, and half of them with a
   * template.
   */
  private static List<String> texts(Random random, int count) {
    List<String> texts = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      int kind = random.nextInt(4);
      if (i == 0 || kind == 0) {
        texts.add(words(random, 15));
      } else if (kind == 1) {
        texts.add("what should be done first of all " + words(random, 9));
      } else {
        String[] words = texts.get(random.nextInt(texts.size())).split(" ");
        for (int edits = random.nextInt(3); edits > 0; edits--) {
          words[random.nextInt(words.length)] = "w" + random.nextInt(40);
        }
        texts.add(String.join(" ", words));
      }
    }
    return texts;
  }

  private static String words(Random random, int count) {
    List<String> words = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      words.add("w" + random.nextInt(40));
    }
    return String.join(" ", words);
  }
}
