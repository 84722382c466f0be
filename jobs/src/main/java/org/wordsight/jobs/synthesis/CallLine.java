package org.wordsight.jobs.synthesis;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.wordsight.money.Usage;
import org.wordsight.synthesis.TeacherAnswer;
import org.wordsight.teacher.CallRecord;
import org.wordsight.teacher.CallRecord.Call;
import org.wordsight.teacher.CallRecord.Cancelled;
import org.wordsight.teacher.CallRecord.Failed;
import org.wordsight.teacher.CallRecord.Sent;
import org.wordsight.teacher.CallRecord.Settled;
import org.wordsight.teacher.FailureKind;

/**
 * A record of the request log as a line of JSON. Fields that an event does not have are left out.
 *
 * @param event sent, settled, failed or cancelled
 * @param microdollars the cost of the attempt, or the most that it can have cost
 * @param outcome of an answer
 * @param kind of a failure
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
record CallLine(
    String event,
    String requestId,
    String group,
    int attempt,
    String run,
    long atMillis,
    long microdollars,
    long latencyMillis,
    String text,
    String outcome,
    int promptTokens,
    int cachedPromptTokens,
    int completionTokens,
    String facts,
    String kind,
    String detail) {
  private static final String SENT = "sent";
  private static final String SETTLED = "settled";
  private static final String FAILED = "failed";
  private static final String CANCELLED = "cancelled";

  CallLine {
    text = text == null ? "" : text;
    facts = facts == null ? "" : facts;
    detail = detail == null ? "" : detail;
  }

  static CallLine of(CallRecord record) {
    if (record instanceof Settled settled) {
      return of(settled);
    }
    if (record instanceof Failed failed) {
      return of(
          FAILED,
          failed.call(),
          failed.microdollars(),
          failed.latencyMillis(),
          failed.kind().name(),
          failed.detail());
    }
    if (record instanceof Cancelled cancelled) {
      return of(CANCELLED, cancelled.call(), cancelled.microdollars(), 0, null, null);
    }
    return of(SENT, record.call(), ((Sent) record).worstMicrodollars(), 0, null, null);
  }

  private static CallLine of(Settled settled) {
    Call call = settled.call();
    TeacherAnswer answer = settled.answer();
    return new CallLine(
        SETTLED,
        call.requestId(),
        call.group(),
        call.attempt(),
        call.run(),
        call.atMillis(),
        settled.microdollars(),
        settled.latencyMillis(),
        answer.text(),
        answer.outcome().name(),
        answer.usage().promptTokens(),
        answer.usage().cachedPromptTokens(),
        answer.usage().completionTokens(),
        answer.facts(),
        null,
        null);
  }

  private static CallLine of(
      String event, Call call, long microdollars, long latencyMillis, String kind, String detail) {
    return new CallLine(
        event,
        call.requestId(),
        call.group(),
        call.attempt(),
        call.run(),
        call.atMillis(),
        microdollars,
        latencyMillis,
        null,
        null,
        0,
        0,
        0,
        null,
        kind,
        detail);
  }

  CallRecord toRecord() {
    Call call = new Call(requestId, group, attempt, run, atMillis);
    return switch (event) {
      case SENT -> new Sent(call, microdollars);
      case SETTLED ->
          new Settled(
              call,
              new TeacherAnswer(
                  text,
                  TeacherAnswer.Outcome.valueOf(outcome),
                  new Usage(promptTokens, cachedPromptTokens, completionTokens),
                  facts),
              microdollars,
              latencyMillis);
      case FAILED ->
          new Failed(call, FailureKind.valueOf(kind), detail, microdollars, latencyMillis);
      case CANCELLED -> new Cancelled(call, microdollars);
      default -> throw new IllegalArgumentException("the request log has no event " + event);
    };
  }
}
