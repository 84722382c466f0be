package org.wordsight.dedup;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Decides which questions are kept. One after the other, a question is kept if it is no duplicate
 * of a question kept before. A candidate is compared with kept questions only, so a thousand copies
 * cost a thousand comparisons.
 *
 * <p>No two kept questions are duplicates. Every dropped question names its witness. The witness is
 * the most similar kept question by the first rule that finds one. Of equally similar questions, it
 * is the one that was kept first. Questions of earlier runs are kept before all candidates.
 * Questions beyond the asked number are surplus. Their duplicates are surplus too, unless they also
 * repeat a kept question. A decision depends only on the questions before it, so more candidates
 * change no decision. Not thread-safe.
 */
public final class GreedySelection implements AutoCloseable {
  /** A 128-bit hash of an exact text. */
  private record ExactKey(long high, long low) {}

  private final DuplicateRules rules;
  private final int asked;
  private final ShinglePairs shingles;

  private final Optional<MeaningPairs> meaning;

  /** All rules, in the order in which they name witnesses. */
  private final List<PairRule> pairs = new ArrayList<>();

  private final KeptSets kept = new KeptSets();
  private final Decisions decisions = new Decisions(kept);
  private final Map<ExactKey, Integer> exact = new HashMap<>();
  private final Best best = new Best();

  private KeptHistory history = KeptHistory.none();

  /** The number of the first question of an earlier run. */
  private int firstOfHistory;

  private int keptCandidates;

  /** The number of the first kept question that is surplus. */
  private int firstSurplus = Integer.MAX_VALUE;

  private Precedence last = Precedence.of(Long.MIN_VALUE);

  /**
   * @param asked the most candidates to keep
   */
  public GreedySelection(NearRule rule, int asked) {
    this(DuplicateRules.of(rule), asked);
  }

  /**
   * @param asked the most candidates to keep
   */
  public GreedySelection(DuplicateRules rules, int asked) {
    this(rules, Optional.empty(), asked);
  }

  /**
   * @param meaning the rule for questions that mean the same, if there is one; closed with this
   *     object
   * @param asked the most candidates to keep
   */
  public GreedySelection(DuplicateRules rules, Optional<MeaningPairs> meaning, int asked) {
    this.rules = rules;
    this.meaning = meaning;
    this.asked = asked;
    this.shingles = new ShinglePairs(rules.near());
    pairs.add(shingles);
    pairs.addAll(rules.others());
    meaning.ifPresent(pairs::add);
  }

  /**
   * Takes the vectors of the next questions, in the order in which they are decided. Seed questions
   * have vectors too. If meanings are not compared, this method does nothing.
   */
  public void expect(List<float[]> vectors) {
    meaning.ifPresent(rule -> rule.expect(vectors));
  }

  /** Keeps a seed question without comparing it. Seeds come before all other questions. */
  public void keepSeed(long rank, ComparedText text) {
    requireOrder(Precedence.of(rank));
    exact.putIfAbsent(new ExactKey(text.exactHigh(), text.exactLow()), kept.count());
    keep(rank, text);
  }

  /**
   * Keeps the questions of earlier runs, which are not compared with each other. Called at most
   * once, after the seed questions and before any candidate.
   *
   * @param questions closed by the caller, after this selection
   */
  public void follow(KeptHistory questions) {
    if (decisions.count() > 0 || history.count() > 0) {
      throw new IllegalStateException("candidates or history came before");
    }
    history = questions;
    firstOfHistory = kept.count();
    kept.addHistory(questions.count());
    pairs.forEach(rule -> rule.follow(questions));
  }

  /**
   * Decides about the candidate of the next rank.
   *
   * @throws IllegalArgumentException if a later rank was decided before
   */
  public Choice decide(long rank, ComparedText text) {
    return decide(Precedence.of(rank), text);
  }

  /**
   * Decides about the next candidate.
   *
   * @throws IllegalArgumentException if a candidate of later precedence was decided before
   */
  public Choice decide(Precedence precedence, ComparedText text) {
    requireOrder(precedence);
    long rank = precedence.rank();
    ExactKey key = new ExactKey(text.exactHigh(), text.exactLow());
    int copied = copied(key);
    if (copied >= 0) {
      best.begin(Choice.Method.EXACT);
      best.accept(copied, 1);
    } else {
      best.find(rank, text);
    }
    if (best.number < 0) {
      exact.put(key, kept.count());
      return keepCandidate(rank, text);
    }
    kept.attach(rank, best.number);
    long witness = kept.rank(best.number);
    Choice choice =
        isSurplus(best.number)
            ? new Choice.SurplusDuplicate(witness)
            : new Choice.Duplicate(witness, best.method, best.score);
    return note(rank, choice, best.number);
  }

