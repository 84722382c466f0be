package org.wordsight.jobs.curation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;
import static org.wordsight.jobs.curation.Situations.FIRST;
import static org.wordsight.jobs.curation.Situations.SECOND;
import static org.wordsight.jobs.curation.Situations.SEED;
import static org.wordsight.jobs.curation.Situations.THIRD;
import static org.wordsight.jobs.curation.Situations.candidates;
import static org.wordsight.jobs.curation.Situations.question;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Random;
import java.util.Set;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.Test;
import org.wordsight.config.Location;
import org.wordsight.config.ModelConfig;
import org.wordsight.config.SelectionConfig.KeepRule;
import org.wordsight.contamination.BenchmarkText;
import org.wordsight.contamination.ContaminationIndex;
import org.wordsight.contamination.ContaminationRules;
import org.wordsight.data.Candidate;
import org.wordsight.data.Question;
import org.wordsight.dedup.Cosine;
import org.wordsight.dedup.DuplicateRules;
import org.wordsight.dedup.KeptHistory;
import org.wordsight.dedup.NearRule;
import org.wordsight.embed.LabelledPair;
import org.wordsight.embed.TextVector;
import org.wordsight.error.WordsightException;
import org.wordsight.jobs.LocalSpark;
import org.wordsight.jobs.table.CalibrationRow;
import org.wordsight.jobs.table.ContaminationRow;
import org.wordsight.jobs.table.CurationStatRow;
import org.wordsight.jobs.table.DuplicateRow;
import org.wordsight.model.Precision;

class TestMeaning {
  private static final Question SEED_IN_ANOTHER_ORDER =
      question("While its owner is away, a dog sits alone in a hot car outside the shop.");
  private static final Question FIRST_IN_ANOTHER_ORDER =
      question("While the neighbours are on holiday, water runs from the ceiling of the flat.");

  private final JavaSparkContext spark =
      JavaSparkContext.fromSparkContext(LocalSpark.session().sparkContext());

  private static Curation curation(Meaning meaning) {
    return new Curation(
        List.of(),
        List.of(SEED),
        DuplicateRules.of(NearRule.exact(0.9)),
        Optional.of(meaning),
        List.of(KeepRule.FIRST),
        100);
  }

  private List<DuplicateRow> duplicates(
      Meaning meaning, List<List<Candidate>> waves, int partitions) {
    try (CandidateSelection selection =
        curation(meaning).beginForRows(KeptHistory.none(), LocalSpark.silent())) {
      waves.forEach(wave -> selection.add(spark.parallelize(wave, partitions), Optional.empty()));
      return DuplicateRow.TABLE.records(
          LocalSpark.session()
              .createDataFrame(
                  selection.result().rows().duplicates(), DuplicateRow.TABLE.schema()));
    }
  }

  @Test
  void dropsQuestionsOfTheSameMeaningInAnyOrderPartitionsAndWaves() {
    List<Candidate> candidates =
        candidates(
            FIRST,
            SEED_IN_ANOTHER_ORDER,
            SECOND,
            FIRST_IN_ANOTHER_ORDER,
            THIRD,
            FIRST,
            SEED,
            SECOND);
    Meaning byWords = Meaning.planted(new EmbedderPlace.Words(), OptionalDouble.of(0.8));

    List<DuplicateRow> found = duplicates(byWords, List.of(candidates), 3);

    assertThat(found)
        .extracting(row -> row.candidateId() + " " + row.keptId() + " " + row.method())
        .containsExactly(
            "r0-1 seed:1 semantic",
            "r1-1 r0-0 semantic",
            "r2-1 r0-0 exact",
            "r3-0 seed:1 exact",
            "r3-1 r1-0 exact");
    assertThat(found.get(0).score()).isBetween(0.8, 0.999);
    for (int seed = 0; seed < 2; seed++) {
      List<Candidate> shuffled = new ArrayList<>(candidates);
      Collections.shuffle(shuffled, new Random(seed));
      assertThat(duplicates(byWords, List.of(shuffled), 1 + 4 * seed)).isEqualTo(found);
    }
    assertThat(duplicates(byWords, List.of(candidates.subList(0, 3), candidates.subList(3, 8)), 2))
        .as("in two waves")
        .isEqualTo(found);
  }

