package org.wordsight.jobs.table;

import java.util.List;

/** All tables, in the order in which a run fills them. */
public final class Tables {
  public static final List<Table<?>> ALL =
      List.of(
          RunRow.TABLE,
          RequestRow.TABLE,
          WasteRow.TABLE,
          CandidateRow.TABLE,
          JudgementRow.TABLE,
          RejectedRow.TABLE,
          DuplicateRow.TABLE,
          ContaminationRow.TABLE,
          CurationRow.TABLE,
          ClusterRow.TABLE,
          HotBucketRow.TABLE,
          CurationStatRow.TABLE,
          CalibrationRow.TABLE,
          SampleRow.TABLE,
          DiversityRow.TABLE,
          TrainPlanRow.TABLE,
          TrainStepRow.TABLE,
          AdapterRow.TABLE,
          ExportRow.TABLE,
          CaptionRow.TABLE,
          PredictionRow.TABLE,
          AccuracyRow.TABLE,
          ComparisonRow.TABLE);

  private Tables() {}
}
