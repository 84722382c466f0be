package org.wordsight.jobs.curation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.wordsight.jobs.curation.Situations.FIRST;
import static org.wordsight.jobs.curation.Situations.SECOND;
import static org.wordsight.jobs.curation.Situations.SEED;
import static org.wordsight.jobs.curation.Situations.THIRD;
import static org.wordsight.jobs.curation.Situations.candidates;
import static org.wordsight.jobs.curation.Situations.question;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.spark.api.java.JavaPairRDD;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;
import org.wordsight.config.SelectionConfig.KeepRule;
import org.wordsight.contamination.BenchmarkText;
import org.wordsight.contamination.ContaminationIndex;
import org.wordsight.contamination.ContaminationRules;
import org.wordsight.contamination.Rule;
import org.wordsight.data.Candidate;
import org.wordsight.data.Question;
import org.wordsight.dedup.DuplicateRules;
import org.wordsight.dedup.KeptHistory;
import org.wordsight.dedup.NearRule;
import org.wordsight.jobs.LocalSpark;
import org.wordsight.jobs.table.ContaminationRow;
import org.wordsight.jobs.table.CurationRow;
import org.wordsight.jobs.table.DuplicateRow;
import org.wordsight.jobs.table.RejectedRow;
import org.wordsight.jobs.table.Table;
import scala.Tuple2;

class TestCuration {
  private static final String BENCHMARK =
      "A man has fallen on the icy steps in front of the library and cannot get up.";
  private static final String FLAGGED = "A kettle boils over.";
  private static final Question FIRST_WITH_ONE_WORD_MORE =
      question("Water runs from the ceiling of the flat while the neighbours are on holiday now.");

  private static final Curation CURATION =
      new Curation(
          List.of(
              new ContaminationIndex(
                  "viva",
                  List.of(
                      new BenchmarkText("7", Map.of("situation", BENCHMARK), List.of()),
                      new BenchmarkText("8", Map.of("situation", FLAGGED), List.of())),
                  new ContaminationRules(
                      0.5,
                      1,
                      ContaminationRules.NEVER,
                      ContaminationRules.NEVER,
                      ContaminationRules.NEVER,
                      Set.of(Rule.CONTAINED)))),
          List.of(question("A seed that nobody repeats at all."), SEED),
          DuplicateRules.of(NearRule.exact(0.7)),
          Optional.empty(),
          List.of(KeepRule.FIRST),
          2);

  /** All tables of one curation. */
  private record Curated(
      int kept,
      List<CurationRow> curationRows,
      List<DuplicateRow> duplicateRows,
      List<ContaminationRow> contaminationRows,
      List<RejectedRow> rejectedRows) {}

  private static Curated curate(List<Candidate> candidates, int partitions) {
    return curateInWaves(List.of(candidates), partitions);
  }

  private static Curated curateInWaves(List<List<Candidate>> waves, int partitions) {
    return curateInWaves(CURATION, waves, partitions, Optional.empty());
  }

  private static Curated curateInWaves(
      Curation curation,
      List<List<Candidate>> waves,
      int partitions,
      Optional<Map<String, Double>> agreement) {
    JavaSparkContext spark = JavaSparkContext.fromSparkContext(LocalSpark.session().sparkContext());
    try (CandidateSelection selection = curation.beginForRows(KeptHistory.none())) {
      waves.forEach(
          wave ->
              selection.add(
                  spark.parallelize(wave, partitions),
                  agreement.map(
                      known ->
                          spark.parallelizePairs(
                              known.entrySet().stream()
                                  .map(one -> new Tuple2<>(one.getKey(), one.getValue()))
                                  .toList()))));
      CurationResult result = selection.result();
      return new Curated(
          selection.kept(),
          records(CurationRow.TABLE, result.rows().curation()),
          records(DuplicateRow.TABLE, result.rows().duplicates()),
          records(ContaminationRow.TABLE, result.rows().contamination()),
          records(RejectedRow.TABLE, result.rows().rejected()));
    }
  }

