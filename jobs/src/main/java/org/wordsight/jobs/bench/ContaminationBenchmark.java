package org.wordsight.jobs.bench;

import java.nio.file.Path;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.wordsight.contamination.BenchmarkText;
import org.wordsight.contamination.ContaminationIndex;
import org.wordsight.contamination.ContaminationRules;
import org.wordsight.data.Question;
import org.wordsight.evaluate.VivaAnnotation;
import org.wordsight.jobs.bench.PlantedItems.Kind;
import org.wordsight.jobs.curation.BenchmarkTexts;

/**
 * Counts the questions that are found to repeat a benchmark, for each way of repeating, and the
 * clean questions that are hit. {@code --data} names a file of VIVA's format; without a file, the
 * benchmark is generated. Meanings are compared by words, and by the encoder of {@code --model} or
 * of the class path.
 *
 * @param clean questions that repeat nothing
 * @param planted questions of each kind
 */
record ContaminationBenchmark(int clean, int planted) implements SpeedBenchmark {
  private static final ContaminationRules ALL_BUT_MEANING =
      new ContaminationRules(0.5, 4, 0.5, 0.5, ContaminationRules.NEVER, Set.of());

  static ContaminationBenchmark standard() {
    return new ContaminationBenchmark(10_000, PlantedItems.ITEMS);
  }

  @Override
  public String name() {
    return "contamination";
  }

  @Override
  public String summary() {
    return "planted benchmark items that are found, by kind, and false alarms, questions/s";
  }

  /** Sets of rules, by name. */
  private static Map<String, ContaminationRules> ruleSets() {
    double never = ContaminationRules.NEVER;
    Map<String, ContaminationRules> sets = new LinkedHashMap<>();
    sets.put(
        "coverage and containment", new ContaminationRules(0.5, 4, never, never, never, Set.of()));
    sets.put("and similarity", new ContaminationRules(0.5, 4, 0.5, never, never, Set.of()));
    sets.put("and options", ALL_BUT_MEANING);
    return sets;
  }

  @Override
  public void run(BenchSession session) {
    Optional<Path> file = session.options().data();
    List<BenchmarkText> items =
        file.map(VivaAnnotation::read).map(BenchmarkTexts::of).orElseGet(PlantedItems::benchmark);
    List<BenchmarkText> whole =
        items.stream()
            .filter(item -> !item.fields().isEmpty() && item.options().size() > 2)
            .toList();
    ruleSets().forEach((name, rules) -> measure(session, items, whole, name, rules));
    byMeaning(items, whole).measure(session, ALL_BUT_MEANING);
  }

  private ContaminationByMeaning byMeaning(List<BenchmarkText> items, List<BenchmarkText> whole) {
    List<BenchmarkText> repeated =
        IntStream.range(0, planted).mapToObj(i -> whole.get(i % whole.size())).toList();
    Map<Kind, List<Question>> questions = new EnumMap<>(Kind.class);
    for (Kind kind : Kind.values()) {
      questions.put(
          kind,
          IntStream.range(0, planted)
              .mapToObj(i -> PlantedItems.planted(kind, repeated.get(i), i))
              .toList());
    }
    return new ContaminationByMeaning(
        items,
        questions,
        repeated,
        IntStream.range(0, clean).mapToObj(PlantedItems::clean).toList());
  }

  private void measure(
      BenchSession session,
      List<BenchmarkText> items,
      List<BenchmarkText> whole,
      String name,
      ContaminationRules rules) {
    ContaminationIndex index = new ContaminationIndex("benchmark", items, rules);
    Map<String, Object> facts = new LinkedHashMap<>();
    for (Kind kind : Kind.values()) {
      facts.put("recall_" + kind.text(), BenchSession.rounded(recall(index, kind, whole)));
    }
    long[] hit = new long[1];
    session.ours(
        BenchCase.of(name, "questions/s", Map.of("items", items.size(), "clean", clean)),
        0,
        () -> {
          hit[0] = falseAlarms(index);
          return clean;
        },
        () -> {
          facts.put("false_alarms", hit[0]);
          return facts;
        });
  }

  private double recall(ContaminationIndex index, Kind kind, List<BenchmarkText> items) {
    long found =
        IntStream.range(0, planted)
            .parallel()
            .filter(
                i -> {
                  BenchmarkText item = items.get(i % items.size());
                  return index.hits(PlantedItems.planted(kind, item, i)).stream()
                      .anyMatch(hit -> hit.itemId().equals(item.id()));
                })
            .count();
    return (double) found / planted;
  }

  private long falseAlarms(ContaminationIndex index) {
    return IntStream.range(0, clean)
        .parallel()
        .mapToObj(PlantedItems::clean)
        .filter(question -> !index.hits(question).isEmpty())
        .count();
  }
}