  /** The kept question of the same text; -1 if there is none. */
  private int copied(ExactKey key) {
    Integer own = exact.get(key);
    if (own != null) {
      return own;
    }
    int earlier = history.exact(key.high(), key.low());
    return earlier < 0 ? -1 : firstOfHistory + earlier;
  }

  private Choice keepCandidate(long rank, ComparedText text) {
    keptCandidates++;
    if (keptCandidates == asked + 1) {
      firstSurplus = kept.count();
    }
    int number = kept.count();
    Choice choice = isSurplus(number) ? new Choice.Surplus() : new Choice.Kept();
    keep(rank, text);
    return note(rank, choice, number);
  }

  private Choice note(long rank, Choice choice, int number) {
    decisions.add(rank, choice, number);
    return choice;
  }

  private boolean isSurplus(int number) {
    return number >= firstSurplus;
  }

  private void keep(long rank, ComparedText text) {
    int number = kept.add(rank);
    pairs.forEach(rule -> rule.keep(number, text));
  }

  private void requireOrder(Precedence precedence) {
    if (precedence.compareTo(last) <= 0 && last.rank() != Long.MIN_VALUE) {
      throw new IllegalArgumentException(
          "Rank " + precedence.rank() + " comes after " + last.rank());
    }
    last = precedence;
    meaning.ifPresent(MeaningPairs::next);
  }

  /** The decisions so far. */
  public Decisions decisions() {
    return decisions;
  }

  /** The questions of earlier runs. */
  public KeptHistory history() {
    return history;
  }

  /**
   * Figures of the search for questions that mean the same; absent if meanings are not compared.
   */
  public Optional<MeaningPairs.Facts> meaningFacts() {
    return meaning.map(MeaningPairs::facts);
  }

  /** Figures of the search for shared shingles. */
  public SelectionFacts facts() {
    return shingles.facts();
  }

  /**
   * Writes the signatures of the kept candidates, without seed questions and surplus. Vectors are
   * among them if the rules compare meanings.
   *
   * @param ids of the kept candidates, in the order in which they were decided
   */
  public void saveSignatures(Path file, Iterator<String> ids) throws IOException {
    int[] numbers = decisions.keptNumbers();
    long[] hashes = new long[2 * numbers.length];
    exact.forEach(
        (key, number) -> {
          int place = Arrays.binarySearch(numbers, number);
          if (place >= 0) {
            hashes[2 * place] = key.high();
            hashes[2 * place + 1] = key.low();
          }
        });
    int[] own = Arrays.stream(numbers).map(number -> number - history.count()).toArray();
    Optional<RougePairs> words =
        pairs.stream().filter(RougePairs.class::isInstance).map(RougePairs.class::cast).findFirst();
    SignatureWriter.write(
        file,
        SavedQuestions.of(
            rules,
            hashes,
            new ChosenSets(shingles.own(), own),
            words.map(rule -> new ChosenSets(rule.own(), own)),
            meaning
                .map(rule -> new SavedQuestions.Embedded(rule.own(), own))
                .orElse(SavedQuestions.Embedded.NONE)),
        ids);
  }

  @Override
  public void close() {
    pairs.forEach(PairRule::close);
  }

  /** The best witness of a candidate, and the clusters that the candidate joins. */
  private final class Best implements PairRule.Found {
    private Choice.Method rule = Choice.Method.EXACT;
    private int number;
    private Choice.Method method = Choice.Method.EXACT;
    private double score;

    void find(long rank, ComparedText text) {
      number = -1;
      for (PairRule each : pairs) {
        rule = each.method();
        each.find(rank, text, this);
      }
    }

    void begin(Choice.Method only) {
      number = -1;
      rule = only;
    }

    /** A kept question is a better witness than a surplus one. */
    @Override
    public void accept(int found, double similarity) {
      if (number >= 0) {
        kept.join(number, found);
      }
      boolean isBetter =
          number < 0
              || (isSurplus(number) != isSurplus(found)
                  ? isSurplus(number)
                  : method == rule
                      && (similarity > score || (similarity == score && found < number)));
      if (isBetter) {
        number = found;
        method = rule;
        score = similarity;
      }
    }
  }
}
