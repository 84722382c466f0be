package org.wordsight.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.NodeList;
import org.wordsight.evaluate.Accuracy;
import org.wordsight.evaluate.Interval;
import org.wordsight.report.ReportData.RunFacts;

class TestReportPage {
  private static final ReportData RUN = ReportSample.run();
  private static final String PAGE = ReportPage.html(RUN);

  /** A run that has only scores. */
  private static ReportData scored(RunFacts run, List<ReportData.Score> scores) {
    return new ReportData(
        run,
        scores,
        List.of(),
        Optional.empty(),
        ReportData.Curation.NONE,
        List.of(),
        List.of(),
        List.of(),
        List.of(),
        List.of(),
        List.of(),
        List.of());
  }

  @Test
  void needsNoOtherFile() {
    String withoutNamespaces = PAGE.replaceAll("xmlns(:\\w+)?=\"[^\"]*\"", "");

    assertThat(withoutNamespaces).doesNotContain("<script", "<link", "<img", "@import");
    assertThat(Pattern.compile("(?:src|href)\\s*=\\s*\"(?!#)").matcher(withoutNamespaces).find())
        .as("a reference to another file")
        .isFalse();
    assertThat(Pattern.compile("url\\((?!data:|#)").matcher(withoutNamespaces).find()).isFalse();
    assertThat(withoutNamespaces).doesNotContain("http:", "https:");
  }

  @Test
  void isWellFormedAndNamesEveryIdOnce() throws Exception {
    String body = PAGE.substring(PAGE.indexOf("<main>"), PAGE.indexOf("</main>") + 7);
    NodeList all =
        DocumentBuilderFactory.newInstance()
            .newDocumentBuilder()
            .parse(new ByteArrayInputStream(body.getBytes(StandardCharsets.UTF_8)))
            .getElementsByTagName("*");
    List<String> ids =
        java.util.stream.IntStream.range(0, all.getLength())
            .mapToObj(i -> all.item(i).getAttributes().getNamedItem("id"))
            .filter(java.util.Objects::nonNull)
            .map(org.w3c.dom.Node::getNodeValue)
            .toList();

    assertThat(ids)
        .contains("before-after", "figure-2", "table-1", "table-2")
        .doesNotHaveDuplicates();
  }

  @Test
  void escapesTheTextsOfModels() {
    assertThat(PAGE).contains("a guard is &lt;b&gt;nearby&lt;/b&gt;.").doesNotContain("<b>nearby");
    assertThat(Html.text("<a href=\"x\">&'\u0000"))
        .isEqualTo("&lt;a href=&quot;x&quot;&gt;&amp;&#39;\ufffd");
  }

  @Test
  void showsTheRunsNumbersBesideThePapers() {
    Headline headline = Headline.of(RUN.scores()).orElseThrow();

    assertThat(PAGE)
        .contains(Numbers.percent(headline.before().accuracy().fraction()) + " %")
        .contains(Numbers.percent(headline.after().orElseThrow().accuracy().fraction()) + " %")
        .contains(">83.15<", ">81.45<", ">LLaVA-OneVision<")
        .contains("duplicate: near", "refused: repeated option", "overlaps the benchmark")
        .contains("2,000 questions, shuffled answers");
  }

  @Test
  void showsARunThatHasOnlyBeenEvaluated() {
    ReportData bare =
        scored(
            RUN.run(), RUN.scores().stream().filter(score -> score.adapterId().isEmpty()).toList());

    assertThat(ReportPage.html(bare)).contains("This run holds no trained adapter.");
    assertThat(TextSummary.threeNumbers(bare)).hasSize(1).first().asString().startsWith("before");
  }

  @Test
  void saysHowDifferentTheQuestionsAre() {
    String section =
        PAGE.substring(PAGE.indexOf("How different"), PAGE.indexOf("of the training questions"));

    assertThat(section)
        .contains("distinct shingles", "63.00 %", "120,000", "length ratio", "1.25")
        .contains("answer balance, 5 options", "p = &lt; 0.0001")
        .contains("tone", "calm &lt;b&gt;", "25.00 %");
    assertThat(ReportPage.html(scored(RUN.run(), RUN.scores()))).doesNotContain("How different");
  }

