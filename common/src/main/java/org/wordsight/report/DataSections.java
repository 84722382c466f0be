package org.wordsight.report;

import static org.wordsight.report.Html.text;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.wordsight.data.Question;
import org.wordsight.report.ReportData.Funnel;
import org.wordsight.report.ReportData.Refusal;

/**
 * The sections about the training data: the origin of questions, the dropped questions, and some
 * samples.
 */
final class DataSections {
  private DataSections() {}

  /** One bar of the funnel: questions that remain, or questions that leave. */
  private record Step(String label, long count, String kind) {}

  static String funnel(Optional<Funnel> found) {
    if (found.isEmpty()) {
      return "";
    }
    Funnel funnel = found.get();
    List<Step> steps = steps(funnel);
    long widest = steps.stream().mapToLong(Step::count).max().orElse(0);
    HtmlTable table =
        new HtmlTable().text("").number("Questions").number("Of those asked for").picture("");
    for (Step step : steps) {
      table.styledRow(
          step.kind(),
          step.label(),
          Numbers.count(step.count()),
          Numbers.share(step.count(), funnel.expected()),
          Html.bar(widest == 0 ? 0 : (double) step.count() / widest, step.kind()));
    }
    return Html.section(
        "funnel",
        "From the teacher's answers to training questions",
        "%s answers of the teacher. Blue bars are questions that remain, orange bars are dropped ones with the reason."
            .formatted(Numbers.count(funnel.requests())),
        table.html());
  }

  private static List<Step> steps(Funnel funnel) {
    List<Step> steps = new ArrayList<>();
    steps.add(new Step("asked for", funnel.expected(), "kept"));
    if (funnel.unwritten() > 0) {
      steps.add(new Step("never written", funnel.unwritten(), "dropped"));
    }
    drop(steps, "refused", funnel.rejected());
    steps.add(new Step("parsed and valid", funnel.candidates(), "kept"));
    // Zero is a result too, so these three bars are always shown.
    steps.add(new Step("dropped: overlaps the benchmark", funnel.contaminated(), "dropped"));
    if (funnel.duplicates().isEmpty()) {
      steps.add(new Step("duplicates", 0, "dropped"));
    }
    drop(steps, "duplicate", funnel.duplicates());
    steps.add(new Step("dropped: beyond the asked number", funnel.surplus(), "dropped"));
    steps.add(new Step("kept", funnel.kept(), "kept"));
    if (funnel.train() > 0) {
      steps.add(new Step("of these, for training", funnel.train(), "part"));
      steps.add(new Step("of these, for validation", funnel.validation(), "part"));
    }
    return steps;
  }

  private static void drop(List<Step> steps, String what, Map<String, Long> byReason) {
    byReason.entrySet().stream()
        .sorted(
            Map.Entry.<String, Long>comparingByValue().reversed().thenComparing(Map.Entry::getKey))
        .forEach(
            entry ->
                steps.add(
                    new Step(
                        what + ": " + text(Names.reason(entry.getKey())),
                        entry.getValue(),
                        "dropped")));
  }

  static String samples(List<Question> samples) {
    if (samples.isEmpty()) {
      return "";
    }
    return Html.section(
        "samples",
        "%d of the training questions".formatted(samples.size()),
        "As the teacher wrote them, in the order of options that the student sees. The answer is in bold.",
        Html.beside(samples.stream().map(DataSections::card).toArray(String[]::new)));
  }

  private static String card(Question question) {
    StringBuilder options = new StringBuilder();
    for (int i = 0; i < question.options().size(); i++) {
      String letter = String.valueOf((char) ('A' + i));
      options.append(
          "<li%s>%s. %s</li>"
              .formatted(
                  letter.equals(question.answer()) ? " class=\"gold\"" : "",
                  letter,
                  text(question.options().get(i))));
    }
    return """
        <article class="item sample"><p>%s</p><p><b>%s</b></p><ul class="options">%s</ul>\
        <p class="note">%s</p></article>"""
        .formatted(
            text(question.situation()),
            text(question.question()),
            options,
            text(question.rationale()));
  }

  /** The benchmark items that could not be scored in the usual way. */
  static String refusals(List<Refusal> refusals) {
    if (refusals.isEmpty()) {
      return "";
    }
    HtmlTable table = new HtmlTable().text("Reason").number("Items").text("Which");
    for (Refusal refusal : refusals) {
      table.row(
          text(refusal.reason().replace('-', ' ')),
          Numbers.count(refusal.count()),
          text(String.join(", ", refusal.examples()))
              + (refusal.count() > refusal.examples().size() ? ", …" : ""));
    }
    return Html.figure(
        "Benchmark items with a problem; the table rejected has the details", table.html());
  }
}
