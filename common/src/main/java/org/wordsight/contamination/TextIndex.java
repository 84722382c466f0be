package org.wordsight.contamination;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.wordsight.dedup.Words;

/**
 * Finds the texts that a field repeats. Texts have numbers in the order of their items. A sequence
 * that three items or more share is a common phrase of the benchmark, and is no evidence.
 */
final class TextIndex implements Serializable {
  private static final long serialVersionUID = 1L;

  /**
   * Words in a sequence of the first rule. VIVA's situations have 13 words in the median, too few
   * for longer sequences. Texts of fewer words are found as a whole.
   */
  static final int WIDTH = 8;

  /** Words in a sequence of the similarity. One changed word changes two such sequences. */
  static final int PAIR = 2;

  /** A sequence in more items than this is ignored. */
  static final int MOST_ITEMS = 2;

  private final ContaminationRules rules;

  /** The number of words in each text. */
  private final int[] sizes;

  /** The item of each text. */
  private final int[] items;

  /** The distinct pairs of words of each text, in ascending order of their hashes. */
  private final long[][] pairs;

  /** The number of these pairs that are not common. */
  private final int[] rarePairs;

  private final PlaceTable sequences;
  private final PlaceTable wholes;
  private final PlaceTable places;

  /**
   * @param items the item of each text, in ascending order
   */
  TextIndex(List<Words> texts, int[] items, ContaminationRules rules) {
    this.rules = rules;
    this.items = items.clone();
    this.sizes = texts.stream().mapToInt(Words::size).toArray();
    this.pairs = new long[sizes.length][];
    PlaceTable.Builder sequence = new PlaceTable.Builder();
    PlaceTable.Builder whole = new PlaceTable.Builder();
    PlaceTable.Builder pair = new PlaceTable.Builder();
    for (int text = 0; text < sizes.length; text++) {
      long[] words = WordHashes.of(texts.get(text).list());
      pairs[text] = WordHashes.distinctSequences(words, PAIR);
      if (words.length > 0 && words.length < WIDTH) {
        whole.add(WordHashes.sequence(words, 0, words.length), text, 0);
      }
      for (int at = 0; at + WIDTH <= words.length; at++) {
        sequence.add(WordHashes.sequence(words, at, at + WIDTH), text, at);
      }
      for (long hash : pairs[text]) {
        pair.add(hash, text, 0);
      }
    }
    this.sequences = sequence.build(this::item, MOST_ITEMS);
    this.wholes = whole.build(this::item, MOST_ITEMS);
    this.places = pair.build(this::item, MOST_ITEMS);
    this.rarePairs =
        Arrays.stream(pairs)
            .mapToInt(own -> (int) Arrays.stream(own).filter(h -> !places.isCommon(h)).count())
            .toArray();
  }

  int item(int text) {
    return items[text];
  }

  /** All matches of a field, by text and rule. */
  List<Match> matches(Words field) {
    long[] words = WordHashes.of(field.list());
    List<Match> matches = new ArrayList<>();
    addCovered(words, matches);
    addContained(words, matches);
    addSimilar(words, matches);
    matches.sort(Comparator.comparingInt(Match::text).thenComparing(Match::rule));
    return List.copyOf(matches);
  }

  private void addCovered(long[] words, List<Match> matches) {
    Map<Integer, Overlap> overlaps = new TreeMap<>();
    for (int at = 0; at + WIDTH <= words.length; at++) {
      int from = at;
      sequences.forEach(
          WordHashes.sequence(words, from, from + WIDTH),
          (text, position) ->
              overlaps.computeIfAbsent(text, t -> new Overlap()).add(position, from));
    }
    overlaps.forEach(
        (text, overlap) -> {
          double share = (double) overlap.covered.cardinality() / sizes[text];
          if (share > rules.coverage()) {
            matches.add(new Match(text, Rule.NGRAM_COVERAGE, share, overlap.first, overlap.end));
          }
        });
  }

  private void addContained(long[] words, List<Match> matches) {
    Map<Integer, Match> found = new TreeMap<>();
    for (int start = 0; start < words.length; start++) {
      for (int end = start + 1; end < start + WIDTH && end <= words.length; end++) {
        boolean isField = start == 0 && end == words.length;
        if (isField || end - start >= rules.contained()) {
          addWhole(words, start, end, found);
        }
      }
    }
    matches.addAll(found.values());
  }

  private void addWhole(long[] words, int from, int to, Map<Integer, Match> found) {
    wholes.forEach(
        WordHashes.sequence(words, from, to),
        (text, position) -> found.putIfAbsent(text, new Match(text, Rule.CONTAINED, 1, from, to)));
  }

  private void addSimilar(long[] words, List<Match> matches) {
    if (rules.jaccard() == ContaminationRules.NEVER) {
      return;
    }
    long[] own = WordHashes.distinctSequences(words, PAIR);
    Set<Integer> seen = new HashSet<>();
    for (long hash : own) {
      places.forEach(
          hash,
          (text, position) -> {
            if (seen.add(text) && sizes[text] >= WIDTH) {
              double score = similarity(own, text);
              if (score >= rules.jaccard()) {
                matches.add(similar(words, text, score));
              }
            }
          });
    }
  }

  /**
   * The smaller of two numbers: the Jaccard similarity of the pairs of words, and the share of the
   * text's uncommon pairs that are in the field.
   */
  private double similarity(long[] own, int text) {
    int shared = 0;
    int rare = 0;
    for (long hash : pairs[text]) {
      if (Arrays.binarySearch(own, hash) >= 0) {
        shared++;
        rare += places.isCommon(hash) ? 0 : 1;
      }
    }
    double jaccard = (double) shared / (own.length + pairs[text].length - shared);
    return Math.min(jaccard, (double) rare / rarePairs[text]);
  }

  private Match similar(long[] words, int text, double score) {
    int first = Integer.MAX_VALUE;
    int end = 0;
    for (int at = 0; at + PAIR <= words.length; at++) {
      if (Arrays.binarySearch(pairs[text], WordHashes.sequence(words, at, at + PAIR)) >= 0) {
        first = Math.min(first, at);
        end = at + PAIR;
      }
    }
    return new Match(text, Rule.JACCARD, score, first, end);
  }

  /** The words that a field shares with one text. */
  private static final class Overlap {
    private final BitSet covered = new BitSet();
    private int first = Integer.MAX_VALUE;
    private int end;

    void add(int textWord, int fieldWord) {
      covered.set(textWord, textWord + WIDTH);
      first = Math.min(first, fieldWord);
      end = Math.max(end, fieldWord + WIDTH);
    }
  }
}