  @Test
  void showsDroppedQuestionsBesideTheTextsThatTheyRepeat() {
    assertThat(PAGE)
        .contains("Near duplicate, score 0.84", "seed question 2")
        .contains("<p>A <mark>&lt;b&gt;child</mark> is next to a small fire.</p>")
        .contains("<p>A <mark>guard</mark> is next to a small fire.</p>")
        .contains("Benchmark: the same options, score 0.60: flagged, not dropped")
        .contains("How likely MinHash finds", "99.20 % of similar pairs", "87.50 %")
        .contains("<tr class=\"total\"><td class=\"number\">0.950</td>");
    assertThat(ReportPage.html(scored(RUN.run(), RUN.scores()))).doesNotContain("side by side");
  }

  @Test
  void marksOnlyWordsThatTheOtherTextDoesNotHave() {
    assertThat(MarkedWords.html("Call the police, now!", "call THE firemen now"))
        .isEqualTo("Call the <mark>police,</mark> now!");
    assertThat(MarkedWords.html("", "x")).isEmpty();
    assertThat(MarkedWords.html("x y", "")).isEqualTo("<mark>x</mark> <mark>y</mark>");
    assertThat(MarkedWords.html("a ".repeat(1_000), "a ".repeat(1_000))).endsWith("a …");
  }

  @Test
  void accountsForEveryQuestionAskedFor() {
    ReportData.Funnel some =
        new ReportData.Funnel(10, 50, 6, Map.of("cut-off", 4L), Map.of("exact", 3L), 1, 0, 2, 0, 0);
    assertThat(some.unwritten()).isEqualTo(40);
    assertThat(DataSections.funnel(Optional.of(some)))
        .contains("never written", "refused: cut off", "duplicate: exact")
        .doesNotContain("for training");

    ReportData.Funnel none =
        new ReportData.Funnel(10, 50, 46, Map.of("cut-off", 4L), Map.of(), 0, 0, 46, 40, 6);
    assertThat(DataSections.funnel(Optional.of(none)))
        .doesNotContain("never written")
        .contains("of these, for training");
  }

  @Test
  void showsAnEmptyRun() {
    RunFacts run = new RunFacts("r", "empty", "", "", "", "", "", "viva", 0);
    ReportData nothing = scored(run, List.of());

    assertThat(ReportPage.html(nothing)).contains("Nothing has been scored in this run yet.");
    assertThat(TextSummary.lines(nothing)).contains("nothing has been scored in this run yet");
  }

  @Test
  void showsTheAdapterWithTheMostQuestionsForAnyScore() {
    Headline headline = Headline.of(RUN.scores()).orElseThrow();
    assertThat(headline.arm()).isEqualTo("image");
    assertThat(headline.adapterId()).contains("student-teacher-2000");

    List<ReportData.Score> worse =
        RUN.scores().stream()
            .map(
                score ->
                    score.adapterId().equals(Optional.of("student-teacher-2000"))
                        ? new ReportData.Score(
                            score.model(),
                            score.adapterId(),
                            score.control(),
                            score.teacher(),
                            score.trainSize(),
                            score.arm(),
                            new Accuracy(
                                score.accuracy().scoring(),
                                score.accuracy().category(),
                                score.accuracy().n(),
                                0,
                                new Interval(0, 0.01)))
                        : score)
            .toList();
    assertThat(Headline.of(worse).orElseThrow().adapterId()).contains("student-teacher-2000");
  }

  @Test
  void saysTheThreeNumbersOnTheTerminal() {
    assertThat(TextSummary.threeNumbers(RUN))
        .hasSize(3)
        .satisfies(
            lines -> {
              assertThat(lines.get(0)).startsWith("before, on images:");
              assertThat(lines.get(1)).contains("points, paired 95 % interval");
              assertThat(lines.get(2)).endsWith("2,000");
            });
    assertThat(TextSummary.lines(RUN)).anyMatch(line -> line.contains("2,000 questions, shuffled"));
  }

  @Test
  void staysSmallEnoughToMail(@TempDir Path folder) throws IOException {
    Path file = Files.writeString(folder.resolve("report.html"), PAGE);

    assertThat(Files.size(file)).isLessThan(1_000_000);
  }
}
