package org.wordsight.contamination;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import org.wordsight.data.Question;
import org.wordsight.dedup.Words;

/**
 * Finds questions that repeat a benchmark's items. Situation and question are compared with every
 * text of every item, and options with options. Answers and rationales are not compared, and
 * neither are the benchmark's prompts.
 */
public final class ContaminationIndex implements Serializable {
  private static final long serialVersionUID = 1L;

  private static final String OPTIONS = "options";

  private final String benchmark;
  private final ContaminationRules rules;
  private final List<String> itemIds;

  /** The names of all texts, in the order of the items. */
  private final List<String> names;

  /** The texts themselves, for callers that make their vectors. */
  private final List<String> fieldTexts;

  private final TextIndex texts;
  private final OptionIndex options;
  private final TextMeanings meanings;

  public ContaminationIndex(String benchmark, List<BenchmarkText> items, ContaminationRules rules) {
    this.benchmark = benchmark;
    this.rules = rules;
    this.itemIds = items.stream().map(BenchmarkText::id).toList();
    List<String> textNames = new ArrayList<>();
    List<Words> words = new ArrayList<>();
    List<Integer> owners = new ArrayList<>();
    for (int item = 0; item < items.size(); item++) {
      int owner = item;
      items
          .get(item)
          .fields()
          .forEach(
              (name, text) -> {
                textNames.add(name);
                words.add(Words.of(text));
                owners.add(owner);
              });
    }
    this.names = List.copyOf(textNames);
    this.fieldTexts = items.stream().flatMap(item -> item.fields().values().stream()).toList();
    this.texts = new TextIndex(words, owners.stream().mapToInt(Integer::intValue).toArray(), rules);
    this.options = new OptionIndex(items, rules);
    this.meanings = TextMeanings.NONE;
  }

  private ContaminationIndex(ContaminationIndex index, TextMeanings meanings) {
    this.benchmark = index.benchmark;
    this.rules = index.rules;
    this.itemIds = index.itemIds;
    this.names = index.names;
    this.fieldTexts = index.fieldTexts;
    this.texts = index.texts;
    this.options = index.options;
    this.meanings = meanings;
  }

  /** All texts of items, in the order in which their vectors are given. */
  public List<String> texts() {
    return fieldTexts;
  }

  /** Whether the rules ask for a comparison of meanings. */
  public boolean comparesMeanings() {
    return rules.cosine() < ContaminationRules.NEVER;
  }

  /**
   * The same index, which also compares meanings.
   *
   * @param vectors of {@link #texts}, each of length 1, or all zeros
   */
  public ContaminationIndex withMeanings(List<float[]> vectors) {
    if (vectors.size() != names.size()) {
      throw new IllegalArgumentException(
          "%d vectors of %d texts".formatted(vectors.size(), names.size()));
    }
    return new ContaminationIndex(this, new TextMeanings(vectors));
  }

  /**
   * Every hit of a question, by field and in the benchmark's order; empty if the question is clean.
   */
  public List<Hit> hits(Question question) {
    List<Hit> hits = new ArrayList<>();
    addHits("situation", question.situation(), hits);
    addHits("question", question.question(), hits);
    if (rules.options() < ContaminationRules.NEVER) {
      for (OptionIndex.Shared shared : options.shared(question.options())) {
        hits.add(hit(shared.item(), OPTIONS, OPTIONS, Rule.OPTIONS, shared.score(), shared.span()));
      }
    }
    return List.copyOf(hits);
  }

  /**
   * The same with the question's meaning.
   *
   * @param vectors of length 1: of the situation, and of situation and question together. A
   *     benchmark's text often has no question, and is then more similar to the situation alone
   */
  public List<Hit> hits(Question question, List<float[]> vectors) {
    List<Hit> hits = new ArrayList<>(hits(question));
    if (meanings.count() > 0) {
      String span = Words.of(question.situation()).joined();
      for (TextMeanings.Near near : meanings.near(vectors, rules.cosine())) {
        int item = texts.item(near.text());
        String name = names.get(near.text());
        hits.add(hit(item, "situation", name, Rule.COSINE, near.cosine(), span));
      }
    }
    return List.copyOf(hits);
  }

  private void addHits(String field, String text, List<Hit> hits) {
    Words words = Words.of(text);
    for (Match match : texts.matches(words)) {
      hits.add(
          hit(
              texts.item(match.text()),
              field,
              names.get(match.text()),
              match.rule(),
              match.score(),
              words.span(match.from(), match.to())));
    }
  }

  private Hit hit(int item, String field, String itemField, Rule rule, double score, String span) {
    return new Hit(
        benchmark, itemIds.get(item), field, itemField, rule, score, span, rules.policy(rule));
  }
}
