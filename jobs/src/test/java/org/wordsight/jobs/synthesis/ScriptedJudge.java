package org.wordsight.jobs.synthesis;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.wordsight.money.Prices;
import org.wordsight.money.Usage;
import org.wordsight.synthesis.PlannedGroup;
import org.wordsight.synthesis.PlannedRequest;
import org.wordsight.synthesis.RequestParameters;
import org.wordsight.synthesis.TeacherAnswer;
import org.wordsight.synthesis.TeacherAnswer.Outcome;
import org.wordsight.teacher.FailureKind;
import org.wordsight.teacher.GroupTeacher;
import org.wordsight.teacher.Pace;
import org.wordsight.teacher.RemoteTeacher;
import org.wordsight.teacher.Reply;
import org.wordsight.teacher.TeacherClient;

/**
 * A judge of the questions of {@link ScriptedTeacher}, whose key is A. By the number in the
 * question and a request's place among those of its question:
 *
 * <ul>
 *   <li>a number that 3 divides: B each time
 *   <li>one more: A each time, but the number 4 is refused the second time
 *   <li>two more: B the first time, then A
 * </ul>
 *
 * The seed question has no number and the key B: B each time.
 *
 * <p>The file {@code judged} gets a line for each request, and {@code prompts} its prompt.
 *
 * @param folder of these files
 * @param waitAt the request of this ordinal has no answer; -1 for none
 */
public record ScriptedJudge(String folder, int waitAt) implements RemoteTeacher {
  private static final long serialVersionUID = 1L;

  /** The number of times that each question is asked. */
  public static final int ANSWERS = 3;

  /** The cost of an answer: 100 tokens of prompt and 1 of answer. */
  public static final long MICRODOLLARS = 100 * 2 + 1 * 20;

  /** The length of an answer in tests. */
  public static final int ANSWER_TOKENS = 8;

  /** The most that a request can cost. */
  public static final long WORST = 500 * 2 + ANSWER_TOKENS * 20;

  private static final Pattern NUMBER = Pattern.compile("Which step (\\d+)\\?");
  private static final String SURE = "{\"first_token\":\"A\",\"log_probabilities\":[0]}";

  public static ScriptedJudge of(Path folder) {
    return new ScriptedJudge(folder.toString(), -1);
  }

  @Override
  public String name() {
    return "the judge";
  }

  @Override
  public String model() {
    return "judge-1";
  }

  @Override
  public String fingerprint() {
    return "scripted judge";
  }

  @Override
  public UnaryOperator<String> chat() {
    return UnaryOperator.identity();
  }

  @Override
  public Prices prices() {
    return new Prices(BigDecimal.valueOf(2), BigDecimal.ONE, BigDecimal.valueOf(20));
  }

  @Override
  public Pace pace() {
    return new Pace(4, 0, 0, 60_000, 0);
  }

  @Override
  public int promptTokensAtMost(String prompt) {
    return 500;
  }

  @Override
  public TeacherClient open() {
    return new Client();
  }

  private final class Client implements TeacherClient {
    @Override
    public CompletableFuture<Reply> ask(
        String prompt, PlannedRequest request, RequestParameters parameters) {
      note(folder, prompt, request);
      if (request.ordinal() == waitAt) {
        System.out.println("waiting " + request.id());
        System.out.flush();
        return new CompletableFuture<>();
      }
      int repetition = request.ordinal() % ANSWERS;
      return CompletableFuture.completedFuture(
          number(prompt) == 4 && repetition == 1
              ? new Reply.Failed(
                  FailureKind.BAD_REQUEST, Optional.empty(), "400: not this", Duration.ZERO)
              : new Reply.Answered(answer(prompt, repetition), Duration.ofMillis(1)));
    }

    @Override
    public void close() {
      // There is nothing to close.
    }
  }

  private static int number(String prompt) {
    Matcher matcher = NUMBER.matcher(prompt);
    return matcher.find() ? Integer.parseInt(matcher.group(1)) : 0;
  }

  private static TeacherAnswer answer(String prompt, int repetition) {
    int number = number(prompt);
    int rest = number % 3;
    boolean agrees = rest == 1 || rest == 2 && repetition > 0;
    String other = number == 0 ? "B" : "B. stay";
    return new TeacherAnswer(
        agrees ? "A" : other, Outcome.STOPPED, new Usage(100, 0, 1), agrees ? SURE : "");
  }

  private static synchronized void note(String folder, String prompt, PlannedRequest request) {
    try {
      append(folder, "judged", request.id() + "\n");
      append(folder, "prompts", prompt + "\n---\n");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void append(String folder, String file, String text) throws IOException {
    Files.writeString(
        Path.of(folder).resolve(file), text, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
  }

  /** This judge as a model in this process. It refuses nothing and costs nothing. */
  public GroupTeacher inProcess() {
    return new InProcess(this);
  }

  private record InProcess(ScriptedJudge judge) implements GroupTeacher {
    private static final long serialVersionUID = 1L;

    @Override
    public String name() {
      return judge.name();
    }

    @Override
    public String model() {
      return judge.model();
    }

    @Override
    public String fingerprint() {
      return judge.fingerprint();
    }

    @Override
    public UnaryOperator<String> chat() {
      return judge.chat();
    }

    @Override
    public List<TeacherAnswer> ask(PlannedGroup group, RequestParameters parameters) {
      List<TeacherAnswer> answers = new ArrayList<>();
      for (PlannedRequest request : group.requests()) {
        note(judge.folder(), group.prompt(), request);
        answers.add(answer(group.prompt(), answers.size()));
      }
      return answers;
    }
  }
}
