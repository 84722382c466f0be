package org.wordsight.jobs.inspection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.wordsight.config.RunFile;
import org.wordsight.error.ExitCode;
import org.wordsight.error.WordsightException;
import org.wordsight.jobs.runtime.RunId;

/** The demo's run file with a small student whose folder has one fault. */
class TestInspection {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Path SOUND =
      Path.of("../common/src/test/resources/references/qwen2_vl/checkpoint");
  private static final String TEMPLATE = "chat_template.jinja";

  @TempDir private Path folder;

  @BeforeEach
  void copy() throws IOException {
    try (Stream<Path> files = Files.list(SOUND)) {
      for (Path file : files.toList()) {
        Files.copy(file, folder.resolve(file.getFileName()));
      }
    }
  }

  private Inspection inspection(String... overrides) {
    List<String> all = new ArrayList<>(List.of(overrides));
    all.add("models.student.path=" + folder);
    return Inspection.of(
        RunFile.load(Path.of("../conf/demo.yaml"), all), new RunId.NewestUnfinished());
  }

  private void edit(String file, Consumer<ObjectNode> change) throws IOException {
    ObjectNode values = (ObjectNode) JSON.readTree(folder.resolve(file).toFile());
    change.accept(values);
    JSON.writeValue(folder.resolve(file).toFile(), values);
  }

