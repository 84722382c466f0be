package org.wordsight.teacher.openai;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.http.HttpResponse;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.wordsight.synthesis.PlannedRequest;

/** Time-outs of calls whose clock a test sets. */
class TestCall {
  private static final int WHOLE_SECONDS = 60;
  private static final int SILENCE_SECONDS = 5;

  /** An exchange with a defect: it cannot be cancelled. */
  private static final class Defect extends CompletableFuture<HttpResponse<String>> {
    @Override
    public boolean cancel(boolean mayInterruptIfRunning) {
      throw new IllegalStateException("a defect");
    }
  }

  private static Call call(CompletableFuture<HttpResponse<String>> exchange) {
    Call call =
        new Call(
            "prompt",
            new PlannedRequest("id", 0, 0),
            OpenAiTest.PARAMETERS,
            WHOLE_SECONDS,
            SILENCE_SECONDS);
    call.sends(exchange);
    return call;
  }

  private static long inSeconds(int seconds) {
    return System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
  }

  @Test
  void endsByItsSilenceOnlyWhenTheAnswerHasBegun() {
    CompletableFuture<HttpResponse<String>> exchange = new CompletableFuture<>();
    Call call = call(exchange);
    call.endIfOverdue(inSeconds(SILENCE_SECONDS + 1));
    assertThat(exchange).isNotDone();
    call.bytes();
    call.endIfOverdue(inSeconds(SILENCE_SECONDS + 1));
    assertThat(exchange).isCancelled();
    assertThat(call.timeOut()).isEqualTo("no byte for 5 s inside the answer");
  }

  @Test
  void oneThatCannotBeEndedLeavesTheOthersTheirTimeOuts() {
    Call defect = call(new Defect());
    CompletableFuture<HttpResponse<String>> exchange = new CompletableFuture<>();
    Call other = call(exchange);
    OpenAiClient.endOverdue(List.of(defect, other), inSeconds(WHOLE_SECONDS + 1));
    assertThat(exchange).isCancelled();
    assertThat(other.timeOut()).isEqualTo("no whole answer within 60 s");
    assertThatThrownBy(() -> defect.reply().join())
        .hasCauseInstanceOf(IllegalStateException.class)
        .hasRootCauseMessage("a defect");
  }
}
