package org.wordsight.teacher.openai;

import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.wordsight.config.ConnectionConfig;
import org.wordsight.config.TeacherConfig;
import org.wordsight.money.Usage;
import org.wordsight.synthesis.PlannedRequest;
import org.wordsight.synthesis.RequestParameters;
import org.wordsight.synthesis.TeacherAnswer;
import org.wordsight.teacher.FailureKind;
import org.wordsight.teacher.Reply;
import org.wordsight.teacher.TeacherClient;

/**
 * Asks over HTTP. A request is sent once, with one exception. If an endpoint refuses a request
 * because it does not know a field, the request is sent again at once without this field. The
 * endpoint did no work for the first one, and its form is remembered.
 */
final class OpenAiClient implements TeacherClient {
  /** The longest answers with the log-probabilities of all tokens have a quarter of this size. */
  static final int LARGEST_BODY = 8 << 20;

  private static final int FIRST_REFUSAL = 300;

  private static final int LEAST_THREADS = 2;

  /** The time between two checks of the calls' time-outs. */
  private static final long LOOK_MILLIS = 100;

  private final OpenAiTeacher teacher;
  private final TeacherConfig.OpenAi config;
  private final Secrets secrets;
  private final Endpoints endpoints;
  private final ExecutorService threads;
  private final ScheduledThreadPoolExecutor timers;
  private final HttpClient http;
  private final Set<Call> calls = ConcurrentHashMap.newKeySet();

  private OpenAiClient(OpenAiTeacher teacher, Secrets secrets) {
    this.teacher = teacher;
    this.config = teacher.config();
    this.secrets = secrets;
    ConnectionConfig connection = config.connection();
    RequestForm form = RequestForm.first(config);
    this.endpoints =
        new Endpoints(connection.endpoints().stream().map(url -> new Endpoint(url, form)).toList());
    this.threads =
        Executors.newFixedThreadPool(
            Math.max(LEAST_THREADS, Runtime.getRuntime().availableProcessors()),
            named("teacher-http-"));
    this.timers = new ScheduledThreadPoolExecutor(1, named("teacher-timer-"));
    timers.scheduleWithFixedDelay(
        this::endOverdue, LOOK_MILLIS, LOOK_MILLIS, TimeUnit.MILLISECONDS);
    this.http = HttpClients.of(connection, secrets, threads);
  }

  /** Checks the names of the endpoints and makes the client. */
  static OpenAiClient open(OpenAiTeacher teacher, Secrets secrets) {
    ConnectionConfig connection = teacher.config().connection();
    connection.endpoints().forEach(url -> Addresses.allows(connection, url.getHost()));
    return new OpenAiClient(teacher, secrets);
  }

  private static ThreadFactory named(String prefix) {
    AtomicInteger number = new AtomicInteger();
    return work -> {
      Thread thread = new Thread(work, prefix + number.incrementAndGet());
      thread.setDaemon(true);
      return thread;
    };
  }

  @Override
  public CompletableFuture<Reply> ask(
      String prompt, PlannedRequest request, RequestParameters parameters) {
    ConnectionConfig connection = config.connection();
    Call call =
        new Call(
            prompt, request, parameters, connection.requestSeconds(), connection.silenceSeconds());
    calls.add(call);
    call.reply().whenComplete((reply, thrown) -> calls.remove(call));
    Endpoint endpoint = endpoints.choose(ThreadLocalRandom.current(), System.nanoTime());
    try {
      if (Addresses.allows(connection, endpoint.url().getHost())) {
        send(call, endpoint, endpoint.form());
      } else {
        fail(call, endpoint, FailedCall.withoutAddress());
      }
    } catch (RuntimeException e) {
      call.reply().completeExceptionally(e);
    }
    return call.reply();
  }

