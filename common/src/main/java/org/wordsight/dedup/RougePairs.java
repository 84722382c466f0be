package org.wordsight.dedup;

/**
 * Questions whose ROUGE-L reaches the threshold. ROUGE-L is twice the length of the longest common
 * subsequence of words, divided by the number of words of both (the F measure of Lin, "ROUGE: a
 * package for automatic evaluation of summaries", 2004). Self-Instruct drops instructions with a
 * ROUGE-L above 0.7.
 *
 * <p>Words of {@link Boilerplate} are left out: the threshold must be reached with them and without
 * them, and the score is the smaller one. A word is boilerplate if it is part of a boilerplate
 * shingle. Not thread-safe.
 *
 * <p>A common subsequence cannot be longer than the number of shared words. Two texts of m and n
 * words that reach the threshold therefore share at least threshold (m + n) / 2 words. As sets of
 * occurrences of words, they have a Jaccard similarity of at least threshold / (2 - threshold).
 * {@link PrefixIndex} finds all such sets.
 */
final class RougePairs implements PairRule {
  private static final double SLACK = 1e-9;

  private final double threshold;
  private final SetStore words = new SetStore();
  private final Looks looks = new Looks();
  private final CommonSubsequence common = new CommonSubsequence();
  private final CommonSubsequence commonRest = new CommonSubsequence();
  private CombinedSets all = new CombinedSets(words, words, 0, 0);
  private HistoryIndex history = HistoryIndex.NONE;
  private Boilerplate boilerplate = Boilerplate.NONE;
  private PrefixIndex index;
  private int kept;

  private long[] members = new long[256];
  private long[] other = new long[256];
  private long[] rest = new long[256];
  private int size;
  private int restSize;
  private Found found;

  private final SeenQuestions seen = new SeenQuestions();

  /**
   * @param threshold the least ROUGE-L, above 0, at most 1
   */
  RougePairs(double threshold) {
    this.threshold = threshold;
    this.index = index();
  }

  /** The least Jaccard similarity of the occurrences of two texts that reach a threshold. */
  static double overlap(double threshold) {
    return threshold / (2 - threshold);
  }

  private PrefixIndex index() {
    MemberFrequencies frequencies = MemberFrequencies.forMembers(words.total());
    for (int own = 0; own < words.count(); own++) {
      int memberCount = readMembers(own);
      frequencies.add(members, memberCount);
    }
    return new PrefixIndex(overlap(threshold), frequencies);
  }

  /** May replace {@link #members}: the caller reads that field afterwards. */
  private int readMembers(int own) {
    members = Boilerplate.roomFor(words.size(own), members);
    return WordSequence.occurrences(members, words.read(own, members));
  }

  @Override
  public Choice.Method method() {
    return Choice.Method.ROUGE_L;
  }

  @Override
  public void follow(KeptHistory questions) {
    history = questions.words();
    all = new CombinedSets(words, history, kept, history.count());
    kept += history.count();
    looks.due(kept).ifPresent(this::lookForBoilerplate);
  }

  @Override
  public void keep(int number, ComparedText text) {
    words.add(text.words().shared());
    int memberCount = readMembers(words.count() - 1);
    index.add(number, members, memberCount);
    kept++;
    looks.due(kept).ifPresent(this::lookForBoilerplate);
  }

  private void lookForBoilerplate(int first) {
    boilerplate = Boilerplate.of(new ShinglesOf(all), first);
    index = index();
    for (int own = 0; own < words.count(); own++) {
      int memberCount = readMembers(own);
      index.add(all.number(own), members, memberCount);
    }
  }

  @Override
  public void find(long rank, ComparedText text, Found to) {
    long[] sequence = text.words().shared();
    size = sequence.length;
    found = to;
    seen.begin(kept);
    common.of(sequence, size);
    if (boilerplate.size() > 0) {
      rest = Boilerplate.roomFor(size, rest);
      restSize = boilerplate.removeWords(sequence, size, rest);
      commonRest.of(rest, restSize);
    }
    members = Boilerplate.roomFor(size, members);
    System.arraycopy(sequence, 0, members, 0, size);
    WordSequence.occurrences(members, size);
    history.candidates(
        members, size, (question, without) -> compare(all.first() + question, without));
    index.candidates(members, size, this::compare);
  }

  private void compare(int number, int without) {
    if (!seen.add(number)) {
      return;
    }
    if (size - without < least(all.size(number))) {
      return;
    }
    double score = score(number);
    if (score >= threshold) {
      found.accept(number, score);
    }
  }

  /** The least number of words that a text of this size must have in common with the candidate. */
  private double least(int otherSize) {
    return threshold * (size + otherSize) / 2 - SLACK;
  }

  private double score(int number) {
    int otherSize = all.size(number);
    double least = least(otherSize);
    if (Math.min(size, otherSize) < least) {
      return 0;
    }
    other = Boilerplate.roomFor(otherSize, other);
    all.read(number, other);
    if (common.overlap(other, otherSize) < least) {
      return 0;
    }
    double score = score(common.length(other, otherSize), size, otherSize);
    if (score >= threshold && boilerplate.size() > 0) {
      rest = Boilerplate.roomFor(otherSize, rest);
      int otherRest = boilerplate.removeWords(other, otherSize, rest);
      score = Math.min(score, score(commonRest.length(rest, otherRest), restSize, otherRest));
    }
    return score;
  }

  /** The F measure; 0 if both texts are empty. */
  static double score(int common, int oneSize, int otherSize) {
    return oneSize + otherSize == 0 ? 0 : 2.0 * common / (oneSize + otherSize);
  }

  /** The words of seed questions and candidates, without those of earlier runs. */
  SetStore own() {
    return words;
  }

  @Override
  public void close() {
    words.close();
  }

  /** The shingles of sequences of words. */
  private record ShinglesOf(Sets words) implements Sets {
    @Override
    public int size(int number) {
      return words.size(number);
    }

    @Override
    public int read(int number, long[] into) {
      return Shingles.ofWords(into, words.read(number, into), into);
    }
  }
}