  @Test
  void findsABenchmarksTextByItsMeaning() {
    ContaminationRules rules =
        new ContaminationRules(
            0.5, 1, ContaminationRules.NEVER, ContaminationRules.NEVER, 0.8, Set.of());
    BenchmarkText item =
        new BenchmarkText(
            "7", Map.of("situation", FIRST.situation() + " What should be done first?"), List.of());
    Curation curation =
        new Curation(
            List.of(new ContaminationIndex("viva", List.of(item), rules)),
            List.of(),
            DuplicateRules.of(NearRule.exact(0.9)),
            Optional.of(Meaning.planted(new EmbedderPlace.Words(), OptionalDouble.of(0.9))),
            List.of(KeepRule.FIRST),
            100);
    try (CandidateSelection selection =
        curation.beginForRows(KeptHistory.none(), LocalSpark.silent())) {
      selection.add(
          spark.parallelize(candidates(FIRST_IN_ANOTHER_ORDER, SECOND), 2), Optional.empty());
      assertThat(selection.kept()).isEqualTo(1);
      assertThat(
              ContaminationRow.TABLE.records(
                  LocalSpark.session()
                      .createDataFrame(
                          selection.result().rows().contamination(),
                          ContaminationRow.TABLE.schema())))
          .extracting(row -> row.candidateId() + " " + row.rule() + " " + row.policy())
          .containsExactly("r0-0 cosine drop");
    }
  }

  @Test
  void findsTheThresholdByLabelledPairsAndReportsIt() {
    List<LabelledPair> pairs =
        List.of(
            new LabelledPair(FIRST.situation(), FIRST_IN_ANOTHER_ORDER.situation(), true),
            new LabelledPair(FIRST.situation(), SECOND.situation(), false));
    Meaning meaning =
        new Meaning(new EmbedderPlace.Words(), OptionalDouble.empty(), pairs, "labelled");
    try (CandidateSelection selection =
        curation(meaning).beginForRows(KeptHistory.none(), LocalSpark.silent())) {
      selection.add(
          spark.parallelize(candidates(FIRST, FIRST_IN_ANOTHER_ORDER), 2), Optional.empty());
      List<CalibrationRow> rows = selection.calibrationRows();
      assertThat(rows).hasSize(51);
      assertThat(rows).filteredOn(CalibrationRow::used).singleElement().isEqualTo(rows.get(0));
      assertThat(rows.get(0))
          .usingRecursiveComparison()
          .ignoringFields("unrelatedQuantile")
          .isEqualTo(new CalibrationRow("labelled", 0.5, 1, 1, 1, 0, 0, true));
      assertThat(selection.result().figures().stats())
          .extracting(CurationStatRow::measure, CurationStatRow::key, CurationStatRow::value)
          .contains(
              tuple("funnel", "semantic", 1.0),
              tuple("semantic", "threshold", 0.5),
              tuple("semantic", "cut texts", 0.0));
    }
  }

  @Test
  void measuresNothingWhereMeaningsAreNotCompared() {
    Curation without =
        new Curation(
            List.of(),
            List.of(SEED),
            DuplicateRules.of(NearRule.exact(0.9)),
            Optional.empty(),
            List.of(KeepRule.FIRST),
            100);
    try (CandidateSelection selection =
        without.beginForRows(KeptHistory.none(), LocalSpark.silent())) {
      selection.add(
          spark.parallelize(candidates(FIRST, FIRST_IN_ANOTHER_ORDER), 2), Optional.empty());
      assertThat(selection.calibrationRows()).isEmpty();
      assertThat(selection.kept()).isEqualTo(2);
    }
  }

  @Test
  void embedsWithTheStudentsLanguagePart() {
    ModelConfig student =
        new ModelConfig(
            Path.of("../common/src/test/resources/references/qwen2/checkpoint")
                .toAbsolutePath()
                .normalize()
                .toString(),
            Precision.FLOAT32);
    List<Embedders.Named> texts =
        List.of(
            new Embedders.Named("a", "A man has fallen."),
            new Embedders.Named("b", "A man has fallen."),
            new Embedders.Named("c", "Two children throw stones."));
    List<TextVector> found = Embedders.embed(new EmbedderPlace.Checkpoint(student), texts);
    assertThat(Cosine.of(found.get(0).vector(), found.get(1).vector())).isEqualTo(1);
    assertThat(Cosine.of(found.get(0).vector(), found.get(2).vector())).isLessThan(0.999);
    assertThat(Embedders.embed(spark, new EmbedderPlace.Checkpoint(student), texts))
        .extracting(each -> each.vector()[0])
        .containsExactlyElementsOf(found.stream().map(each -> each.vector()[0]).toList());
  }

  @Test
  void saysHowToAddAnEmbedderThatIsMissing() {
    assertThatThrownBy(
            () ->
                Embedders.embed(
                    new EmbedderPlace.Folder(Location.local(Path.of("none"))), List.of()))
        .isInstanceOf(WordsightException.class)
        .hasMessageStartingWith("Cannot load an embedder: ONNX Runtime is not on the class path.");
  }
}
