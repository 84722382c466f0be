package org.wordsight.jobs.curation;

import java.util.List;
import java.util.Optional;
import org.wordsight.config.RunConfig;
import org.wordsight.config.SelectionConfig.KeepRule;
import org.wordsight.contamination.ContaminationIndex;
import org.wordsight.data.Question;
import org.wordsight.dedup.DuplicateRules;
import org.wordsight.dedup.KeptHistory;
import org.wordsight.dedup.MeaningRule;
import org.wordsight.dedup.NearRule;
import org.wordsight.jobs.runtime.Inputs;
import org.wordsight.synthesis.SeedQuestions;

/**
 * The settings that decide which candidates are kept. Contaminated candidates are removed first.
 * Duplicates are then decided among the rest; seed questions count as kept before any candidate.
 * The result depends on the candidates and these settings alone, not on order or partitions.
 *
 * @param indices the benchmarks that samples must not repeat
 * @param seeds in the file's order
 * @param rules by which two questions are duplicates
 * @param meaning how questions are compared by meaning; absent where they are not
 * @param keep which candidates of a wave are preferred
 * @param asked the most candidates to keep
 */
public record Curation(
    List<ContaminationIndex> indices,
    List<Question> seeds,
    DuplicateRules rules,
    Optional<Meaning> meaning,
    List<KeepRule> keep,
    int asked) {

  /** Reads the seed questions and the benchmarks that a run file names. */
  public static Curation of(RunConfig config) {
    return new Curation(
        BenchmarkIndexes.indices(config),
        SeedQuestions.read(Inputs.path(config.synthesis().seedQuestions())),
        new DuplicateRules(
            NearRule.of(
                config.curation().nearDuplicateThreshold(),
                config.curation().nearDuplicateRecall()),
            config.curation().selection().rougeL()),
        Meaning.of(config),
        config.curation().selection().keep(),
        config.split().wanted());
  }

  /** This curation, with meanings compared by this rule. */
  Curation with(Meaning other, MeaningRule rule) {
    return new Curation(indices, seeds, rules.with(rule), Optional.of(other), keep, asked);
  }

  /**
   * Begins without candidates, for decisions alone. Spark's storage holds no data of a decided
   * wave. The caller closes the selection.
   *
   * @param history the questions that earlier runs kept; the caller closes it after the selection
   */
  public CandidateSelection begin(KeptHistory history) {
    return new CandidateSelection(this, history, CandidateSelection.Holding.DECISIONS);
  }

  /**
   * Begins as {@link #begin}, and the selection can also give its {@link
   * CandidateSelection#result}.
   */
  public CandidateSelection beginForRows(KeptHistory history) {
    return new CandidateSelection(this, history, CandidateSelection.Holding.ROWS);
  }
}
