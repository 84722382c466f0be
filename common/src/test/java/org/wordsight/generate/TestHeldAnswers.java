package org.wordsight.generate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.wordsight.chat.Message;
import org.wordsight.chat.TokenBytes;
import org.wordsight.grammar.QuestionForm;
import org.wordsight.grammar.Schema;
import org.wordsight.grammar.TokenGrammar;
import org.wordsight.model.AsOnAGpu;
import org.wordsight.model.LoadedModel;
import org.wordsight.model.Precision;
import org.wordsight.model.Purpose;
import org.wordsight.model.layer.LoraWeights;
import org.wordsight.prompt.QuestionJson;
import org.wordsight.synthesis.SeedQuestions;
import org.wordsight.tensor.Device;
import org.wordsight.tensor.LiveTensors;

/** Answers of the embedded world's teacher to prompts for which it was not made. */
@Tag("any-threads")
class TestHeldAnswers {
  private static final Path TEACHER = Path.of("..", "conf", "demo", "teacher");
  private static final Schema FLAGS = new Schema.Items(new Schema.Flag(), 2, 4, false);

  private static LoadedModel model;
  private static TextGenerator generator;

  @BeforeAll
  static void load() {
    model = LoadedModel.load(TEACHER, Precision.FLOAT32, Device.CPU, Purpose.ANSWER);
    generator = new TextGenerator(model);
  }

  @AfterAll
  static void close() {
    generator.close();
    model.close();
  }

  private static TokenGrammar grammar(Schema schema) {
    return TokenGrammar.of(
        schema,
        TokenBytes.read(TEACHER),
        model.stopTokens(),
        model.decoder().config().vocabularySize());
  }

  private static GenerationRequest request(
      String text, int tokens, Sampling sampling, Optional<TokenGrammar> grammar) {
    String prompt = model.template().prompt(List.of(Message.user(text)));
    return new GenerationRequest(prompt, List.of(), tokens, sampling, List.of("A"), grammar);
  }

  private static void assertQuestions(QuestionForm form, Generation answer)
      throws JsonProcessingException {
    assertThat(answer.reason()).as(answer.text()).isEqualTo(FinishReason.STOP);
    JsonNode list = new ObjectMapper().readTree(answer.text());
    assertThat(list.size()).isBetween(1, form.questions());
    for (JsonNode item : list) {
      assertThat(item.fieldNames())
          .toIterable()
          .containsExactly("situation", "question", "options", "rationale", "answer");
      assertThat(item.get("situation").textValue()).hasSizeGreaterThanOrEqualTo(20).isNotBlank();
      int options = item.get("options").size();
      assertThat(options).isBetween(form.fewestOptions(), form.mostOptions());
      for (int i = 0; i < options; i++) {
        assertThat(item.get("options").get(i).textValue())
            .startsWith((char) ('A' + i) + ". ")
            .hasSizeGreaterThan(3);
      }
      assertThat(item.get("answer").textValue().charAt(0))
          .isBetween('A', (char) ('A' + options - 1));
    }
  }

  @ParameterizedTest
  @CsvSource({"0, 1", "1, 1", "3, 1", "3, 0.9", "100, 1"})
  void areWholeQuestionsAtAnyTemperatureAndWithinAnyLength(double temperature, double topP)
      throws JsonProcessingException {
    QuestionForm form = new QuestionForm(2, 2, 4, 420);
    Optional<TokenGrammar> grammar = Optional.of(grammar(form.list()));
    int fewest = (int) grammar.get().fewestTokens();
    assertThat(fewest).isEqualTo((int) form.fewestTokens());
    List<GenerationRequest> group =
        IntStream.of(fewest, fewest + 1, 300, 420)
            .mapToObj(most -> request("Hi", most, new Sampling(temperature, topP, most), grammar))
            .toList();
    for (Generation answer : generator.generate(group)) {
      assertQuestions(form, answer);
    }
  }

  @Test
  void leaveTheOtherRowsOfAGroupAsTheyAre() {
    List<GenerationRequest> free = new ArrayList<>();
    List<GenerationRequest> mixed = new ArrayList<>();
    Optional<TokenGrammar> grammar = Optional.of(grammar(FLAGS));
    for (int i = 0; i < 6; i++) {
      String text = "A man drops a bag, and a child sees it. ".repeat(1 + i);
      free.add(request(text, 20, Sampling.greedy(), Optional.empty()));
      mixed.add(request(text, 20, Sampling.greedy(), grammar));
    }
    mixed.addAll(free);
    List<Generation> alone = generator.generate(free);
    List<Generation> together = generator.generate(mixed);
    for (int i = 0; i < 6; i++) {
      assertThat(together.get(6 + i).ids()).containsExactly(alone.get(i).ids());
      assertThat(together.get(i).text()).matches("\\s*\\[(\\s*(true|false)\\s*,?){2,4}]");
      assertThat(together.get(i).reason()).isEqualTo(FinishReason.STOP);
    }
  }

