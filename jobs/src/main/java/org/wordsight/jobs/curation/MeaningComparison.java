package org.wordsight.jobs.curation;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.spark.SparkContext;
import org.apache.spark.api.java.JavaSparkContext;
import org.wordsight.contamination.ContaminationIndex;
import org.wordsight.data.Question;
import org.wordsight.dedup.GreedySelection;
import org.wordsight.dedup.MeaningPairs;
import org.wordsight.embed.Calibration;
import org.wordsight.embed.EmbeddedText;
import org.wordsight.embed.TextVector;
import org.wordsight.jobs.table.CalibrationRow;
import org.wordsight.jobs.table.CurationStatRow;

/** The comparison of meanings in one selection. Without a {@link Meaning} it does nothing. */
final class MeaningComparison {
  private final Optional<Meaning> meaning;
  private Optional<Calibration> calibration = Optional.empty();

  MeaningComparison(Optional<Meaning> meaning) {
    this.meaning = meaning;
  }

  Optional<EmbedderPlace> embedder() {
    return meaning.map(Meaning::embedder);
  }

  /** A new rule, with the threshold of the run file or of the calibration. */
  Optional<MeaningPairs> rule() {
    return meaning.map(
        each ->
            new MeaningPairs(
                each.threshold().orElseGet(() -> calibration().orElseThrow().threshold())));
  }

  /** The vectors of seed questions, made by executors. */
  List<float[]> vectors(List<Question> seeds) {
    List<Embedders.Named> texts = new ArrayList<>();
    for (int number = 1; number <= seeds.size(); number++) {
      texts.add(
          new Embedders.Named("seed question " + number, EmbeddedText.of(seeds.get(number - 1))));
    }
    return embedder()
        .map(place -> Embedders.embed(spark(), place, texts))
        .orElse(List.of())
        .stream()
        .map(TextVector::vector)
        .toList();
  }

  /** The indexes, with the vectors of their texts where the rules compare meanings. */
  List<ContaminationIndex> withMeanings(List<ContaminationIndex> indices) {
    return indices.stream()
        .map(
            index ->
                embedder()
                    .filter(place -> index.comparesMeanings())
                    .map(place -> index.withMeanings(vectors(index, place)))
                    .orElse(index))
        .toList();
  }

  private static List<float[]> vectors(ContaminationIndex index, EmbedderPlace place) {
    List<Embedders.Named> texts =
        index.texts().stream()
            .map(text -> new Embedders.Named("a text of a benchmark", text))
            .toList();
    return Embedders.embed(spark(), place, texts).stream().map(TextVector::vector).toList();
  }

  /** The calibration, measured at its first use. */
  private Optional<Calibration> calibration() {
    if (calibration.isEmpty()) {
      calibration = meaning.map(each -> each.calibrate(spark()));
    }
    return calibration;
  }

  private static JavaSparkContext spark() {
    return JavaSparkContext.fromSparkContext(SparkContext.getOrCreate());
  }

  /**
   * @param cutTexts the number of candidates whose text was too long for the embedder
   */
  List<CurationStatRow> figures(GreedySelection selection, long cutTexts) {
    return selection
        .meaningFacts()
        .map(
            facts -> {
              List<CurationStatRow> rows = new ArrayList<>();
              rows.add(figure("threshold", facts.threshold()));
              rows.add(figure("compared", facts.compared()));
              rows.add(figure("verified", facts.verified()));
              rows.add(figure("earlier vectors", facts.earlier()));
              rows.add(figure("cut texts", cutTexts));
              rows.add(figure("cells", facts.cells()));
              if (facts.samplePairs() > 0) {
                rows.add(figure("sample pairs", facts.samplePairs()));
                rows.add(figure("recall", (double) facts.foundOfThem() / facts.samplePairs()));
              }
              return rows;
            })
        .orElse(List.of());
  }

  private static CurationStatRow figure(String key, double value) {
    return new CurationStatRow("semantic", key, value);
  }

  List<CalibrationRow> calibrationRows() {
    return calibration().stream()
        .flatMap(found -> found.steps().stream().map(step -> row(found, step)))
        .toList();
  }

  private CalibrationRow row(Calibration found, Calibration.Step step) {
    return new CalibrationRow(
        meaning.orElseThrow().source(),
        step.threshold(),
        found.same(),
        step.found(),
        found.unrelated(),
        step.hit(),
        found.quantile(),
        step.threshold() == found.threshold());
  }
}
