package org.wordsight.generate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.wordsight.chat.Message;
import org.wordsight.error.ExitCode;
import org.wordsight.error.WordsightException;
import org.wordsight.model.AsOnAGpu;
import org.wordsight.model.LoadedModel;
import org.wordsight.model.Precision;
import org.wordsight.model.Purpose;
import org.wordsight.model.layer.LoraWeights;
import org.wordsight.tensor.Device;

/** Answers of the kernels of a GPU, run on the CPU, beside those of the CPU's own kernels. */
@Tag("any-threads")
class TestAnswersAsOnAGpu {
  private static final Path TEACHER = Path.of("..", "conf", "demo", "teacher");
  private static final String LONG =
      "A man drops a bag in the park and a child sees it. ".repeat(12);

  private static LoadedModel cpu;
  private static LoadedModel gpu;

  @BeforeAll
  static void load() {
    cpu = LoadedModel.load(TEACHER, Precision.FLOAT32, Device.CPU, Purpose.ANSWER);
    gpu = AsOnAGpu.load(TEACHER);
  }

  @AfterAll
  static void close() {
    cpu.close();
    gpu.close();
  }

  private static GenerationRequest request(String text, int tokens, Sampling sampling) {
    String prompt = cpu.template().prompt(List.of(Message.user(text)));
    return new GenerationRequest(prompt, List.of(), tokens, sampling, List.of("A", "B"));
  }

  /**
   * Answers with memory for all rows, and with so little that rows wait for each other's places.
   */
  private static void assertSame(List<GenerationRequest> group) {
    for (long budgetBytes : new long[] {4L << 30, 40L << 20}) {
      List<Generation> ours = answers(gpu, group, budgetBytes);
      List<Generation> theirs = answers(cpu, group, 4L << 30);
      for (int i = 0; i < group.size(); i++) {
        assertThat(ours.get(i).problem()).isEmpty();
        assertThat(ours.get(i).ids()).containsExactly(theirs.get(i).ids());
        assertThat(ours.get(i).logProbabilities())
            .containsExactly(theirs.get(i).logProbabilities(), within(1e-4));
      }
    }
  }

  private static List<Generation> answers(
      LoadedModel model, List<GenerationRequest> group, long budgetBytes) {
    try (TextGenerator generator = new TextGenerator(model, LoraWeights.none(), budgetBytes)) {
      return generator.generate(group);
    }
  }

  /** Prompts of very different lengths, and limits at which rows end at different times. */
  @Test
  void endAtDifferentTimes() {
    List<GenerationRequest> group = new ArrayList<>();
    for (int i = 0; i < 12; i++) {
      group.add(request(LONG.substring(0, 5 + i * i * 4), 4 + 5 * (i % 4), Sampling.greedy()));
    }
    assertSame(group);
  }

  @Test
  void shareTheBeginningOfAllPrompts() {
    List<GenerationRequest> group = new ArrayList<>();
    for (String question : List.of("What now?", "Why?", "Who calls first, and who waits?", "")) {
      group.add(request(LONG + question, 9 + question.length() % 5, Sampling.greedy()));
    }
    assertSame(group);
  }

  @Test
  void copyTheBeginningOfSomePrompts() {
    List<GenerationRequest> group = new ArrayList<>();
    for (String end : List.of("What now?", "Why?", "Who calls first?")) {
      group.add(request(LONG.substring(0, 200) + end, 8, Sampling.greedy()));
      group.add(request("Two nurses wait at the door of a ward. " + end, 6, Sampling.greedy()));
    }
    assertSame(group);
  }

  @Test
  void scoreLettersWithoutAnAnswer() {
    assertSame(
        IntStream.range(0, 5)
            .mapToObj(i -> request(LONG.substring(0, 30 + 90 * i), 0, Sampling.greedy()))
            .toList());
  }

  @Test
  void endTheWorkIfMemoryIsShortAndRefuseNothing() {
    List<GenerationRequest> group =
        List.of(request("Hi", 5, Sampling.greedy()), request(LONG, 5, Sampling.greedy()));
    try (TextGenerator enough = new TextGenerator(gpu, LoraWeights.none(), 4L << 30)) {
      List<Row> rows = enough.rows(group);
      long needed = enough.memory().bytes(rows.subList(1, 2), 0);
      assertThatThrownBy(() -> answers(gpu, group, needed - 1))
          .isInstanceOfSatisfying(
              WordsightException.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.DEVICE))
          .hasMessage(
              "Cannot answer on cpu: gpu.answerBudgetBytes (0 means most of the free memory) is"
                  + " %,d, expected at least %,d for a prompt of %d tokens and an answer of up to"
                  + " 5. Set it to more or to 0, end other processes that use the GPU, use one with"
                  + " more memory, or shorten the prompt or the answer.",
              needed - 1, needed, rows.get(1).prompt().length());
      assertThat(answers(gpu, group, needed))
          .extracting(Generation::problem)
          .containsExactly("", "");
    }
  }

  @Test
  void refusePromptsThatAreTooLongForTheModelWithAnyMemory() {
    String tooLong = "word ".repeat(gpu.maximumPositions());
    List<GenerationRequest> group = List.of(request(tooLong, 5, Sampling.greedy()));
    Generation refused = answers(gpu, group, 1).get(0);
    assertThat(refused.reason()).isEqualTo(FinishReason.REFUSED);
    assertThat(refused.problem())
        .contains("expected fewer than the model's " + gpu.maximumPositions() + " positions");
  }

  @Test
  void drawTheSameTokens() {
    assertSame(
        IntStream.range(0, 6)
            .mapToObj(i -> request(LONG.substring(0, 40 + i), 12, new Sampling(1, 0.9, i)))
            .toList());
  }
}
