package org.wordsight.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.wordsight.jobs.runtime.Run;
import org.wordsight.jobs.synthesis.Calls;
import org.wordsight.jobs.synthesis.ScriptedTeacher;
import org.wordsight.jobs.table.CandidateRow;
import org.wordsight.jobs.table.DiversityRow;
import org.wordsight.jobs.table.RequestRow;
import org.wordsight.jobs.table.SampleRow;
import org.wordsight.prompt.Axis;
import org.wordsight.synthesis.AnswerParser;
import org.wordsight.synthesis.AxisSampler;
import org.wordsight.synthesis.Diversity;

/** Axes in the prompts, letters of options, and their rows in the table of diversity. */
class TestVariedQuestions {
  private static final String[] SETTINGS = {
    "synthesis.examplesPerCall=1",
    "synthesis.groupSize=2",
    "synthesis.prompt=\"A {axis:tone} scene. _example_\"",
    "synthesis.axes=[{name: tone, values: [calm, urgent], weights: [1, 3]}]",
    "synthesis.shuffleOptions=true",
    "split.train=60",
    "split.validation=12",
    "split.subsets=[60]"
  };
  private static final AxisSampler DECLARED =
      new AxisSampler(List.of(new Axis("tone", List.of("calm", "urgent"), List.of(1.0, 3.0))), 42);

  @TempDir Path folder;

  @BeforeEach
  void writeInputs() throws IOException {
    ScriptedTeacher.write(folder);
  }

  @Test
  void drawsAxesAndLettersFromTheLogAlone() throws IOException {
    List<CandidateRow> candidates;
    try (Run run = LocalSpark.run(folder, "a", SETTINGS)) {
      synthesise(run);
      candidates = run.records(CandidateRow.TABLE);
      List<RequestRow> requests = run.records(RequestRow.TABLE);
      assertDrawnAsDeclared(requests);
      assertRelettered(requests, candidates);
      assertThat(requests).extracting(RequestRow::wave).contains(1);
      assertSharesAddUp(run);

      int asked = asked();
      synthesise(run);
      assertThat(asked()).as("the second time nothing is asked").isEqualTo(asked);
      assertThat(run.records(CandidateRow.TABLE)).containsExactlyInAnyOrderElementsOf(candidates);
    }
  }

  /**
   * Makes sure that the first wave draws with the declared weights, and that the prompt has the
   * drawn value.
   */
  private static void assertDrawnAsDeclared(List<RequestRow> requests) throws IOException {
    Map<String, String> tones = new HashMap<>();
    for (RequestRow request : requests) {
      JsonNode parameters = new ObjectMapper().readTree(request.parameters());
      String tone = parameters.at("/axes/tone").textValue();
      if (request.wave() == 0) {
        assertThat(Map.of("tone", tone))
            .isEqualTo(DECLARED.draw(parameters.get("group").intValue()));
      }
      String prompt = request.promptHash() + parameters.get("seed_questions");
      assertThat(tones.merge(prompt, tone, (one, other) -> one)).isEqualTo(tone);
    }
    assertThat(tones.values()).contains("calm", "urgent");
  }

  /** Makes sure that every candidate has the teacher's options, in another order. */
  private static void assertRelettered(List<RequestRow> requests, List<CandidateRow> candidates) {
    Map<String, AnswerParser.Parsed> written = new HashMap<>();
    AnswerParser parser = new AnswerParser(Set.of());
    requests.forEach(
        request ->
            written.put(
                request.requestId(),
                parser.parse(request.requestId(), request.ordinal(), request.rawAnswer())));
    int moved = 0;
    for (CandidateRow candidate : candidates) {
      CandidateRow before =
          written.get(candidate.requestId()).candidates().stream()
              .map(CandidateRow::of)
              .filter(row -> row.candidateId().equals(candidate.candidateId()))
              .findFirst()
              .orElseThrow();
      assertThat(candidate.options()).containsExactlyInAnyOrderElementsOf(before.options());
      assertThat(candidate.content().answerText()).isEqualTo(before.content().answerText());
      moved += candidate.options().equals(before.options()) ? 0 : 1;
    }
    assertThat(moved).isGreaterThan(candidates.size() / 3);
  }

  private static void assertSharesAddUp(Run run) {
    Map<Optional<String>, Double> shares = new TreeMap<>(Comparator.comparing(Object::toString));
    long tones = 0;
    for (DiversityRow row : run.records(DiversityRow.TABLE)) {
      if (row.name().equals(Diversity.AXIS_VALUE) || row.name().equals(Diversity.ANSWER_LETTER)) {
        shares.merge(row.axis(), row.share(), Double::sum);
      }
      tones += row.name().equals(Diversity.AXIS_VALUE) ? row.n() : 0;
    }
    assertThat(tones).isEqualTo(run.records(SampleRow.TABLE).size()).isEqualTo(72);
    assertThat(shares).hasSizeGreaterThan(1);
    assertThat(shares.values()).allSatisfy(sum -> assertThat(sum).isBetween(1 - 1e-9, 1 + 1e-9));
  }

  private void synthesise(Run run) {
    new GenerateStage(config -> ScriptedTeacher.of(folder, folder.resolve("asked")), Calls.ALLOWED)
        .run(run);
    new CurateStage().run(run);
    new SplitStage().run(run);
  }

  private int asked() throws IOException {
    return Files.readAllLines(folder.resolve("asked")).size();
  }
}