  /** If the teacher's free answer has the form, the answer with the grammar is the same. */
  @Test
  void areTheFreeAnswerIfItHasTheForm() throws JsonProcessingException {
    QuestionForm form = new QuestionForm(5, 2, 5, 900);
    String asked =
        "Write 5 decision questions as a JSON list.\n"
            + SeedQuestions.read(Path.of("..", "conf", "demo", "seeds.json")).stream()
                .limit(2)
                .map(QuestionJson::line)
                .collect(Collectors.joining("\n"));
    List<Generation> free =
        generator.generate(List.of(request(asked, 700, Sampling.greedy(), Optional.empty())));
    List<Generation> held =
        generator.generate(
            List.of(request(asked, 700, Sampling.greedy(), Optional.of(grammar(form.list())))));
    assertQuestions(form, free.get(0));
    assertThat(held.get(0).ids()).containsExactly(free.get(0).ids());
  }

  @Test
  void areTheSameOnAGpu() {
    Optional<TokenGrammar> questions = Optional.of(grammar(new QuestionForm(1, 2, 3, 300).list()));
    Optional<TokenGrammar> flags = Optional.of(grammar(FLAGS));
    List<GenerationRequest> group = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      group.add(request("Hi " + i, 300, new Sampling(1, 0.9, i), i % 2 == 0 ? questions : flags));
    }
    group.add(request("Hi", 9, Sampling.greedy(), Optional.empty()));
    try (LoadedModel gpu = AsOnAGpu.load(TEACHER);
        TextGenerator there = new TextGenerator(gpu, LoraWeights.none(), 4L << 30)) {
      List<Generation> ours = there.generate(group);
      List<Generation> theirs = generator.generate(group);
      for (int i = 0; i < group.size(); i++) {
        assertThat(ours.get(i).ids()).containsExactly(theirs.get(i).ids());
      }
    }
  }

  @Test
  void areRefusedIfTooFewTokensAreLeft() {
    Optional<TokenGrammar> grammar = Optional.of(grammar(FLAGS));
    long fewest = grammar.get().fewestTokens();
    assertThat(fewest).isEqualTo("[true,true]".length() + 1);
    Generation refused =
        generator.generate(List.of(request("Hi", 11, Sampling.greedy(), grammar))).get(0);
    assertThat(refused.reason()).isEqualTo(FinishReason.REFUSED);
    assertThat(refused.problem())
        .isEqualTo(
            "Cannot answer: 11 tokens are left for the answer after a prompt of %d, expected at least 12, which the grammar needs. Allow a longer answer, or shorten the prompt."
                .formatted(refused.promptTokens()));
    Generation scored =
        generator.generate(List.of(request("Hi", 0, Sampling.greedy(), grammar))).get(0);
    assertThat(scored.logProbabilities()).hasSize(1);
  }

  @Test
  void refuseAGrammarOfAnotherModel() {
    TokenGrammar other = TokenGrammar.of(FLAGS, TokenBytes.read(TEACHER), Set.of(1), 5000);
    List<GenerationRequest> group =
        List.of(request("Hi", 50, Sampling.greedy(), Optional.of(other)));
    assertThatThrownBy(() -> generator.generate(group))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "The grammar is for a vocabulary of 5000 tokens, expected the model's "
                + model.decoder().config().vocabularySize());
  }

  @Test
  void freeAllTheirTensors() {
    int before = LiveTensors.count();
    Optional<TokenGrammar> grammar = Optional.of(grammar(FLAGS));
    try (TextGenerator once = new TextGenerator(model)) {
      once.generate(List.of(request("Hi", 30, new Sampling(1, 1, 3), grammar)));
      int after = LiveTensors.count();
      once.generate(List.of(request("Hi", 30, new Sampling(1, 1, 4), grammar)));
      assertThat(LiveTensors.count()).isEqualTo(after);
    }
    assertThat(LiveTensors.count()).isEqualTo(before);
  }
}
