package org.wordsight.jobs;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import org.wordsight.config.Location;
import org.wordsight.error.IoReason;
import org.wordsight.error.WordsightException;
import org.wordsight.jobs.reporting.ReportReader;
import org.wordsight.jobs.runtime.Run;
import org.wordsight.jobs.runtime.Sessions;
import org.wordsight.report.ReportData;
import org.wordsight.report.ReportPage;
import org.wordsight.report.TextSummary;
import org.wordsight.storage.LocalStorage;
import org.wordsight.storage.Storage;

/**
 * Reports what the run found. The stage reads the published tables, writes one HTML page, and
 * prints the same numbers on standard output.
 */
public final class ReportStage {
  private static final String FILE = "report.html";

  public void run(Run run) {
    ReportData data = new ReportReader(run).read();
    Storage folder = folder(run.config().report().out());
    write(folder, ReportPage.html(data));
    TextSummary.lines(data).forEach(run.console()::result);
    run.console().result("report: " + folder.location(FILE));
  }

  private static Storage folder(Location out) {
    return out.isLocal()
        ? LocalStorage.ofPlainFolder(out.localPath())
        : Sessions.storage(out.text());
  }

  private static void write(Storage folder, String html) {
    try {
      folder.put(FILE, html.getBytes(UTF_8));
    } catch (IOException e) {
      throw WordsightException.input(
          "Cannot write the report: report.out is %s: %s. Set it to a folder that can be written."
              .formatted(folder.root(), IoReason.of(e)),
          e);
    }
  }
}
