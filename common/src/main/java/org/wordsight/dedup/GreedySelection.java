package org.wordsight.dedup;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Decides which questions are kept. In the order of rank, a question is kept if it is no duplicate
 * of a question kept before. A candidate is compared with kept questions only, so a thousand copies
 * cost a thousand comparisons.
 *
 * <p>No two kept questions are duplicates. Every dropped question names its witness: the most
 * similar kept question, and of equally similar ones the one of smallest rank. Questions beyond the
 * asked number are surplus. Their duplicates are surplus too, unless they also repeat a kept
 * question. A decision depends on the questions before alone, so more candidates change none.
 *
 * <p>Two questions are near duplicates where their shingles reach the threshold, with {@link
 * Boilerplate} and without it. Boilerplate is known from the questions kept before. It is looked
 * for again whenever their number has doubled.
 *
 * <p>With a {@link MeaningIndex}, questions that are alike in meaning are duplicates too. A
 * question that repeats another in several ways is named after the first of them: exact, near,
 * semantic. Not thread-safe.
 */
public final class GreedySelection implements AutoCloseable {
  /** Kept questions before boilerplate is looked for the first time. */
  private static final int FIRST_LOOK = 64;

  private static final int SAMPLED_COMPARISONS = 10;

  /** A 128-bit hash of an exact text. */
  private record ExactKey(long high, long low) {}

  private final NearRule rule;
  private final int asked;
  private final Optional<MeaningIndex> meaning;
  private final SetStore sets = new SetStore();
  private final KeptSets kept = new KeptSets();
  private final Decisions decisions = new Decisions(kept);
  private final Map<ExactKey, Integer> exact = new HashMap<>();
  private final Matches matches = new Matches();

  private Boilerplate boilerplate = Boilerplate.NONE;
  private CandidateIndex index;
  private int nextLook = FIRST_LOOK;
  private int keptCandidates;

  /** The number of the first kept set that is surplus. */
  private int firstSurplus = Integer.MAX_VALUE;

  private long lastRank = Long.MIN_VALUE;
  private long[] rest = new long[256];
  private long compared;
  private long bruteForcePairs;
  private long foundOfThem;

  /**
   * @param asked the most candidates to keep
   */
  public GreedySelection(NearRule rule, int asked) {
    this(rule, Optional.empty(), asked);
  }

  /**
   * @param meaning finds questions that are alike in meaning; closed with this object
   * @param asked the most candidates to keep
   */
  public GreedySelection(NearRule rule, Optional<MeaningIndex> meaning, int asked) {
    this.rule = rule;
    this.meaning = meaning;
    this.asked = asked;
    this.index = index();
  }

  /**
   * Announces the vectors of the next questions, in the order of rank. Nothing is done where
   * meanings are not compared.
   */
  public void expect(List<float[]> vectors) {
    meaning.ifPresent(index -> index.expect(vectors));
  }

  /** Keeps a seed question without comparing it. Seeds come before all candidates. */
  public void keepSeed(long rank, ComparedText text) {
    requireOrder(rank);
    exact.putIfAbsent(new ExactKey(text.exactHigh(), text.exactLow()), kept.count());
    keep(rank, text.shingles().shared());
  }

  /**
   * Decides about the candidate of the next rank.
   *
   * @throws IllegalArgumentException if a later rank was decided before
   */
  public Choice decide(long rank, ComparedText text) {
    requireOrder(rank);
    ExactKey key = new ExactKey(text.exactHigh(), text.exactLow());
    Integer copied = exact.get(key);
    if (copied != null) {
      kept.attach(rank, copied);
      return note(
          rank,
          isSurplus(copied)
              ? new Choice.SurplusDuplicate(kept.rank(copied))
              : new Choice.Duplicate(kept.rank(copied), Choice.Method.EXACT, 1),
          copied);
    }
    long[] hashes = text.shingles().shared();
    matches.find(hashes);
    if (isSampled(rank)) {
      matches.compareWithAll();
    }
    meaning.ifPresent(index -> index.matches(matches::alike));
    if (matches.best < 0) {
      exact.put(key, kept.count());
      return keepCandidate(rank, hashes);
    }
    kept.attach(rank, matches.best);
    return note(
        rank,
        isSurplus(matches.best)
            ? new Choice.SurplusDuplicate(kept.rank(matches.best))
            : new Choice.Duplicate(kept.rank(matches.best), matches.bestMethod, matches.bestScore),
        matches.best);
  }

  private Choice keepCandidate(long rank, long[] hashes) {
    keptCandidates++;
    if (keptCandidates == asked + 1) {
      firstSurplus = kept.count();
    }
    int number = kept.count();
    Choice choice = isSurplus(number) ? new Choice.Surplus() : new Choice.Kept();
    keep(rank, hashes);
    return note(rank, choice, number);
  }

  private Choice note(long rank, Choice choice, int number) {
    decisions.add(rank, choice, number);
    return choice;
  }

  private boolean isSurplus(int number) {
    return number >= firstSurplus;
  }

  private void keep(long rank, long[] hashes) {
    int number = kept.add(rank);
    sets.add(hashes);
    meaning.ifPresent(MeaningIndex::keep);
    rest = Boilerplate.roomFor(hashes.length, rest);
    index.add(number, rest, boilerplate.remove(hashes, hashes.length, rest));
    if (kept.count() == nextLook) {
      nextLook = 2 * nextLook;
      lookForBoilerplate();
    }
  }