  private static <R extends Record> List<R> records(Table<R> table, JavaRDD<Row> rows) {
    return table.records(LocalSpark.session().createDataFrame(rows, table.schema()));
  }

  @Test
  void keepsNoDataOfAFailedWave() {
    JavaSparkContext spark = JavaSparkContext.fromSparkContext(LocalSpark.session().sparkContext());
    JavaPairRDD<String, Double> broken =
        spark
            .parallelize(List.of("r0-0"))
            .mapToPair(
                id -> {
                  throw new IllegalStateException("no agreement");
                });
    Set<Integer> before = spark.getPersistentRDDs().keySet();
    try (CandidateSelection selection = CURATION.begin(KeptHistory.none())) {
      assertThatThrownBy(
              () -> selection.add(spark.parallelize(candidates(FIRST), 1), Optional.of(broken)))
          .hasMessageContaining("no agreement");
      assertThat(spark.getPersistentRDDs().keySet()).isEqualTo(before);
    }
  }

  @Test
  void accountsForEveryCandidateOnce() {
    Curated curated =
        curate(
            candidates(
                question(BENCHMARK),
                FIRST,
                SEED,
                question(BENCHMARK),
                FIRST_WITH_ONE_WORD_MORE,
                SECOND,
                THIRD,
                THIRD),
            2);

    assertThat(curated.kept()).isEqualTo(2);
    assertThat(curated.curationRows())
        .extracting(row -> row.candidateId() + " " + row.verdict())
        .containsExactly(
            "r0-0 contaminated",
            "r0-1 kept",
            "r1-0 duplicate",
            "r1-1 contaminated",
            "r2-0 duplicate",
            "r2-1 kept",
            "r3-0 surplus",
            "r3-1 surplus");
    assertThat(curated.duplicateRows())
        .extracting(row -> row.candidateId() + " " + row.keptId() + " " + row.method())
        .containsExactly("r1-0 seed:2 exact", "r2-0 r0-1 near");
    assertThat(curated.duplicateRows().get(1).score()).isBetween(0.7, 0.99);
    assertThat(curated.rejectedRows())
        .extracting(row -> row.sourceId() + " " + row.detail())
        .containsExactly("r3-0 kept, but beyond the number asked for", "r3-1 a duplicate of r3-0");
  }

  @Test
  void removesContaminatedCandidatesBeforeDuplicatesAreDecided() {
    Question copy = question(BENCHMARK);
    Curated curated = curate(candidates(copy, copy), 1);

    assertThat(curated.duplicateRows()).as("none is another's witness").isEmpty();
    assertThat(curated.contaminationRows())
        .extracting(row -> row.candidateId() + " " + row.itemId())
        .containsExactly("r0-0 7", "r0-1 7");
  }

  @Test
  void keepsCandidatesThatAreOnlyFlagged() {
    Curated curated = curate(candidates(question(FLAGGED + " Nobody looks."), SECOND), 1);

    assertThat(curated.kept()).isEqualTo(2);
    assertThat(curated.curationRows()).extracting(CurationRow::verdict).containsOnly("kept");
    assertThat(curated.contaminationRows())
        .extracting(row -> row.candidateId() + " " + row.rule() + " " + row.policy())
        .containsExactly("r0-0 contained flag");
  }

  @Test
  void keepsNoDataInSparkOfWavesThatAreOnlyCounted() {
    JavaSparkContext spark = JavaSparkContext.fromSparkContext(LocalSpark.session().sparkContext());
    Set<Integer> before = Set.copyOf(spark.getPersistentRDDs().keySet());
    try (CandidateSelection selection = CURATION.begin(KeptHistory.none())) {
      selection.add(spark.parallelize(candidates(FIRST, SECOND), 2), Optional.empty());
      assertThat(selection.kept()).isEqualTo(2);
      assertThat(spark.getPersistentRDDs().keySet()).isEqualTo(before);
    }
  }

