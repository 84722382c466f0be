package org.wordsight.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.wordsight.jobs.runtime.Run;
import org.wordsight.jobs.table.AccuracyRow;
import org.wordsight.jobs.table.AdapterRow;
import org.wordsight.jobs.table.CandidateRow;
import org.wordsight.jobs.table.CaptionRow;
import org.wordsight.jobs.table.ComparisonRow;
import org.wordsight.jobs.table.ContaminationRow;
import org.wordsight.jobs.table.CurationRow;
import org.wordsight.jobs.table.DuplicateRow;
import org.wordsight.jobs.table.PredictionRow;
import org.wordsight.jobs.table.RejectedRow;
import org.wordsight.jobs.table.RequestRow;
import org.wordsight.jobs.table.SampleRow;
import org.wordsight.jobs.table.TrainStepRow;

/** The tables that a run of the smaller demo published. */
record DemoResult(
    List<RequestRow> requests,
    List<CandidateRow> candidates,
    List<RejectedRow> rejected,
    List<DuplicateRow> duplicates,
    List<ContaminationRow> contamination,
    List<CurationRow> curation,
    List<SampleRow> samples,
    List<TrainStepRow> steps,
    List<AdapterRow> adapters,
    List<CaptionRow> captions,
    List<PredictionRow> predictions,
    List<AccuracyRow> accuracy,
    List<ComparisonRow> comparisons) {
  static DemoResult of(Run run) {
    return new DemoResult(
        run.records(RequestRow.TABLE),
        run.records(CandidateRow.TABLE),
        run.records(RejectedRow.TABLE),
        run.records(DuplicateRow.TABLE),
        run.records(ContaminationRow.TABLE),
        run.records(CurationRow.TABLE),
        run.records(SampleRow.TABLE),
        run.records(TrainStepRow.TABLE),
        run.records(AdapterRow.TABLE),
        run.records(CaptionRow.TABLE),
        run.records(PredictionRow.TABLE),
        run.records(AccuracyRow.TABLE),
        run.records(ComparisonRow.TABLE));
  }

  /** The ids of candidates by their ends: in samples, duplicates, contamination or rejected. */
  List<String> ends() {
    return Stream.of(
            samples().stream().map(SampleRow::candidateId),
            duplicates().stream().map(DuplicateRow::candidateId),
            contamination().stream()
                .filter(row -> row.policy().equals("drop"))
                .map(ContaminationRow::candidateId)
                .distinct(),
            rejected().stream()
                .filter(row -> row.stage().equals("curate"))
                .map(RejectedRow::sourceId))
        .flatMap(Function.identity())
        .toList();
  }

  /** The ranks of a part of the split, in order. */
  List<Integer> ranks(String split) {
    return samples().stream()
        .filter(sample -> sample.split().equals(split))
        .map(SampleRow::rank)
        .sorted()
        .toList();
  }

  /** The ids of the training samples below a rank. */
  Set<String> samplesBelow(int rank) {
    return samples().stream()
        .filter(sample -> sample.split().equals("train") && sample.rank() < rank)
        .map(SampleRow::sampleId)
        .collect(Collectors.toSet());
  }

  /** The number of items that a model answered right in an arm. */
  long correct(Optional<String> adapter, String arm) {
    return predictions().stream()
        .filter(row -> row.adapterId().equals(adapter) && row.arm().equals(arm))
        .filter(row -> row.gold().equals(Optional.of(row.letter())))
        .count();
  }

  /** The published accuracy of a model in an arm, by official scoring. */
  double accuracy(Optional<String> adapter, String arm) {
    return accuracy().stream()
        .filter(row -> row.adapterId().equals(adapter) && row.arm().equals(arm))
        .filter(row -> row.scoring().equals("official") && row.category().isEmpty())
        .findFirst()
        .orElseThrow()
        .accuracy();
  }

  /** Makes sure that both runs published the same rows, except for times and places. */
  void assertSameAs(DemoResult expected) {
    assertSame(requests, expected.requests(), "latencyMs");
    assertSame(candidates, expected.candidates());
    assertSame(rejected, expected.rejected());
    assertSame(duplicates, expected.duplicates());
    assertSame(contamination, expected.contamination());
    assertSame(curation, expected.curation());
    assertSame(samples, expected.samples());
    assertSame(steps, expected.steps(), "step.seconds");
    assertSame(adapters, expected.adapters(), "path");
    assertSame(captions, expected.captions());
    assertSame(predictions, expected.predictions(), "seconds");
    assertSame(accuracy, expected.accuracy());
    assertSame(comparisons, expected.comparisons());
  }

  private static <R> void assertSame(List<R> actual, List<R> expected, String... leftOut) {
    assertThat(actual)
        .usingRecursiveFieldByFieldElementComparatorIgnoringFields(leftOut)
        .containsExactlyInAnyOrderElementsOf(expected);
  }
}
