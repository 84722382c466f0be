package org.wordsight.jobs;

import picocli.CommandLine.Command;

/** {@code report}: runs one stage. */
@Command(
    name = "report",
    header = "Shows what a run found: one HTML page, and the numbers on the terminal.",
    description =
        "Reads the tables that the run has published and writes report.html into report.out. Parts"
            + " without a table are left out; run the verb again at any time.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  wordsight report --config conf/demo.yaml",
      "  wordsight report --config conf/demo.yaml --set report.out=/tmp/report"
    })
final class ReportVerb extends StageVerb {
  ReportVerb() {
    super("report");
  }
}
