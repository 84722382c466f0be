package org.wordsight.dedup;

import java.util.List;

/**
 * Near duplicates: questions whose shingles reach the threshold, with {@link Boilerplate} and
 * without it. Boilerplate is computed from the questions kept before ({@link Looks}). Not
 * thread-safe.
 */
final class ShinglePairs implements PairRule {
  private static final int SAMPLED_COMPARISONS = 10;

  /** Protects bounds against rounding. It can only admit more. */
  private static final double SLACK = 1e-9;

  private final NearRule rule;

  /**
   * The smallest number of shared shingles of two similar sets, as a share of the shingles of both.
   */
  private final double leastShared;

  private final SetStore sets = new SetStore();
  private final Looks looks = new Looks();
  private CombinedSets all = new CombinedSets(sets, sets, 0, 0);
  private HistoryIndex history = HistoryIndex.NONE;
  private Boilerplate boilerplate = Boilerplate.NONE;
  private CandidateIndex index;
  private int kept;

  private long compared;
  private long bruteForcePairs;
  private long foundOfThem;

  // The candidate that is compared, with its boilerplate and without, and the kept question.
  private long[] hashes = new long[0];
  private long[] rest = new long[256];
  private int restSize;
  private long[] other = new long[256];
  private long[] otherRest = new long[256];
  private Found found;

  private final SeenQuestions seen = new SeenQuestions();

  ShinglePairs(NearRule rule) {
    this.rule = rule;
    this.leastShared = rule.threshold() / (1 + rule.threshold());
    this.index = index();
  }

  @Override
  public Choice.Method method() {
    return Choice.Method.NEAR;
  }

  @Override
  public void follow(KeptHistory questions) {
    history = questions.shingles();
    all = new CombinedSets(sets, history, kept, history.count());
    kept += history.count();
    looks.due(kept).ifPresent(this::lookForBoilerplate);
  }

  @Override
  public void keep(int number, ComparedText text) {
    long[] kept = text.shingles().shared();
    sets.add(kept);
    rest = Boilerplate.roomFor(kept.length, rest);
    index.add(number, rest, boilerplate.remove(kept, kept.length, rest));
    this.kept++;
    looks.due(this.kept).ifPresent(this::lookForBoilerplate);
  }

  private void lookForBoilerplate(int first) {
    Boilerplate found = Boilerplate.of(all, first);
    boolean changesNothing = rule.bands().isPresent() && found.isSameAs(boilerplate);
    boilerplate = found;
    if (changesNothing) {
      // An index of all pairs also depends on the present frequencies of members; MinHash does not.
      return;
    }
    index = index();
    for (int own = 0; own < sets.count(); own++) {
      other = Boilerplate.roomFor(sets.size(own), other);
      rest = Boilerplate.roomFor(sets.size(own), rest);
      int size = sets.read(own, other);
      index.add(all.number(own), rest, boilerplate.remove(other, size, rest));
    }
  }

  private CandidateIndex index() {
    return rule.bands()
        .<CandidateIndex>map(MinHashIndex::new)
        .orElseGet(() -> new PrefixIndex(rule.threshold(), MemberFrequencies.of(sets)));
  }

  @Override
  public void find(long rank, ComparedText text, Found to) {
    hashes = text.shingles().shared();
    found = to;
    rest = Boilerplate.roomFor(hashes.length, rest);
    restSize = boilerplate.remove(hashes, hashes.length, rest);
    seen.begin(kept);
    history.candidates(
        hashes,
        hashes.length,
        (question, without) -> compare(all.first() + question, hashes.length - without));
    boolean isWhole = restSize == hashes.length;
    index.candidates(
        rest,
        restSize,
        (number, without) -> compare(number, isWhole ? restSize - without : Integer.MAX_VALUE));
    if (isSampled(rank)) {
      compareWithAll();
    }
  }

  /**
   * @param most shingles that both can have
   */
  private void compare(int number, int most) {
    if (!seen.add(number)) {
      return;
    }
    if (most < leastShared * (hashes.length + all.size(number)) - SLACK) {
      return;
    }
    compared++;
    double score = score(number);
    if (score >= rule.threshold()) {
      found.accept(number, score);
    }
  }

  /** The similarity; 0 if sets of these sizes cannot reach the threshold. */
  private double score(int number) {
    int size = all.size(number);
    if (Math.min(size, hashes.length) < rule.threshold() * Math.max(size, hashes.length) - SLACK) {
      return 0;
    }
    other = Boilerplate.roomFor(size, other);
    all.read(number, other);
    double score = Shingles.jaccard(hashes, hashes.length, other, size);
    if (score >= rule.threshold() && boilerplate.size() > 0) {
      otherRest = Boilerplate.roomFor(size, otherRest);
      int otherRestSize = boilerplate.remove(other, size, otherRest);
      score = Math.min(score, Shingles.jaccard(rest, restSize, otherRest, otherRestSize));
    }
    return score;
  }

  /**
   * Whether a candidate is compared with all kept questions, to measure the recall of the search.
   * On average this gives {@value #SAMPLED_COMPARISONS} such comparisons a candidate.
   */
  private boolean isSampled(long rank) {
    if (rule.recall().isEmpty()) {
      return false;
    }
    double place = (Shingles.mixed(rank + 1) >>> 11) * 0x1p-53;
    return place * kept < SAMPLED_COMPARISONS;
  }

  /**
   * Counts the pairs of the candidate, and those that the search found. The counts decide nothing.
   */
  private void compareWithAll() {
    for (int number = 0; number < kept; number++) {
      if (score(number) >= rule.threshold()) {
        bruteForcePairs++;
        foundOfThem += seen.contains(number) ? 1 : 0;
      }
    }
  }

  /** Figures of the search so far. */
  SelectionFacts facts() {
    List<SelectionFacts.HotBucket> hot = index.hotBuckets().list();
    return new SelectionFacts(compared, boilerplate.size(), bruteForcePairs, foundOfThem, hot);
  }

  /** The shingles of seed questions and candidates, without those of earlier runs. */
  SetStore own() {
    return sets;
  }

  @Override
  public void close() {
    sets.close();
  }
}
