package org.wordsight.teacher.openai;

import java.net.http.HttpResponse;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.wordsight.synthesis.PlannedRequest;
import org.wordsight.synthesis.RequestParameters;
import org.wordsight.teacher.Reply;

/**
 * One request in flight: its time-outs, and its exchange with an endpoint. The response, a
 * time-out, or the caller ends a call; the first of them decides the result. The client checks the
 * time-outs of all its calls from time to time, since a timer for each call would cost more than
 * the rest of the call.
 */
final class Call {
  private static final long NOT_BEGUN = 0;

  private final String prompt;
  private final PlannedRequest request;
  private final RequestParameters parameters;
  private final CompletableFuture<Reply> reply = new CompletableFuture<>();
  private final long startNanos = System.nanoTime();
  private final int wholeSeconds;
  private final int silenceSeconds;

  private volatile Future<?> exchange = CompletableFuture.completedFuture(null);
  private volatile String timeOut = "";
  private volatile long lastBytesNanos = NOT_BEGUN;
  private volatile boolean ended;

  Call(
      String prompt,
      PlannedRequest request,
      RequestParameters parameters,
      int wholeSeconds,
      int silenceSeconds) {
    this.prompt = prompt;
    this.request = request;
    this.parameters = parameters;
    this.wholeSeconds = wholeSeconds;
    this.silenceSeconds = silenceSeconds;
    reply.whenComplete(
        (answer, thrown) -> {
          ended = true;
          exchange.cancel(true); // Also if the caller has cancelled the reply.
        });
  }

  String prompt() {
    return prompt;
  }

  PlannedRequest request() {
    return request;
  }

  RequestParameters parameters() {
    return parameters;
  }

  CompletableFuture<Reply> reply() {
    return reply;
  }

  long elapsedNanos() {
    return System.nanoTime() - startNanos;
  }

  /** Takes the exchange that is to be cancelled when the call ends. */
  void sends(CompletableFuture<? extends HttpResponse<?>> sent) {
    lastBytesNanos = NOT_BEGUN;
    exchange = sent;
    if (ended || timedOut()) {
      sent.cancel(true);
    }
  }

  /**
   * Notes that the head of a response or bytes of its body have arrived. From now on the idle
   * time-out counts.
   */
  void bytes() {
    lastBytesNanos = System.nanoTime() | 1; // Never the mark of a response that has not begun.
  }

  boolean hasBegun() {
    return lastBytesNanos != NOT_BEGUN;
  }

  boolean timedOut() {
    return !timeOut.isEmpty();
  }

  /** The name of the time that is over. */
  String timeOut() {
    return timeOut;
  }

  /** Ends the call if one of its times is over. */
  void endIfOverdue(long nowNanos) {
    if (ended || timedOut()) {
      return;
    }
    long last = lastBytesNanos;
    if (nowNanos - startNanos >= TimeUnit.SECONDS.toNanos(wholeSeconds)) {
      end("no whole answer within %d s".formatted(wholeSeconds));
    } else if (last != NOT_BEGUN && nowNanos - last >= TimeUnit.SECONDS.toNanos(silenceSeconds)) {
      end("no byte for %d s inside the answer".formatted(silenceSeconds));
    }
  }

  private void end(String why) {
    timeOut = why;
    exchange.cancel(true);
  }
}