  private void send(Call call, Endpoint endpoint, RequestForm form) {
    byte[] body = RequestBody.of(config, form, call.prompt(), call.request(), call.parameters());
    HttpRequest.Builder request =
        HttpRequest.newBuilder(endpoint.url())
            .version(HttpClient.Version.HTTP_1_1)
            .header("Content-Type", "application/json")
            .header("Accept", "application/json")
            .header("Accept-Encoding", "identity")
            .POST(HttpRequest.BodyPublishers.ofByteArray(body));
    secrets.headers().forEach(request::setHeader);
    boolean reused = endpoint.begin();
    long sentNanos = System.nanoTime();
    CompletableFuture<HttpResponse<LimitedBody.Collected>> exchange =
        http.sendAsync(
            request.build(),
            head -> {
              call.bytes();
              return new LimitedBody(LARGEST_BODY, call::bytes);
            });
    call.sends(exchange);
    exchange.whenComplete(
        (response, thrown) -> {
          try {
            Duration latency = Duration.ofNanos(System.nanoTime() - sentNanos);
            if (thrown != null) {
              endpoint.lost();
              fail(call, endpoint, FailedCall.lost(call, thrown, reused, latency));
            } else if (!LimitedBody.Collected.of(response).whole()) {
              endpoint.lost();
              fail(call, endpoint, FailedCall.withTooLargeABody(response, LARGEST_BODY));
            } else {
              endpoint.responded(latency);
              read(call, endpoint, form, response);
            }
          } catch (RuntimeException | Error e) {
            call.reply().completeExceptionally(e);
          }
        });
  }

  private void read(
      Call call,
      Endpoint endpoint,
      RequestForm form,
      HttpResponse<LimitedBody.Collected> response) {
    Usage worst =
        new Usage(
            teacher.promptTokensAtMost(call.prompt()), 0, call.parameters().maximumNewTokens());
    ReadResponse reading = read(response, new ResponseReader(worst), form);
    if (reading instanceof ReadResponse.Answer answer) {
      endpoint.learn(form);
      endpoint.succeeded();
      call.reply().complete(new Reply.Answered(withoutSecrets(answer.answer()), elapsed(call)));
    } else if (reading instanceof ReadResponse.RefusedForm refused) {
      RequestForm other = form.after(refused.field(), config);
      if (other.equals(form)) {
        fail(call, endpoint, FailedCall.of(refused.otherwise()));
      } else if (refused.otherwise().kind().mayBeBilled()) {
        // The next attempt has the other form. This one counts as spent.
        endpoint.learn(other);
        fail(call, endpoint, FailedCall.of(refused.otherwise()));
      } else {
        send(call, endpoint, other);
      }
    } else if (reading instanceof Failed failed) {
      fail(call, endpoint, FailedCall.refused(failed, response));
    }
  }

  private ReadResponse read(
      HttpResponse<LimitedBody.Collected> response, ResponseReader reader, RequestForm form) {
    try {
      byte[] body =
          ContentCoding.decoded(
              response.headers(), LimitedBody.Collected.of(response).bytes(), LARGEST_BODY);
      String text = secrets.hide(new String(body, StandardCharsets.UTF_8));
      return reader.read(response.statusCode(), response.headers(), text, form);
    } catch (IOException e) {
      // The status of a refusal says enough.
      return response.statusCode() >= FIRST_REFUSAL
          ? reader.read(response.statusCode(), response.headers(), "", form)
          : new Failed(FailureKind.MALFORMED_BODY, e.getMessage());
    }
  }

  /**
   * Removes secrets from an answer. The body has none any more, but headers may have some, and so
   * may parts of a text that JSON escapes.
   */
  private TeacherAnswer withoutSecrets(TeacherAnswer answer) {
    return new TeacherAnswer(
        secrets.hide(answer.text()),
        answer.outcome(),
        answer.usage(),
        secrets.hide(answer.facts()));
  }

  private void fail(Call call, Endpoint endpoint, FailedCall end) {
    Failed failed = end.failed();
    endpoint.failed(failed.kind(), end.retryAfter(), System.nanoTime());
    String detail = secrets.hideInMessage(Prompts.hide(failed.detail(), call.prompt()));
    call.reply()
        .complete(
            new Reply.Failed(
                failed.kind(),
                end.retryAfter(),
                ResponseReader.shortened(detail),
                elapsed(call),
                failed.usage(),
                end.mayBeStarting()));
  }

  private static Duration elapsed(Call call) {
    return Duration.ofNanos(call.elapsedNanos());
  }

  private void endOverdue() {
    endOverdue(calls, System.nanoTime());
  }

  /**
   * Ends the calls that are overdue. If a call has a defect, only this call ends, and the others
   * are still checked.
   */
  static void endOverdue(Collection<Call> calls, long nowNanos) {
    for (Call call : calls) {
      try {
        call.endIfOverdue(nowNanos);
      } catch (RuntimeException | Error e) {
        call.reply().completeExceptionally(e);
      }
    }
  }

  /** Ends all requests that are in flight; their futures are cancelled. */
  @Override
  public void close() {
    List.copyOf(calls).forEach(call -> call.reply().cancel(true));
    timers.shutdownNow();
    threads.shutdown();
  }
}
