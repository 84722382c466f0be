package org.wordsight.jobs.inspection;

import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.wordsight.config.RunFile;
import org.wordsight.config.SelectionConfig.HistoryRuns;
import org.wordsight.config.SelectionConfig.NoRuns;
import org.wordsight.config.SemanticConfig;
import org.wordsight.jobs.curation.EmbedderPlace;
import org.wordsight.jobs.curation.Embedders;
import org.wordsight.jobs.curation.HistoryOutlook;
import org.wordsight.jobs.runtime.RunId;
import org.wordsight.jobs.runtime.Sessions;
import org.wordsight.jobs.runtime.Warehouse;

/**
 * Checks the earlier runs that a run is compared with, without reading their questions.
 *
 * @param embedder absent where meanings are not compared or cannot be compared
 */
record HistoryInspection(
    RunFile file, RunId runId, Optional<EmbedderPlace> embedder, Findings findings) {

  void inspect() {
    HistoryRuns wanted = file.config().curation().selection().history();
    if (wanted instanceof NoRuns) {
      return;
    }
    OptionalDouble threshold =
        file.config()
            .curation()
            .semantic()
            .map(SemanticConfig::threshold)
            .orElse(OptionalDouble.empty());
    findings
        .attempt(
            () -> {
              Warehouse warehouse =
                  Warehouse.at(file.config().warehouse().text(), Sessions.hadoop());
              return HistoryOutlook.of(
                  wanted,
                  runId.choose(warehouse, file),
                  warehouse,
                  embedder.map(Embedders::identity),
                  threshold);
            })
        .ifPresent(outlook -> tell(outlook, threshold.isPresent()));
  }

  private void tell(HistoryOutlook outlook, boolean isThresholdGiven) {
    findings.fact("history: compared with %,d earlier runs", outlook.runs().size());
    if (embedder.isEmpty() || outlook.runs().isEmpty()) {
      return;
    }
    findings.fact(
        "history: meanings are compared too%s",
        outlook.threshold().isPresent() && !isThresholdGiven
            ? "; the calibration must find %s, the threshold of the earlier runs"
                .formatted(outlook.threshold().getAsDouble())
            : "");
    List<String> without = outlook.withoutVectors();
    if (!without.isEmpty()) {
      findings.fact(
          "history: vectors are computed again for %,d of these runs: %s",
          without.size(), String.join(", ", without));
    }
  }
}
