package org.wordsight.jobs.synthesis;

import java.io.IOException;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.wordsight.money.Prices;
import org.wordsight.money.Usage;
import org.wordsight.synthesis.PlannedRequest;
import org.wordsight.synthesis.RequestParameters;
import org.wordsight.synthesis.TeacherAnswer;
import org.wordsight.synthesis.TeacherAnswer.Outcome;
import org.wordsight.teacher.FailureKind;
import org.wordsight.teacher.Pace;
import org.wordsight.teacher.RemoteTeacher;
import org.wordsight.teacher.Reply;
import org.wordsight.teacher.TeacherClient;

/**
 * A teacher that behaves like one over the network, without a network. It gives the answers of
 * {@link ScriptedTeacher}. The file {@code asked} gets a line for each request. The file {@code
 * cancelled} gets a line for each request that its sender cancelled.
 *
 * @param folder of these files
 */
public record ScriptedRemoteTeacher(String folder, Script script) implements RemoteTeacher {
  private static final long serialVersionUID = 1L;

  /** The cost of an answer: 100 tokens of prompt and 50 of answer. */
  public static final long MICRODOLLARS = 100 * 3 + 50 * 10;

  /** The most requests in flight, of the whole run. */
  public static final int IN_FLIGHT = 16;

  private static final Prices PRICES =
      new Prices(BigDecimal.valueOf(3), BigDecimal.ONE, BigDecimal.TEN);

  /** For each folder, a latch that opens when the waiting request is asked. */
  private static final Map<String, CountDownLatch> WAITING = new ConcurrentHashMap<>();

  /**
   * The failures, by the ordinal of a request; -1 for none.
   *
   * @param refused the requests that are refused
   * @param failing the requests that fail once in each JVM
   * @param waitAt the request without an answer until the file {@code released} exists
   * @param haltAt the request that ends the JVM, once
   */
  public record Script(
      int delayMillis, Set<Integer> refused, Set<Integer> failing, int waitAt, int haltAt)
      implements Serializable {
    private static final long serialVersionUID = 1L;

    public static Script plain() {
      return new Script(1, Set.of(), Set.of(), -1, -1);
    }

    public Script waitingAt(int ordinal) {
      return new Script(delayMillis, refused, failing, ordinal, haltAt);
    }

    public Script haltingAt(int ordinal) {
      return new Script(delayMillis, refused, failing, waitAt, ordinal);
    }

    public Script refusing(Integer... ordinals) {
      return new Script(delayMillis, Set.of(ordinals), failing, waitAt, haltAt);
    }

    public Script failingOnceAt(Integer... ordinals) {
      return new Script(delayMillis, refused, Set.of(ordinals), waitAt, haltAt);
    }
  }

  public static ScriptedRemoteTeacher of(Path folder, Script script) {
    return new ScriptedRemoteTeacher(folder.toString(), script);
  }

  /** A latch that opens when the waiting request is asked in this JVM. */
  public static CountDownLatch waiting(Path folder) {
    return WAITING.computeIfAbsent(folder.toString(), name -> new CountDownLatch(1));
  }

  public static List<String> lines(Path folder, String file) throws IOException {
    Path path = folder.resolve(file);
    return Files.exists(path) ? Files.readAllLines(path) : List.of();
  }

  @Override
  public String name() {
    return "remote";
  }

  @Override
  public String model() {
    return "remote-1";
  }

  @Override
  public String fingerprint() {
    return "scripted";
  }

  @Override
  public UnaryOperator<String> chat() {
    return UnaryOperator.identity();
  }

  @Override
  public Prices prices() {
    return PRICES;
  }

  @Override
  public Pace pace() {
    return new Pace(IN_FLIGHT, 0, 0, 60_000, 0);
  }

  @Override
  public int promptTokensAtMost(String prompt) {
    return 1_000;
  }

  /** The most that a request can cost. */
  public static long worstMicrodollars(int maximumNewTokens) {
    return 1_000 * 3 + maximumNewTokens * 10L;
  }

  @Override
  public TeacherClient open() {
    return new Client();
  }

  private final class Client implements TeacherClient {
    private final Set<Integer> failed = ConcurrentHashMap.newKeySet();
    private final ScheduledExecutorService timer =
        Executors.newSingleThreadScheduledExecutor(
            task -> {
              Thread thread = new Thread(task, "scripted teacher");
              thread.setDaemon(true);
              return thread;
            });

    @Override
    public CompletableFuture<Reply> ask(
        String prompt, PlannedRequest request, RequestParameters parameters) {
      write("asked", request.id());
      if (request.ordinal() == script.haltAt() && isFirst("halted")) {
        Runtime.getRuntime().halt(137);
      }
      CompletableFuture<Reply> reply = new CompletableFuture<>();
      reply.whenComplete(
          (answer, defect) -> {
            if (reply.isCancelled()) {
              write("cancelled", request.id());
            }
          });
      if (request.ordinal() == script.waitAt()
          && !Files.exists(Path.of(folder).resolve("released"))) {
        System.out.println("waiting " + request.id());
        System.out.flush();
        waiting(Path.of(folder)).countDown();
      } else {
        timer.schedule(
            () -> reply.complete(reply(request)), script.delayMillis(), TimeUnit.MILLISECONDS);
      }
      return reply;
    }

    private Reply reply(PlannedRequest request) {
      Duration latency = Duration.ofMillis(script.delayMillis());
      if (script.refused().contains(request.ordinal())) {
        return new Reply.Failed(
            FailureKind.BAD_REQUEST, Optional.empty(), "400: the prompt is not allowed", latency);
      }
      if (script.failing().contains(request.ordinal()) && failed.add(request.ordinal())) {
        return new Reply.Failed(FailureKind.SERVER_ERROR, Optional.empty(), "500: oops", latency);
      }
      return new Reply.Answered(
          new TeacherAnswer(
              ScriptedTeacher.text(request), Outcome.STOPPED, new Usage(100, 0, 50), ""),
          latency);
    }

    private boolean isFirst(String file) {
      try {
        Files.createFile(Path.of(folder).resolve(file));
        return true;
      } catch (IOException e) {
        return false;
      }
    }

    private void write(String file, String line) {
      try {
        Files.writeString(
            Path.of(folder).resolve(file),
            line + "\n",
            StandardOpenOption.CREATE,
            StandardOpenOption.APPEND);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    @Override
    public void close() {
      timer.shutdownNow();
    }
  }
}