  @Test
  void decidesTheSameInAnyOrderAndPartitionsOfCandidates() {
    List<Candidate> candidates =
        candidates(
            FIRST_WITH_ONE_WORD_MORE,
            question(BENCHMARK),
            SECOND,
            FIRST,
            THIRD,
            SEED,
            SECOND,
            THIRD);
    Curated expected = curate(candidates, 1);

    for (int seed = 0; seed < 4; seed++) {
      List<Candidate> shuffled = new ArrayList<>(candidates);
      Collections.shuffle(shuffled, new Random(seed));
      Curated other = curate(shuffled, 1 + seed);

      assertThat(other).isEqualTo(expected);
    }
    assertThat(curateInWaves(List.of(candidates.subList(0, 4), candidates.subList(4, 8)), 2))
        .as("in two waves")
        .isEqualTo(expected);
  }

  private static Curation preferring(KeepRule... rules) {
    return new Curation(
        List.of(),
        List.of(),
        CURATION.rules(),
        Optional.empty(),
        List.of(rules),
        Integer.MAX_VALUE);
  }

  private static List<String> kept(Curated curated) {
    return curated.curationRows().stream()
        .filter(row -> row.verdict().equals("kept"))
        .map(CurationRow::candidateId)
        .toList();
  }

  private static Question answered(Question question, String answer, String rationale) {
    return new Question(
        question.situation(), question.question(), question.options(), answer, rationale);
  }

  @Test
  void prefersTheLongerRationaleInsideAWaveAlone() {
    List<Candidate> candidates =
        candidates(
            answered(FIRST, "A", "It helps."),
            answered(FIRST_WITH_ONE_WORD_MORE, "A", "It helps the neighbours most."),
            answered(FIRST, "A", "It helps the neighbours most of all, and it is quick."));
    Curation curation = preferring(KeepRule.LONGER_RATIONALE);

    assertThat(kept(curateInWaves(curation, List.of(candidates), 2, Optional.empty())))
        .containsExactly("r1-0");
    assertThat(
            kept(
                curateInWaves(
                    curation,
                    List.of(candidates.subList(0, 2), candidates.subList(2, 3)),
                    2,
                    Optional.empty())))
        .as("what an earlier wave decided stays")
        .containsExactly("r0-1");
  }

  @Test
  void prefersTheJudgesAgreementAndThenTheOrderOfThePlan() {
    List<Candidate> candidates = candidates(FIRST, FIRST, FIRST, SECOND, SECOND);
    assertThat(
            kept(
                curateInWaves(
                    preferring(KeepRule.JUDGE_AGREEMENT, KeepRule.FIRST),
                    List.of(candidates),
                    3,
                    Optional.of(Map.of("r0-0", .3, "r0-1", 1.0, "r1-0", 1.0, "r1-1", .0)))))
        .containsExactly("r0-1", "r1-1");
  }

  @Test
  void balancesLettersOverWaves() {
    Random random = new Random(2);
    List<Candidate> candidates = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      String answer = i % 4 == 3 ? "B" : "A";
      Question question =
          question(
              random.ints(12, 0, 1_000).mapToObj(w -> "w" + w).collect(Collectors.joining(" ")));
      candidates.add(new Candidate("r" + i, i, 0, answered(question, answer, "")));
    }
    Curation curation =
        new Curation(
            List.of(),
            List.of(),
            CURATION.rules(),
            Optional.empty(),
            List.of(KeepRule.BALANCED_LETTER),
            16);
    for (int partitions = 1; partitions < 6; partitions += 4) {
      Curated curated =
          curateInWaves(
              curation,
              List.of(candidates.subList(0, 8), candidates.subList(8, 40)),
              partitions,
              Optional.empty());
      List<String> kept = kept(curated);
      assertThat(kept).hasSize(16);
      assertThat(kept.stream().filter(id -> isB(candidates, id)).count())
          .as("the first wave has 2 of letter B; the second makes up for it")
          .isEqualTo(8);
      assertThat(kept)
          .as("the first wave is kept whole")
          .containsAll(candidates.subList(0, 8).stream().map(Candidate::id).toList());
    }
  }

  private static boolean isB(List<Candidate> candidates, String id) {
    return candidates.stream()
        .anyMatch(one -> one.id().equals(id) && one.question().answer().equals("B"));
  }
}
