package org.wordsight.jobs;

import java.util.List;
import org.apache.spark.sql.Row;
import org.wordsight.config.SplitConfig;
import org.wordsight.data.Question;
import org.wordsight.error.WordsightException;
import org.wordsight.jobs.runtime.Publication;
import org.wordsight.jobs.runtime.Run;
import org.wordsight.jobs.synthesis.DrawnAxes;
import org.wordsight.jobs.table.CandidateRow;
import org.wordsight.jobs.table.CurationRow;
import org.wordsight.jobs.table.DiversityRow;
import org.wordsight.jobs.table.SampleRow;
import org.wordsight.synthesis.Diversity;
import org.wordsight.synthesis.DiversityFinding;
import org.wordsight.synthesis.KeptQuestion;
import org.wordsight.synthesis.Sample;
import org.wordsight.synthesis.Splitter;

/**
 * Splits the kept questions into train and validation, by whole clusters of duplicates. Each part
 * has one seeded order, and the subsets are prefixes of it. The stage reads {@code candidates},
 * {@code curation} and {@code requests}, and writes {@code samples} and {@code diversity}.
 */
public final class SplitStage {

  public void run(Run run) {
    SplitConfig split = run.config().split();
    List<KeptQuestion> kept = kept(run);
    if (kept.size() != split.wanted()) {
      throw WordsightException.input(
          "Cannot split: %,d questions are kept, expected split.train + split.validation = %,d. Run generate and curate to their end first."
              .formatted(kept.size(), split.wanted()));
    }

    List<Sample> samples =
        new Splitter(split.train(), split.validation(), split.seed()).split(kept);
    List<DiversityFinding> findings = Diversity.of(samples, DrawnAxes.byCandidate(run));

    try (Publication publication = run.publication("split")) {
      publication.write(SampleRow.TABLE, samples.stream().map(SplitStage::row).toList());
      publication.write(DiversityRow.TABLE, findings.stream().map(DiversityRow::of).toList());
      publication.commit();
    }
    run.console()
        .message(
            "split: %,d to train on, %,d to validate, in %,d duplicate clusters"
                .formatted(
                    split.train(),
                    split.validation(),
                    kept.stream().map(KeptQuestion::clusterId).distinct().count()));
  }

  private static List<KeptQuestion> kept(Run run) {
    return run
        .read(CandidateRow.TABLE)
        .join(run.read(CurationRow.TABLE).where("verdict = 'kept'"), "candidate_id")
        .collectAsList()
        .stream()
        .map(SplitStage::keptQuestion)
        .toList();
  }

  private static KeptQuestion keptQuestion(Row row) {
    CandidateRow candidate = CandidateRow.TABLE.record(row);
    String cluster = row.getString(row.fieldIndex("cluster_id"));
    return new KeptQuestion(candidate.candidateId(), cluster, candidate.content());
  }

  private static SampleRow row(Sample sample) {
    Question question = sample.kept().question();
    return new SampleRow(
        sample.id(),
        sample.kept().candidateId(),
        sample.part().text(),
        sample.rank(),
        sample.kept().clusterId(),
        question.situation(),
        question.question(),
        question.options(),
        question.answer(),
        question.rationale());
  }
}
