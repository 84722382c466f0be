package org.wordsight.dedup;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.wordsight.data.Question;

/**
 * Finds questions that repeat a benchmark's situations.
 *
 * <p>The index compares sequences of eight words. A question is contaminated where shared sequences
 * in one of its fields cover more than half of a situation's words. A situation of fewer than eight
 * words counts where a field contains it whole. A sequence in three or more situations is a common
 * phrase of the benchmark and is ignored. Options are not compared, and neither are the benchmark's
 * prompts.
 */
public final class ContaminationIndex implements Serializable {
  private static final long serialVersionUID = 1L;

  /**
   * Words in a sequence. VIVA's situations have 13 words in the median, too few for longer
   * sequences.
   */
  static final int WIDTH = 8;

  /** A sequence in this many situations or more is ignored. */
  static final int COMMON = 3;

  private final String benchmark;
  private final List<Item> items;

  /** The places of each sequence of {@link #WIDTH} words: items and first words. */
  private final Map<String, List<Place>> grams = new HashMap<>();

  /** The situations of fewer words, by their text. */
  private final Map<String, List<Integer>> shortSituations = new HashMap<>();

  /** A benchmark's situation. */
  public record Item(String id, String situation) implements Serializable {
    private static final long serialVersionUID = 1L;
  }

  /** The rule that found a hit; the table has its text. */
  public enum Rule {
    NGRAM_COVERAGE,
    CONTAINED;

    public String text() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }

  /**
   * The evidence of contamination.
   *
   * @param field the question's field: situation or question
   * @param score the covered share of the situation's words
   * @param span the field's normalised words from the first to the last shared one
   */
  public record Hit(
      String benchmark, String itemId, String field, Rule rule, double score, String span)
      implements Serializable {
    private static final long serialVersionUID = 1L;
  }

  private record Place(int item, int word) implements Serializable {
    private static final long serialVersionUID = 1L;
  }

  public ContaminationIndex(String benchmark, List<Item> items) {
    this.benchmark = benchmark;
    this.items = List.copyOf(items);
    for (int item = 0; item < items.size(); item++) {
      index(item, Words.of(items.get(item).situation()));
    }
    grams.values().removeIf(places -> itemsOf(places).size() >= COMMON);
    shortSituations.values().removeIf(found -> found.size() >= COMMON);
  }

  private void index(int item, Words words) {
    if (words.size() > 0 && words.size() < WIDTH) {
      shortSituations.computeIfAbsent(words.joined(), key -> new ArrayList<>()).add(item);
    }
    for (int word = 0; word + WIDTH <= words.size(); word++) {
      grams
          .computeIfAbsent(words.span(word, word + WIDTH), key -> new ArrayList<>())
          .add(new Place(item, word));
    }
  }

  private static Set<Integer> itemsOf(List<Place> places) {
    Set<Integer> found = new HashSet<>();
    places.forEach(place -> found.add(place.item()));
    return found;
  }

  /**
   * Every hit of a question, by field and in the benchmark's order; empty if the question is clean.
   */
  public List<Hit> hits(Question question) {
    Map<String, String> fields = new LinkedHashMap<>();
    fields.put("situation", question.situation());
    fields.put("question", question.question());
    List<Hit> hits = new ArrayList<>();
    fields.forEach(
        (field, text) -> {
          Words words = Words.of(text);
          hits.addAll(coverageHits(field, words));
          hits.addAll(containedHits(field, words));
        });
    return List.copyOf(hits);
  }

  private List<Hit> coverageHits(String field, Words words) {
    Map<Integer, Overlap> overlaps = new TreeMap<>();
    for (int word = 0; word + WIDTH <= words.size(); word++) {
      for (Place place : grams.getOrDefault(words.span(word, word + WIDTH), List.of())) {
        overlaps.computeIfAbsent(place.item(), item -> new Overlap()).add(place.word(), word);
      }
    }
    List<Hit> hits = new ArrayList<>();
    overlaps.forEach(
        (item, overlap) -> {
          double score = (double) overlap.covered.size() / situationWords(item);
          if (score > 0.5) {
            String span = words.span(overlap.first, overlap.end);
            hits.add(hit(item, field, Rule.NGRAM_COVERAGE, score, span));
          }
        });
    return hits;
  }

  private int situationWords(int item) {
    return Words.of(items.get(item).situation()).size();
  }

  private List<Hit> containedHits(String field, Words words) {
    Map<Integer, Hit> hits = new TreeMap<>();
    for (int start = 0; start < words.size(); start++) {
      for (int end = start + 1; end < start + WIDTH && end <= words.size(); end++) {
        String span = words.span(start, end);
        for (int item : shortSituations.getOrDefault(span, List.of())) {
          hits.putIfAbsent(item, hit(item, field, Rule.CONTAINED, 1, span));
        }
      }
    }
    return List.copyOf(hits.values());
  }

  private Hit hit(int item, String field, Rule rule, double score, String span) {
    return new Hit(benchmark, items.get(item).id(), field, rule, score, span);
  }

  /** The words that one field shares with one situation. */
  private static final class Overlap {
    private final Set<Integer> covered = new HashSet<>();
    private int first = Integer.MAX_VALUE;
    private int end;

    void add(int situationWord, int fieldWord) {
      for (int i = 0; i < WIDTH; i++) {
        covered.add(situationWord + i);
      }
      first = Math.min(first, fieldWord);
      end = Math.max(end, fieldWord + WIDTH);
    }
  }
}