  private void assertFound(String problem) {
    assertThatThrownBy(() -> inspection().throwIfWrong())
        .isInstanceOfSatisfying(
            WordsightException.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.INPUT))
        .hasMessageContaining(problem);
  }

  @Test
  void findsNothingWrongWithASoundStudent() {
    Inspection inspection = inspection();
    assertThatCode(inspection::throwIfWrong).doesNotThrowAnyException();
    assertThat(inspection.warnings()).isEmpty();
  }

  @Test
  void saysHowManyRunsAreComparedWith() {
    String warehouse = "warehouse=" + folder.resolve("warehouse");
    Inspection inspection = inspection(warehouse, "curation.history.runs=all");
    assertThatCode(inspection::throwIfWrong).doesNotThrowAnyException();
    assertThat(inspection.facts()).contains("history: compared with 0 earlier runs");
    assertThatThrownBy(() -> inspection(warehouse, "curation.history.runs=[nobody]").throwIfWrong())
        .isInstanceOfSatisfying(
            WordsightException.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.INPUT))
        .hasMessage(
            "Cannot compare with run nobody: the warehouse has no such run. Name other runs in curation.history.runs.");
  }

  @Test
  void readsTheImageProcessorThatTransformers5Nests() throws IOException {
    ObjectNode nesting = JSON.createObjectNode();
    nesting.set(
        "image_processor", JSON.readTree(folder.resolve("preprocessor_config.json").toFile()));
    JSON.writeValue(folder.resolve("processor_config.json").toFile(), nesting);
    Files.delete(folder.resolve("preprocessor_config.json"));
    assertThatCode(() -> inspection().throwIfWrong()).doesNotThrowAnyException();

    edit(
        "processor_config.json",
        values -> ((ObjectNode) values.get("image_processor")).put("patch_size", 16));
    assertFound("processor_config.json: image_processor.patch_size is 16, expected patch_size of");
  }

  @Test
  void findsThatTheImageProcessorIsMissing() throws IOException {
    Files.delete(folder.resolve("preprocessor_config.json"));
    assertFound("preprocessor_config.json: there is no such file.");
  }

  @Test
  void warnsOfAnswersThatWouldNotEnd() throws IOException {
    edit("generation_config.json", values -> values.put("eos_token_id", 300));
    Inspection inspection = inspection();
    assertThatCode(inspection::throwIfWrong).doesNotThrowAnyException();
    assertThat(inspection.warnings())
        .singleElement()
        .asString()
        .startsWith("models.student does not end its answers: its chat template ends a turn with");
  }

  private Inspection heldToQuestions() {
    return inspection("teacher.kind=self", "synthesis.grammar=questions");
  }

  @Test
  void namesTheFormOfAnswers() {
    assertThatCode(() -> heldToQuestions().throwIfWrong()).doesNotThrowAnyException();
    assertThat(heldToQuestions().facts())
        .contains(
            "teacher: answers are held to lists of questions, and one question takes at least 221 of their 560 tokens");
  }

  @Test
  void findsATeacherThatCannotFollowAGrammar() throws IOException {
    edit(
        "tokenizer.json",
        values -> {
          ObjectNode vocabulary = (ObjectNode) values.get("model").get("vocab");
          vocabulary.set("}}", vocabulary.remove("}"));
        });
    assertThatCode(() -> inspection("teacher.kind=self").throwIfWrong()).doesNotThrowAnyException();
    assertThatThrownBy(() -> heldToQuestions().throwIfWrong())
        .isInstanceOfSatisfying(
            WordsightException.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.INPUT))
        .hasMessageContaining(
            "Cannot use a grammar for answers: the tokenizer has no tokens for single bytes that the form needs");
  }

  @Test
  void saysOnceWhatSeveralOfItsPartsFind() throws IOException {
    Files.writeString(folder.resolve("tokenizer.json"), "{");
    assertThatThrownBy(() -> inspection("teacher.kind=self").throwIfWrong())
        .hasMessageContaining("tokenizer.json: it is no valid tokenizer")
        .satisfies(e -> assertThat(e.getMessage().lines()).doesNotHaveDuplicates());
  }

  @Test
  void findsATokenBeyondTheVocabulary() throws IOException {
    edit(
        "tokenizer_config.json",
        values -> {
          for (int i = 0; i < 9; i++) {
            ((ObjectNode) values.get("added_tokens_decoder"))
                .putObject(Integer.toString(400 + i))
                .put("content", "<|more" + i + "|>")
                .put("special", true);
          }
        });
    assertFound("\"<|more8|>\", expected ids below 316, the rows of the embedding.");
  }

  @Test
  void findsATemplateThatShowsAnImageTwice() throws IOException {
    String template = Files.readString(folder.resolve(TEMPLATE));
    Files.writeString(
        folder.resolve(TEMPLATE), template.replace("<|pixel|>", "<|pixel|><|pixel|>"));
    assertFound("its chat template writes the image's token 307 2 times for one image");
  }

  @Test
  void findsATemplateThatRefusesATrainingPrompt() throws IOException {
    Files.writeString(folder.resolve(TEMPLATE), "{{ raise_exception('Only about the weather') }}");
    assertFound("the template refuses it: Only about the weather.");
  }

  @Test
  void findsATemplateThatWritesNothing() throws IOException {
    Files.writeString(folder.resolve(TEMPLATE), "{% if messages | length > 1 %}<|end|>{% endif %}");
    assertFound("its chat template writes nothing");
  }

  @Test
  void findsAPromptLongerThanTheModelsPositions() throws IOException {
    edit("config.json", values -> values.put("max_position_embeddings", 40));
    assertThatThrownBy(() -> inspection("teacher.kind=self").throwIfWrong())
        .hasMessageContaining("Cannot ask the teacher: a prompt has ")
        .hasMessageContaining("expected fewer than the model's 40 positions.");
  }

  @Test
  void findsARankThatNoAdapterHas() {
    assertThatThrownBy(() -> inspection("lora.rank=5000").throwIfWrong())
        .isInstanceOfSatisfying(
            WordsightException.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.USAGE))
        .hasMessageContaining("lora.rank");
  }

  @Test
  void saysHowMeaningsAreCompared() throws IOException {
    Path pairs =
        Files.writeString(
            folder.resolve("pairs.jsonl"),
            """
            {"a": "x", "b": "y", "same": true}
            {"a": "x", "b": "z", "same": false}
            """);
    Inspection inspection =
        inspection("curation.semantic={embedder: words, pairs: %s}".formatted(pairs));
    assertThatCode(inspection::throwIfWrong).doesNotThrowAnyException();
    assertThat(inspection.facts())
        .contains(
            "meanings: compared by words, threshold by calibration",
            "labelled pairs: 2, of which 1 mean the same");
  }

  @Test
  void findsAnEmbedderThatIsMissingAndPairsThatAreBroken() throws IOException {
    Path pairs = Files.writeString(folder.resolve("pairs.jsonl"), "{}");
    assertThatThrownBy(
            () ->
                inspection("curation.semantic={threshold: 0.95, pairs: %s}".formatted(pairs))
                    .throwIfWrong())
        .isInstanceOfSatisfying(
            WordsightException.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.INPUT))
        .hasMessageContaining("Cannot read line 1 of " + pairs)
        .hasMessageContaining("Cannot load an embedder: ONNX Runtime is not on the class path.");
  }

  @Test
  void namesTheJudgeAndItsCost() {
    assertThat(inspection("judge={kind: self, answers: 5}").facts())
        .contains("judge: self, asked 5 times a question, at no cost");
    assertThat(inspection(endpoint("judge.prices={input: 2, output: 8}")).facts())
        .contains("judge: m at https://host.example/v1, not asked by check, 3 times a question")
        .anyMatch(
            fact ->
                fact.matches(
                    "judging a question like the longest seed question: at most [\\d,]+ tokens, at most \\$0\\.00\\d+"));
  }

  @Test
  void findsAJudgeThatCannotBeAsked() {
    assertThatThrownBy(() -> inspection("judge={kind: local, path: /no/judge}").throwIfWrong())
        .isInstanceOfSatisfying(
            WordsightException.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.INPUT))
        .hasMessageContaining("/no/judge");
    assertThatThrownBy(
            () -> inspection(endpoint("judge.tokenVariable=NO_SUCH_JUDGE_TOKEN")).throwIfWrong())
        .isInstanceOfSatisfying(
            WordsightException.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.INPUT))
        .hasMessageContaining("NO_SUCH_JUDGE_TOKEN");
    assertThatThrownBy(
            () ->
                inspection(
                        endpoint(
                            "judge.tokensPerMinute=200",
                            "judge.prices={input: 1000, output: 1000}",
                            "synthesis.budgetDollars=0.01"))
                    .throwIfWrong())
        .isInstanceOfSatisfying(
            WordsightException.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.USAGE))
        .hasMessageContaining("Cannot ask the judge: judge.tokensPerMinute is 200, expected")
        .hasMessageContaining("Cannot ask the judge: synthesis.budgetDollars is 0.01, expected");
  }

  private static String[] endpoint(String... more) {
    List<String> all = new ArrayList<>(List.of(more));
    all.add(0, "judge={kind: openai, model: m, endpoint: 'https://host.example/v1'}");
    return all.toArray(String[]::new);
  }
}
