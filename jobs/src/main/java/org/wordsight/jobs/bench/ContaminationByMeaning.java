package org.wordsight.jobs.bench;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.BiPredicate;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.wordsight.contamination.BenchmarkText;
import org.wordsight.contamination.ContaminationIndex;
import org.wordsight.contamination.ContaminationRules;
import org.wordsight.contamination.Hit;
import org.wordsight.contamination.Rule;
import org.wordsight.data.Question;
import org.wordsight.embed.Calibration;
import org.wordsight.embed.EmbeddedText;
import org.wordsight.embed.Embedder;
import org.wordsight.embed.LabelledPair;
import org.wordsight.embed.PlantedPairs;
import org.wordsight.embed.TextVector;
import org.wordsight.jobs.bench.PlantedItems.Kind;

/**
 * Counts the repeated benchmark items that the comparison of meanings finds, alone and together
 * with all other rules. As for duplicates, the calibration chooses the cosine.
 *
 * @param items the benchmark
 * @param planted by kind: questions that repeat items
 * @param repeated by number of a planted question: the item
 * @param clean questions that repeat nothing
 */
record ContaminationByMeaning(
    List<BenchmarkText> items,
    Map<Kind, List<Question>> planted,
    List<BenchmarkText> repeated,
    List<Question> clean) {
  /** Texts of one call. */
  private static final int GROUP = 64;

  private static final List<LabelledPair> PAIRS = PlantedPairs.make();

  /** How many questions are found by any rule, and how many of them by meaning. */
  private record Found(long byAny, long byMeaning) {}

  /** Measures each embedder, with the other rules beside it. */
  void measure(BenchSession session, ContaminationRules others) {
    BenchEmbedders.forEach(
        session, (name, embedder) -> measure(session, others, name, vectors(embedder)));
  }

  private void measure(
      BenchSession session, ContaminationRules others, String name, Map<String, float[]> vectors) {
    double cosine = Calibration.of(PAIRS, vectors, OptionalDouble.empty()).threshold();
    ContaminationRules rules =
        new ContaminationRules(
            others.coverage(),
            others.contained(),
            others.jaccard(),
            others.options(),
            cosine,
            Set.of());
    ContaminationIndex plain = new ContaminationIndex("benchmark", items, rules);
    ContaminationIndex index =
        plain.withMeanings(plain.texts().stream().map(vectors::get).toList());
    Map<String, Object> facts = new LinkedHashMap<>();
    planted.forEach(
        (kind, questions) -> {
          Found found =
              find(
                  index,
                  questions,
                  vectors,
                  (number, hit) -> hit.itemId().equals(repeated.get(number).id()));
          double all = questions.size();
          facts.put("recall_" + kind.text(), BenchSession.rounded(found.byAny() / all));
          facts.put(
              "recall_by_cosine_alone_" + kind.text(),
              BenchSession.rounded(found.byMeaning() / all));
        });
    Found[] alarms = new Found[1];
    session.ours(
        BenchCase.of(
            "and cosine by " + name,
            "questions/s",
            Map.of("items", items.size(), "clean", clean.size(), "cosine", cosine)),
        0,
        () -> {
          alarms[0] = find(index, clean, vectors, (number, hit) -> true);
          return clean.size();
        },
        () -> {
          facts.put("false_alarms", alarms[0].byAny());
          facts.put("false_alarms_by_cosine", alarms[0].byMeaning());
          return facts;
        });
  }

  /**
   * @param counts whether a hit on the question with this number counts
   */
  private static Found find(
      ContaminationIndex index,
      List<Question> questions,
      Map<String, float[]> vectors,
      BiPredicate<Integer, Hit> counts) {
    LongAdder byAny = new LongAdder();
    LongAdder byMeaning = new LongAdder();
    IntStream.range(0, questions.size())
        .parallel()
        .forEach(
            i -> {
              Question question = questions.get(i);
              List<Hit> hits =
                  index.hits(question, vectors(question, vectors)).stream()
                      .filter(hit -> counts.test(i, hit))
                      .toList();
              byAny.add(hits.isEmpty() ? 0 : 1);
              byMeaning.add(hits.stream().anyMatch(hit -> hit.rule() == Rule.COSINE) ? 1 : 0);
            });
    return new Found(byAny.sum(), byMeaning.sum());
  }

  private static List<float[]> vectors(Question question, Map<String, float[]> vectors) {
    return List.of(vectors.get(question.situation()), vectors.get(EmbeddedText.of(question)));
  }

  /** The vectors of all texts, each made once. */
  private Map<String, float[]> vectors(Embedder embedder) {
    Set<String> texts = new LinkedHashSet<>(Calibration.texts(PAIRS));
    items.forEach(item -> texts.addAll(item.fields().values()));
    Stream.concat(planted.values().stream().flatMap(List::stream), clean.stream())
        .flatMap(question -> Stream.of(question.situation(), EmbeddedText.of(question)))
        .forEach(texts::add);
    List<String> all = new ArrayList<>(texts);
    List<List<TextVector>> groups =
        IntStream.rangeClosed(0, (all.size() - 1) / GROUP)
            .parallel()
            .mapToObj(
                group ->
                    embedder.embed(
                        all.subList(group * GROUP, Math.min(all.size(), (group + 1) * GROUP))))
            .toList();
    Map<String, float[]> vectors = new HashMap<>();
    for (int i = 0; i < all.size(); i++) {
      vectors.put(all.get(i), groups.get(i / GROUP).get(i % GROUP).vector());
    }
    return vectors;
  }
}
