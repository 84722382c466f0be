package org.wordsight.jobs.synthesis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.wordsight.config.ModelConfig;
import org.wordsight.error.WordsightException;
import org.wordsight.grammar.QuestionForm;
import org.wordsight.jobs.runtime.Held;
import org.wordsight.model.Precision;
import org.wordsight.synthesis.AnswerParser;
import org.wordsight.synthesis.PlannedGroup;
import org.wordsight.synthesis.PlannedRequest;
import org.wordsight.synthesis.RequestParameters;
import org.wordsight.synthesis.TeacherAnswer;

class TestCheckpointTeacher {
  @TempDir Path root;

  @Test
  void isIdentifiedByItsContentInAnyFolder() throws IOException {
    String fingerprint = teacher(checkpoint("a"), Precision.FLOAT32).fingerprint();
    Path other = checkpoint("b");
    Files.writeString(other.resolve("README.md"), "not part of it");
    assertThat(teacher(other, Precision.FLOAT32).fingerprint()).isEqualTo(fingerprint);
    assertThat(teacher(other, Precision.BFLOAT16).fingerprint()).isNotEqualTo(fingerprint);
    Files.writeString(other.resolve("model.safetensors"), "other weights");
    assertThat(teacher(other, Precision.FLOAT32).fingerprint()).isNotEqualTo(fingerprint);
  }

  @Test
  void isIdentifiedAlsoByTheFormOfItsAnswers() throws IOException {
    ModelConfig config = new ModelConfig(checkpoint("a").toString(), Precision.FLOAT32);
    String free = new CheckpointTeacher("local", config, 0).fingerprint();
    String held = held(config, new QuestionForm(5, 2, 5, 900)).fingerprint();
    assertThat(held).hasSameSizeAs(free).isNotEqualTo(free);
    assertThat(held(config, new QuestionForm(5, 2, 4, 900)).fingerprint()).isNotEqualTo(held);
    assertThat(held(config, new QuestionForm(5, 2, 5, 900)).fingerprint()).isEqualTo(held);
  }

  private static CheckpointTeacher held(ModelConfig config, QuestionForm form) {
    return new CheckpointTeacher("local", config, 0, form);
  }

  /**
   * The demo's teacher is asked for another form than it was trained for, at a very high
   * temperature.
   */
  @Test
  void writesWholeQuestionsWhereAGrammarHoldsIt() {
    Path demo = Path.of("..", "conf", "demo", "teacher").toAbsolutePath();
    QuestionForm form = new QuestionForm(2, 3, 3, 260);
    CheckpointTeacher teacher = held(new ModelConfig(demo.toString(), Precision.FLOAT32), form);
    List<PlannedRequest> requests =
        IntStream.range(0, 4).mapToObj(i -> new PlannedRequest("id-" + i, i, i)).toList();
    PlannedGroup group =
        new PlannedGroup(0, 0, List.of(1), Map.of(), teacher.chat().apply("Hi"), requests);
    try {
      for (int again = 0; again < 2; again++) {
        List<TeacherAnswer> answers =
            teacher.ask(group, new RequestParameters("", 2, 1, form.maximumNewTokens()));
        for (TeacherAnswer answer : answers) {
          assertThat(answer.outcome()).isEqualTo(TeacherAnswer.Outcome.STOPPED);
          AnswerParser.Parsed parsed = new AnswerParser(Set.of()).parse("id", 0, answer.text());
          assertThat(parsed.candidates()).as(answer.text()).isNotEmpty();
          assertThat(parsed.candidates())
              .allSatisfy(each -> assertThat(each.question().options()).hasSize(3));
        }
      }
    } finally {
      Held.here().release();
    }
  }

  @Test
  void noticesOtherWeightsInAFileTooLargeToReadWhole() throws IOException {
    Path folder = checkpoint("a");
    try (RandomAccessFile file =
        new RandomAccessFile(folder.resolve("model.safetensors").toFile(), "rw")) {
      file.setLength(65L << 20);
      String fingerprint = teacher(folder, Precision.FLOAT32).fingerprint();
      file.seek(32L << 20);
      file.write(1);
      assertThat(teacher(folder, Precision.FLOAT32).fingerprint()).isNotEqualTo(fingerprint);
    }
  }

  @Test
  void receivesAPromptAsOneUserTurn() throws IOException {
    CheckpointTeacher teacher = teacher(checkpoint("a"), Precision.FLOAT32);
    assertThat(teacher.chat().apply("Write.")).isEqualTo("<user>Write.<end>");
    assertThat(teacher.model()).isEqualTo("a");
  }

  @Test
  void saysWhichFolderCannotBeRead() {
    CheckpointTeacher teacher = teacher(root.resolve("none"), Precision.FLOAT32);
    assertThatThrownBy(teacher::fingerprint)
        .isInstanceOf(WordsightException.class)
        .hasMessageStartingWith("Cannot read checkpoint folder " + root.resolve("none"));
  }

  private Path checkpoint(String name) throws IOException {
    Path folder = Files.createDirectories(root.resolve(name));
    Files.writeString(
        folder.resolve("chat_template.jinja"), "<user>{{ messages[0]['content'] }}<end>");
    Files.writeString(folder.resolve("config.json"), "{}");
    Files.writeString(folder.resolve("model.safetensors"), "weights");
    return folder;
  }

  private static CheckpointTeacher teacher(Path folder, Precision precision) {
    return new CheckpointTeacher("local", new ModelConfig(folder.toString(), precision), 0);
  }
}
