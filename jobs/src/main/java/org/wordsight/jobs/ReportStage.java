package org.wordsight.jobs;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import org.apache.hadoop.fs.Path;
import org.wordsight.error.WordsightException;
import org.wordsight.jobs.reporting.ReportReader;
import org.wordsight.jobs.runtime.Files;
import org.wordsight.jobs.runtime.Run;
import org.wordsight.report.ReportData;
import org.wordsight.report.ReportPage;
import org.wordsight.report.TextSummary;

/**
 * Reports what the run found. The stage reads the published tables, writes one HTML page, and
 * prints the same numbers on standard output.
 */
public final class ReportStage {
  private static final String FILE = "report.html";

  public void run(Run run) {
    ReportData data = new ReportReader(run).read();
    Path page = new Path(run.config().report().out(), FILE);
    write(run, page, ReportPage.html(data));
    TextSummary.lines(data).forEach(run.console()::result);
    run.console().result("report: " + page.toUri().getPath());
  }

  private static void write(Run run, Path page, String html) {
    try {
      new Files(page.getFileSystem(run.spark().sparkContext().hadoopConfiguration()))
          .writeWhole(page, html.getBytes(UTF_8));
    } catch (IOException e) {
      throw WordsightException.input(
          "Cannot write the report: report.out is %s: %s. Set it to a folder that can be written."
              .formatted(page.getParent(), e.getMessage()),
          e);
    }
  }
}