  private void lookForBoilerplate() {
    boilerplate = Boilerplate.of(sets);
    index = index();
    long[] hashes = new long[rest.length];
    for (int number = 0; number < sets.count(); number++) {
      hashes = Boilerplate.roomFor(sets.size(number), hashes);
      rest = Boilerplate.roomFor(sets.size(number), rest);
      int size = sets.read(number, hashes);
      index.add(number, rest, boilerplate.remove(hashes, size, rest));
    }
  }

  private CandidateIndex index() {
    return rule.bands()
        .<CandidateIndex>map(MinHashIndex::new)
        .orElseGet(() -> new PrefixIndex(rule.threshold(), frequencies()));
  }

  /** How common members are among the kept sets, for the order of {@link PrefixIndex}. */
  private MemberFrequencies frequencies() {
    MemberFrequencies frequencies = new MemberFrequencies();
    long[] hashes = new long[256];
    for (int number = 0; number < sets.count(); number++) {
      hashes = Boilerplate.roomFor(sets.size(number), hashes);
      frequencies.add(hashes, sets.read(number, hashes));
    }
    return frequencies;
  }

  /**
   * Whether a candidate is compared with all kept questions, to measure the recall of the search.
   * On average there are {@value #SAMPLED_COMPARISONS} such comparisons a candidate.
   */
  private boolean isSampled(long rank) {
    if (rule.recall().isEmpty()) {
      return false;
    }
    double place = (Shingles.mixed(rank + 1) >>> 11) * 0x1p-53;
    return place * kept.count() < SAMPLED_COMPARISONS;
  }

  private void requireOrder(long rank) {
    if (rank <= lastRank && lastRank != Long.MIN_VALUE) {
      throw new IllegalArgumentException("Rank " + rank + " comes after " + lastRank);
    }
    lastRank = rank;
    meaning.ifPresent(MeaningIndex::next);
  }

  /** The decisions so far. */
  public Decisions decisions() {
    return decisions;
  }

  /** How the search for questions alike in meaning went so far; absent where there is none. */
  public Optional<MeaningIndex.Facts> meaningFacts() {
    return meaning.map(MeaningIndex::facts);
  }

  /** How the search went so far. */
  public SelectionFacts facts() {
    return new SelectionFacts(
        compared, boilerplate.size(), bruteForcePairs, foundOfThem, index.hotBuckets().list());
  }

  @Override
  public void close() {
    sets.close();
    meaning.ifPresent(MeaningIndex::close);
  }

  /** The kept sets that a candidate resembles. */
  private final class Matches {
    private long[] hashes = new long[0];
    private long[] own = new long[256];
    private long[] other = new long[256];
    private long[] otherRest = new long[256];
    private int ownSize;

    /** By kept set: the last candidate that was compared with it. */
    private int[] seen = new int[1024];

    private int round;
    private int best;
    private double bestScore;
    private Choice.Method bestMethod = Choice.Method.NEAR;

    /** Finds the best match, and joins the clusters of all matches. */
    void find(long[] candidate) {
      hashes = candidate;
      own = Boilerplate.roomFor(candidate.length, own);
      ownSize = boilerplate.remove(candidate, candidate.length, own);
      best = -1;
      bestScore = 0;
      round++;
      if (seen.length < kept.count()) {
        seen = Arrays.copyOf(seen, 2 * kept.count());
      }
      index.candidates(own, ownSize, this::compare);
    }

    private void compare(int number) {
      if (seen[number] == round) {
        return;
      }
      seen[number] = round;
      compared++;
      double score = score(number);
      if (score >= rule.threshold()) {
        matched(number, Choice.Method.NEAR, score);
      }
    }

    /** Counts the pairs of this candidate, and those that were found. Nothing is decided by it. */
    void compareWithAll() {
      for (int number = 0; number < kept.count(); number++) {
        if (score(number) >= rule.threshold()) {
          bruteForcePairs++;
          foundOfThem += seen[number] == round ? 1 : 0;
        }
      }
    }

    /** The similarity, or 0 where the sizes of the sets rule the threshold out. */
    private double score(int number) {
      int size = sets.size(number);
      if (Math.min(size, hashes.length) < rule.threshold() * Math.max(size, hashes.length) - 1e-9) {
        return 0;
      }
      other = Boilerplate.roomFor(size, other);
      sets.read(number, other);
      double score = Shingles.jaccard(hashes, hashes.length, other, size);
      if (score >= rule.threshold() && boilerplate.size() > 0) {
        otherRest = Boilerplate.roomFor(size, otherRest);
        int restSize = boilerplate.remove(other, size, otherRest);
        score = Math.min(score, Shingles.jaccard(own, ownSize, otherRest, restSize));
      }
      return score;
    }

    void alike(int number, double cosine) {
      matched(number, Choice.Method.SEMANTIC, cosine);
    }

    /**
     * A kept question is a better witness than a surplus one, then the earlier method, then the
     * higher score, then the smaller rank.
     */
    private void matched(int number, Choice.Method method, double score) {
      if (best >= 0) {
        kept.join(best, number);
      }
      if (best < 0 || isBetter(number, method, score)) {
        best = number;
        bestMethod = method;
        bestScore = score;
      }
    }

    private boolean isBetter(int number, Choice.Method method, double score) {
      if (isSurplus(best) != isSurplus(number)) {
        return isSurplus(best);
      }
      if (bestMethod != method) {
        return method.compareTo(bestMethod) < 0;
      }
      return score > bestScore || (score == bestScore && number < best);
    }
  }
}
