package org.wordsight.contamination;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.wordsight.dedup.Words;

/**
 * Finds the items whose options a question repeats, in any order. An option of fewer than eight
 * words must be the same, and a longer one similar by any rule for texts. Options that three items
 * or more share are never found, but count among the item's options.
 */
final class OptionIndex implements Serializable {
  private static final long serialVersionUID = 1L;

  private final ContaminationRules rules;
  private final TextIndex texts;

  /** The number of options of each item. */
  private final int[] counts;

  /**
   * The options of an item that a question has.
   *
   * @param score their share of the item's options
   * @param span the question's options
   */
  record Shared(int item, double score, String span) {}

  OptionIndex(List<BenchmarkText> items, ContaminationRules rules) {
    this.rules = rules;
    this.counts = items.stream().mapToInt(item -> item.options().size()).toArray();
    List<Words> options = new ArrayList<>();
    List<Integer> owners = new ArrayList<>();
    for (int item = 0; item < items.size(); item++) {
      for (String option : items.get(item).options()) {
        options.add(Words.of(option));
        owners.add(item);
      }
    }
    this.texts =
        new TextIndex(options, owners.stream().mapToInt(Integer::intValue).toArray(), rules);
  }

  /** The items that share enough options with these. */
  List<Shared> shared(List<String> options) {
    List<Words> fields = options.stream().map(Words::of).toList();
    Map<Integer, Pairs> found = new TreeMap<>();
    for (int option = 0; option < fields.size(); option++) {
      Words field = fields.get(option);
      for (Match match : texts.matches(field)) {
        boolean counts =
            match.rule() != Rule.CONTAINED || match.to() - match.from() == field.size();
        if (counts) {
          found
              .computeIfAbsent(texts.item(match.text()), item -> new Pairs())
              .add(match.text(), option);
        }
      }
    }
    List<Shared> shared = new ArrayList<>();
    found.forEach(
        (item, pairs) -> {
          double score = (double) pairs.count() / counts[item];
          if (score > rules.options() && pairs.words(fields) >= TextIndex.WIDTH) {
            shared.add(new Shared(item, score, pairs.span(fields)));
          }
        });
    return List.copyOf(shared);
  }

  /** Options of one item and of a question that match. */
  private static final class Pairs {
    private final Set<Integer> ofItem = new TreeSet<>();
    private final Set<Integer> ofQuestion = new TreeSet<>();

    void add(int text, int option) {
      ofItem.add(text);
      ofQuestion.add(option);
    }

    /** Neither side counts an option twice. */
    int count() {
      return Math.min(ofItem.size(), ofQuestion.size());
    }

    int words(List<Words> fields) {
      return ofQuestion.stream().mapToInt(option -> fields.get(option).size()).sum();
    }

    String span(List<Words> fields) {
      return ofQuestion.stream()
          .map(option -> fields.get(option).joined())
          .collect(Collectors.joining(" / "));
    }
  }
}
