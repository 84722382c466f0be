package org.wordsight.jobs.inspection;

import org.wordsight.config.RunFile;
import org.wordsight.config.SelectionConfig.HistoryRuns;
import org.wordsight.config.SelectionConfig.NoRuns;
import org.wordsight.jobs.curation.RunHistory;
import org.wordsight.jobs.runtime.RunId;
import org.wordsight.jobs.runtime.Sessions;
import org.wordsight.jobs.runtime.Warehouse;

/** Checks the earlier runs that a run is compared with, without their questions. */
record HistoryInspection(RunFile file, RunId runId, Findings findings) {

  void inspect() {
    HistoryRuns wanted = file.config().curation().selection().history();
    if (wanted instanceof NoRuns) {
      return;
    }
    findings
        .attempt(
            () -> {
              Warehouse warehouse =
                  Warehouse.at(file.config().warehouse().text(), Sessions.hadoop());
              return RunHistory.runs(wanted, runId.choose(warehouse, file), warehouse);
            })
        .ifPresent(runs -> findings.fact("history: compared with %,d earlier runs", runs.size()));
  }
}
