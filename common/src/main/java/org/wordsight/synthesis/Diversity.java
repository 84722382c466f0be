package org.wordsight.synthesis;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeMap;
import java.util.function.ToLongFunction;
import java.util.stream.LongStream;
import org.apache.commons.statistics.inference.ChiSquareTest;
import org.wordsight.data.Question;
import org.wordsight.dedup.NearestNeighbours;
import org.wordsight.dedup.QuestionText;
import org.wordsight.dedup.Shingles;

/** Measures how different the samples of a run are, and what a student could learn from form. */
public final class Diversity {
  /** Different shingles among all shingles of the questions; 1 if no two questions share one. */
  public static final String DISTINCT_SHINGLES = "distinct-shingles";

  /** The mean similarity to the most similar other question; a few questions against all. */
  public static final String NEAREST_NEIGHBOUR = "nearest-neighbour";

  /** Questions whose prompts named a value of an axis. */
  public static final String AXIS_VALUE = "axis-value";

  /** Questions whose right option has a letter, among those with as many options. */
  public static final String ANSWER_LETTER = "answer-letter";

  /** The most frequent letter's share, and the probability of such frequencies by chance. */
  public static final String ANSWER_BALANCE = "answer-balance";

  /** Questions whose right option is longer than every other option. */
  public static final String LONGEST_IS_RIGHT = "longest-is-right";

  /** The share of the above that chance would give. */
  public static final String LONGEST_BY_CHANCE = "longest-by-chance";

  /** The right options' mean length divided by the other options' mean length, in characters. */
  public static final String LENGTH_RATIO = "length-ratio";

  /** The number of questions that are compared with all others. */
  private static final int COMPARED = 1_000;

  /**
   * The number of questions whose shingles are counted, and among which neighbours are looked for.
   */
  private static final int MOST = 100_000;

  private Diversity() {}

  /**
   * All findings about samples. They depend on the samples alone, not on their order.
   *
   * @param axes the drawn values by candidate and axis
   */
  public static List<DiversityFinding> of(
      List<Sample> samples, Map<String, Map<String, String>> axes) {
    if (samples.isEmpty()) {
      return List.of();
    }
    // The ids are hashes, so the first ones are a random choice that is always the same.
    List<Sample> ordered = samples.stream().sorted(Comparator.comparing(Sample::id)).toList();
    List<Question> questions = ordered.stream().map(sample -> sample.kept().question()).toList();
    List<DiversityFinding> findings = new ArrayList<>();
    findings.addAll(texts(questions.subList(0, Math.min(MOST, questions.size()))));
    findings.addAll(lengths(questions));
    findings.addAll(letters(questions));
    findings.addAll(axes(ordered, axes));
    return List.copyOf(findings);
  }

  private static List<DiversityFinding> texts(List<Question> questions) {
    List<Shingles> shingles =
        questions.stream().map(question -> Shingles.of(QuestionText.of(question).words())).toList();
    long all = shingles.stream().mapToLong(Shingles::size).sum();
    long distinct =
        shingles.stream()
            .flatMapToLong(set -> Arrays.stream(set.hashes()))
            .sorted()
            .distinct()
            .count();
    int compared = Math.min(COMPARED, questions.size());
    NearestNeighbours neighbours = NearestNeighbours.of(shingles.subList(0, compared));
    for (int i = 0; i < shingles.size(); i++) {
      neighbours.show(shingles.get(i), i < compared ? i : -1);
    }
    double nearest = Arrays.stream(neighbours.similarities()).average().orElse(0);
    return List.of(
        DiversityFinding.of(DISTINCT_SHINGLES, all, all == 0 ? 0 : (double) distinct / all),
        DiversityFinding.of(NEAREST_NEIGHBOUR, compared, nearest));
  }

  private static List<DiversityFinding> lengths(List<Question> questions) {
    long longest = questions.stream().filter(Diversity::longestIsRight).count();
    double chance =
        questions.stream().mapToDouble(question -> 1.0 / question.options().size()).sum();
    int n = questions.size();
    double right = mean(questions, question -> length(question.answerText()), question -> 1);
    double other =
        mean(
            questions,
            question ->
                question.options().stream().mapToLong(Diversity::length).sum()
                    - length(question.answerText()),
            question -> question.options().size() - 1);
    return List.of(
        DiversityFinding.of(LONGEST_IS_RIGHT, n, (double) longest / n),
        DiversityFinding.of(LONGEST_BY_CHANCE, n, chance / n),
        DiversityFinding.of(LENGTH_RATIO, n, right / other));
  }

  private static boolean longestIsRight(Question question) {
    long right = length(question.answerText());
    long asLong = question.options().stream().filter(text -> length(text) >= right).count();
    return asLong == 1;
  }

  private static double mean(
      List<Question> questions, ToLongFunction<Question> sum, ToLongFunction<Question> count) {
    return (double) questions.stream().mapToLong(sum).sum()
        / questions.stream().mapToLong(count).sum();
  }

  private static long length(String text) {
    return text.codePointCount(0, text.length());
  }

  /** The letters of right options, separately for each number of options. */
  private static List<DiversityFinding> letters(List<Question> questions) {
    Map<Integer, long[]> counts = new TreeMap<>();
    for (Question question : questions) {
      counts.computeIfAbsent(question.options().size(), long[]::new)[question.answerIndex()]++;
    }
    List<DiversityFinding> findings = new ArrayList<>();
    counts.forEach(
        (options, letters) -> {
          String axis = options + " options";
          long n = LongStream.of(letters).sum();
          findings.add(
              new DiversityFinding(
                  ANSWER_BALANCE,
                  Optional.of(axis),
                  Optional.empty(),
                  n,
                  (double) LongStream.of(letters).max().orElse(0) / n,
                  OptionalDouble.of(ChiSquareTest.withDefaults().test(letters).getPValue())));
          for (int i = 0; i < options; i++) {
            findings.add(
                DiversityFinding.of(
                    ANSWER_LETTER, axis, Question.letter(i), letters[i], (double) letters[i] / n));
          }
        });
    return findings;
  }

  private static List<DiversityFinding> axes(
      List<Sample> samples, Map<String, Map<String, String>> axes) {
    Map<String, Map<String, Long>> counts = new TreeMap<>();
    Map<String, Long> totals = new HashMap<>();
    for (Sample sample : samples) {
      axes.getOrDefault(sample.kept().candidateId(), Map.of())
          .forEach(
              (axis, value) -> {
                counts.computeIfAbsent(axis, a -> new TreeMap<>()).merge(value, 1L, Long::sum);
                totals.merge(axis, 1L, Long::sum);
              });
    }
    List<DiversityFinding> findings = new ArrayList<>();
    counts.forEach(
        (axis, values) ->
            values.forEach(
                (value, n) ->
                    findings.add(
                        DiversityFinding.of(
                            AXIS_VALUE, axis, value, n, (double) n / totals.get(axis)))));
    return findings;
  }
}
