package org.wordsight.jobs.synthesis;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.wordsight.config.ModelConfig;
import org.wordsight.data.Question;
import org.wordsight.model.Precision;
import org.wordsight.money.Usage;
import org.wordsight.prompt.QuestionJson;
import org.wordsight.synthesis.PlannedGroup;
import org.wordsight.synthesis.PlannedRequest;
import org.wordsight.synthesis.RequestParameters;
import org.wordsight.synthesis.TeacherAnswer;
import org.wordsight.synthesis.TeacherAnswer.Outcome;
import org.wordsight.teacher.GroupTeacher;

/**
 * A teacher without a model. Its answers depend only on the plan. Each has five questions; some
 * repeat an option, copy a seed question or break off.
 *
 * @param checkpoint a folder without weights
 * @param askedFile gets a line for each request
 */
public record ScriptedTeacher(CheckpointTeacher checkpoint, String askedFile)
    implements GroupTeacher {
  private static final long serialVersionUID = 1L;

  public static final String SEED_SITUATION = "a child has fallen from a swing in the park";

  /** Makes the folder's seed questions, annotation and teacher. */
  public static void write(Path folder) throws IOException {
    Files.createDirectories(folder.resolve("student"));
    Files.writeString(
        folder.resolve("student/chat_template.jinja"), "<user>{{ messages[0]['content'] }}<end>");
    Files.writeString(folder.resolve("student/config.json"), "{}");
    Files.writeString(
        folder.resolve("seeds.json"),
        "["
            + QuestionJson.line(seedQuestion())
            + ","
            + QuestionJson.line(question(1_000_009))
            + "]");
    Files.writeString(
        folder.resolve("viva.json"),
        """
        [{"index": 1, "image_file": "1.png", "category": "[\\"x\\"]",
          "situation_description": "%s",
          "action_list": ["A. go", "B. stay", "C. call", "D. help", "E. none"], "answer": "A",
          "action_answer": "A. go"}]
        """
            .formatted(question(1_000_003).situation()));
  }

  /** The teacher of a folder; {@code asked} gets a line for each request. */
  public static ScriptedTeacher of(Path folder, Path asked) {
    String student = folder.resolve("student").toString();
    return new ScriptedTeacher(
        new CheckpointTeacher("scripted", new ModelConfig(student, Precision.FLOAT32), 0),
        asked.toString());
  }

  @Override
  public String name() {
    return checkpoint.name();
  }

  @Override
  public String model() {
    return checkpoint.model();
  }

  @Override
  public String fingerprint() {
    return checkpoint.fingerprint();
  }

  @Override
  public UnaryOperator<String> chat() {
    return checkpoint.chat();
  }

  @Override
  public List<TeacherAnswer> ask(PlannedGroup group, RequestParameters parameters) {
    List<TeacherAnswer> answers = new ArrayList<>();
    for (PlannedRequest request : group.requests()) {
      try {
        Files.writeString(
            Path.of(askedFile),
            request.id() + "\n",
            StandardOpenOption.CREATE,
            StandardOpenOption.APPEND);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      answers.add(new TeacherAnswer(text(request), Outcome.STOPPED, new Usage(100, 0, 50), ""));
    }
    return answers;
  }

  static String text(PlannedRequest request) {
    List<String> items = new ArrayList<>();
    for (int item = 0; item < 5; item++) {
      items.add(QuestionJson.line(question(request.ordinal() * 5 + item)));
    }
    if (request.ordinal() % 4 == 0) {
      items.set(0, QuestionJson.line(seedQuestion()));
    }
    if (request.ordinal() % 4 == 1) {
      items.set(1, items.get(1).replace("B. ", "A. "));
    }
    if (request.ordinal() == 2) {
      items.set(2, QuestionJson.line(question(1_000_003)));
    }
    String list = "[" + String.join(", ", items) + "]";
    return request.ordinal() % 4 == 3 ? list.substring(0, list.length() - 40) : list;
  }

  private static Question seedQuestion() {
    return new Question(
        SEED_SITUATION, "What do you do first?", List.of("run", "help the child"), "B", "Help.");
  }

  private static Question question(int number) {
    Random random = new Random(number);
    String words =
        String.join(
            " ", IntStream.range(0, 20).mapToObj(i -> "word" + random.nextInt(5_000)).toList());
    return new Question(
        words, "Which step " + number + "?", List.of("go " + number, "stay"), "A", "Go.");
  }
}
