package org.wordsight.report;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.wordsight.report.Html.text;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Base64;
import java.util.Optional;
import org.wordsight.report.ReportData.RunFacts;

/** The report as one HTML page. The page needs no script, no other file and no network. */
public final class ReportPage {
  private ReportPage() {}

  /** The page, in UTF-8. */
  public static String html(ReportData data) {
    Optional<Headline> headline = Headline.of(data.scores());
    ScoreBook scores = new ScoreBook(data.scores());
    PaperSections paper = new PaperSections(scores);
    RunFacts run = data.run();
    String body =
        header(run)
            + HeadlineSection.html(headline, data.effects())
            + ChangeSections.beforeAndAfter(data.effects(), scores)
            + paper.figure2()
            + paper.table1()
            + paper.table2()
            + DataSections.funnel(data.funnel())
            + CurationSection.html(data.curation())
            + DiversitySection.html(data.diversity())
            + DataSections.samples(data.samples())
            + RunSections.training(data.trainings())
            + headline.map(found -> new ScoreSections(scores, found).categories()).orElse("")
            + ChangeSections.flips(data.flips())
            + RunSections.costs(data.stages())
            + readingNotes(data);
    return """
        <!DOCTYPE html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <title>%s: Wordsight report</title>
        <style>
        %s%s</style>
        </head>
        <body>
        <main>
        %s</main>
        </body>
        </html>
        """
        .formatted(text(run.name()), typefaces(), resource("report.css"), body);
  }

  private static String header(RunFacts run) {
    return """
        <header>
        <div class="product">Wordsight report</div>
        <h1>%s</h1>
        <dl>
        <div><dt>Student</dt><dd>%s</dd></div>
        <div><dt>Teacher</dt><dd>%s</dd></div>
        <div><dt>Benchmark</dt><dd>%s, %s items</dd></div>
        <div><dt>Started</dt><dd>%s</dd></div>
        <div><dt>Run</dt><dd><code>%s</code></dd></div>
        <div><dt>Configuration</dt><dd><code>%s</code></dd></div>
        <div><dt>Code</dt><dd><code>%s</code></dd></div>
        </dl>
        </header>
        """
        .formatted(
            text(run.name()),
            text(run.student()),
            text(run.teacher()),
            text(run.benchmark()),
            Numbers.count(run.items()),
            text(run.startedAt()),
            text(run.id()),
            text(run.configHash().substring(0, Math.min(12, run.configHash().length()))),
            text(run.codeVersion()));
  }

  private static String readingNotes(ReportData data) {
    return Html.section(
        "notes",
        "How to read this",
        "The meaning of the numbers, and their limits.",
        DataSections.refusals(data.refusals()) + RunSections.notes(data.notes()));
  }

  /** The page uses the charts' typeface for its text too. */
  private static String typefaces() {
    return typeface("Inter-Regular.otf", 400) + typeface("Inter-SemiBold.otf", 600);
  }

  private static String typeface(String resource, int weight) {
    return """
        @font-face{font-family:"Report Sans";font-weight:%d;\
        src:url(data:font/otf;base64,%s) format("opentype")}
        """
        .formatted(weight, Base64.getEncoder().encodeToString(bytes(resource)));
  }

  private static String resource(String name) {
    return new String(bytes(name), UTF_8);
  }

  private static byte[] bytes(String name) {
    try (InputStream in = ReportPage.class.getResourceAsStream(name)) {
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
