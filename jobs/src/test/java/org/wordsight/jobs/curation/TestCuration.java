package org.wordsight.jobs.curation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;
import org.wordsight.contamination.BenchmarkText;
import org.wordsight.contamination.ContaminationIndex;
import org.wordsight.contamination.ContaminationRules;
import org.wordsight.contamination.Rule;
import org.wordsight.data.Candidate;
import org.wordsight.data.Question;
import org.wordsight.dedup.NearRule;
import org.wordsight.jobs.LocalSpark;
import org.wordsight.jobs.table.ContaminationRow;
import org.wordsight.jobs.table.CurationRow;
import org.wordsight.jobs.table.DuplicateRow;
import org.wordsight.jobs.table.RejectedRow;
import org.wordsight.jobs.table.Table;

class TestCuration {
  private static final String BENCHMARK =
      "A man has fallen on the icy steps in front of the library and cannot get up.";
  private static final String FLAGGED = "A kettle boils over.";
  private static final Question SEED =
      question("A dog sits alone in a hot car outside the shop while its owner is away.");
  private static final Question FIRST =
      question("Water runs from the ceiling of the flat while the neighbours are on holiday.");
  private static final Question FIRST_WITH_ONE_WORD_MORE =
      question("Water runs from the ceiling of the flat while the neighbours are on holiday now.");
  private static final Question SECOND =
      question("Two children throw stones at the windows of the empty house near the school.");
  private static final Question THIRD =
      question("An old woman stands at the crossing and waits for somebody to take her over.");

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
          NearRule.exact(0.7),
          Optional.empty(),
          2);

  private static Question question(String situation) {
    return new Question(
        situation, "What should be done first?", List.of("help", "wait"), "A", "It helps.");
  }

  /** In the order of the plan: request after request, two questions each. */
  private static List<Candidate> candidates(Question... questions) {
    List<Candidate> candidates = new ArrayList<>();
    for (int i = 0; i < questions.length; i++) {
      candidates.add(new Candidate("r" + i / 2, i / 2, i % 2, questions[i]));
    }
    return candidates;
  }

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
    JavaSparkContext spark = JavaSparkContext.fromSparkContext(LocalSpark.session().sparkContext());
    try (CandidateSelection selection = CURATION.beginForRows()) {
      waves.forEach(wave -> selection.add(spark.parallelize(wave, partitions)));
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
  void takesContaminatedOnesOutBeforeDuplicatesAreDecided() {
    Question copy = question(BENCHMARK);
    Curated curated = curate(candidates(copy, copy), 1);

    assertThat(curated.duplicateRows()).as("none is another's witness").isEmpty();
    assertThat(curated.contaminationRows())
        .extracting(row -> row.candidateId() + " " + row.itemId())
        .containsExactly("r0-0 7", "r0-1 7");
  }

  @Test
  void keepsWhatIsOnlyFlagged() {
    Curated curated = curate(candidates(question(FLAGGED + " Nobody looks."), SECOND), 1);

    assertThat(curated.kept()).isEqualTo(2);
    assertThat(curated.curationRows()).extracting(CurationRow::verdict).containsOnly("kept");
    assertThat(curated.contaminationRows())
        .extracting(row -> row.candidateId() + " " + row.rule() + " " + row.policy())
        .containsExactly("r0-0 contained flag");
  }

  @Test
  void holdsNothingInSparkOfWavesThatItOnlyCounts() {
    JavaSparkContext spark = JavaSparkContext.fromSparkContext(LocalSpark.session().sparkContext());
    Set<Integer> before = Set.copyOf(spark.getPersistentRDDs().keySet());
    try (CandidateSelection selection = CURATION.begin()) {
      selection.add(spark.parallelize(candidates(FIRST, SECOND), 2));
      assertThat(selection.kept()).isEqualTo(2);
      assertThat(spark.getPersistentRDDs().keySet()).isEqualTo(before);
    }
  }

  @Test
  void decidesTheSameInWhateverOrderAndPartitionsCandidatesCome() {
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
}
