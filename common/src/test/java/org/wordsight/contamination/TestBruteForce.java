package org.wordsight.contamination;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.wordsight.data.Question;

/** The index finds the same as a comparison of every field with every text, by words only. */
class TestBruteForce {
  private static final ContaminationRules RULES =
      new ContaminationRules(0.5, 3, 0.4, 0.5, ContaminationRules.NEVER, Set.of());

  private static final List<String> LETTERS = List.of("a b c d e f g h i j k l m n o p".split(" "));

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4})
  void findsTheSameAsBruteForce(int seed) {
    Random random = new Random(seed);
    List<BenchmarkText> items = items(random, 60);
    ContaminationIndex index = new ContaminationIndex("b", items, RULES);
    Texts situations = new Texts(items.stream().map(i -> List.of(i.fields().get("s"))).toList());
    Texts options = new Texts(items.stream().map(BenchmarkText::options).toList());
    Set<Rule> seen = new HashSet<>();
    for (int i = 0; i < 150; i++) {
      Question question = question(random, items);
      Set<String> expected = bruteForce(items, situations, options, question);
      List<Hit> hits = index.hits(question);
      assertThat(hits.stream().map(TestBruteForce::text).collect(Collectors.toList()))
          .as("%s", question)
          .doesNotHaveDuplicates()
          .containsExactlyInAnyOrderElementsOf(expected);
      hits.forEach(hit -> seen.add(hit.rule()));
    }
    assertThat(seen)
        .containsExactlyInAnyOrder(Rule.NGRAM_COVERAGE, Rule.CONTAINED, Rule.JACCARD, Rule.OPTIONS);
  }

  /**
   * Texts of the same field of all items.
   *
   * @param holders by sequence of words: the items that have it
   */
  private record Texts(List<List<String>> ofItems, Map<String, Integer> holders) {
    Texts(List<List<String>> ofItems) {
      this(ofItems, new HashMap<>());
      for (List<String> texts : ofItems) {
        Set<String> own = new HashSet<>();
        for (String text : texts) {
          own.addAll(grams(List.of(text.split(" ")), 2));
          own.addAll(grams(List.of(text.split(" ")), 8));
        }
        own.forEach(gram -> holders.merge(gram, 1, Integer::sum));
      }
    }

    boolean isCommon(String gram) {
      return holders.getOrDefault(gram, 0) >= 3;
    }
  }

  private static String text(Hit hit) {
    return "%s %s %s %.6f".formatted(hit.itemId(), hit.field(), hit.rule().text(), hit.score());
  }

  private static List<BenchmarkText> items(Random random, int count) {
    List<BenchmarkText> items = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      // Some texts are those of earlier items, so that some are common.
      BenchmarkText model = i > 5 && random.nextInt(4) == 0 ? items.get(random.nextInt(i)) : null;
      String situation = model == null ? words(random, 2, 20) : model.fields().get("s");
      List<String> options =
          model == null
              ? IntStream.range(0, 4).mapToObj(o -> words(random, 1, 11)).toList()
              : model.options();
      items.add(new BenchmarkText("i" + i, Map.of("s", situation), options));
    }
    return items;
  }

  private static String words(Random random, int least, int most) {
    return IntStream.range(0, least + random.nextInt(most - least + 1))
        .mapToObj(i -> LETTERS.get(random.nextInt(LETTERS.size())))
        .collect(Collectors.joining(" "));
  }

  /** A copy of an item with changes, inside other words. */
  private static Question question(Random random, List<BenchmarkText> items) {
    BenchmarkText item = items.get(random.nextInt(items.size()));
    List<String> options = new ArrayList<>(new TreeSet<>(item.options()));
    options.replaceAll(option -> random.nextInt(4) == 0 ? changed(option, random) : option);
    Set<String> distinct = new TreeSet<>(options);
    distinct.add("other " + words(random, 3, 6));
    distinct.add("another " + words(random, 3, 6));
    String situation = changed(item.fields().get("s"), random);
    String around = random.nextInt(3) == 0 ? words(random, 1, 6) + " " + situation : situation;
    return new Question(around, words(random, 4, 12), List.copyOf(distinct), "A", "");
  }

  private static String changed(String text, Random random) {
    List<String> words = new ArrayList<>(List.of(text.split(" ")));
    for (int changes = random.nextInt(3); changes > 0; changes--) {
      words.set(random.nextInt(words.size()), LETTERS.get(random.nextInt(LETTERS.size())));
    }
    return String.join(" ", words);
  }

  private static Set<String> bruteForce(
      List<BenchmarkText> items, Texts situations, Texts options, Question question) {
    Set<String> found = new TreeSet<>();
    for (int item = 0; item < items.size(); item++) {
      String id = items.get(item).id();
      for (Map.Entry<String, String> field :
          Map.of("situation", question.situation(), "question", question.question()).entrySet()) {
        scores(field.getValue(), situations.ofItems().get(item).get(0), situations)
            .forEach(
                (rule, score) ->
                    found.add("%s %s %s %.6f".formatted(id, field.getKey(), rule.text(), score)));
      }
      double shared = sharedOptions(question.options(), options.ofItems().get(item), options);
      if (shared > RULES.options()) {
        found.add("%s options options %.6f".formatted(id, shared));
      }
    }
    return found;
  }

  private static double sharedOptions(List<String> ours, List<String> theirs, Texts all) {
    Set<Integer> ofItem = new HashSet<>();
    Set<Integer> ofQuestion = new HashSet<>();
    for (int i = 0; i < theirs.size(); i++) {
      for (int j = 0; j < ours.size(); j++) {
        Map<Rule, Double> scores = scores(ours.get(j), theirs.get(i), all);
        boolean isSame = ours.get(j).equals(theirs.get(i));
        boolean onlyContained = scores.keySet().equals(Set.of(Rule.CONTAINED));
        if (!scores.isEmpty() && (isSame || !onlyContained)) {
          ofItem.add(i);
          ofQuestion.add(j);
        }
      }
    }
    int words = ofQuestion.stream().mapToInt(j -> ours.get(j).split(" ").length).sum();
    return words < 8 ? 0 : (double) Math.min(ofItem.size(), ofQuestion.size()) / theirs.size();
  }

  private static Map<Rule, Double> scores(String field, String text, Texts all) {
    List<String> ours = List.of(field.split(" "));
    List<String> theirs = List.of(text.split(" "));
    Map<Rule, Double> scores = new java.util.EnumMap<>(Rule.class);
    if (theirs.size() < 8) {
      boolean isIn =
          field.equals(text)
              || theirs.size() >= RULES.contained() && grams(ours, theirs.size()).contains(text);
      long holders = all.ofItems().stream().filter(texts -> texts.contains(text)).count();
      if (isIn && holders < 3) {
        scores.put(Rule.CONTAINED, 1.);
      }
      return scores;
    }
    double covered = coverage(ours, theirs, all);
    if (covered > RULES.coverage()) {
      scores.put(Rule.NGRAM_COVERAGE, covered);
    }
    double similar = similarity(ours, theirs, all);
    if (similar >= RULES.jaccard()) {
      scores.put(Rule.JACCARD, similar);
    }
    return scores;
  }

  private static double coverage(List<String> ours, List<String> theirs, Texts all) {
    Set<String> known = grams(ours, 8);
    Set<Integer> covered = new HashSet<>();
    for (int at = 0; at + 8 <= theirs.size(); at++) {
      String gram = String.join(" ", theirs.subList(at, at + 8));
      if (known.contains(gram) && !all.isCommon(gram)) {
        covered.addAll(IntStream.range(at, at + 8).boxed().toList());
      }
    }
    return (double) covered.size() / theirs.size();
  }

  private static double similarity(List<String> ours, List<String> theirs, Texts all) {
    Set<String> mine = grams(ours, 2);
    Set<String> other = grams(theirs, 2);
    Set<String> shared = new HashSet<>(mine);
    shared.retainAll(other);
    Set<String> both = new HashSet<>(mine);
    both.addAll(other);
    long rare = other.stream().filter(gram -> !all.isCommon(gram)).count();
    long sharedRare = shared.stream().filter(gram -> !all.isCommon(gram)).count();
    return sharedRare == 0
        ? 0
        : Math.min((double) shared.size() / both.size(), (double) sharedRare / rare);
  }

  private static Set<String> grams(List<String> words, int width) {
    Set<String> grams = new HashSet<>();
    for (int at = 0; at + width <= words.size(); at++) {
      grams.add(String.join(" ", words.subList(at, at + width)));
    }
    return grams;
  }
}
