package org.wordsight.jobs.synthesis;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.Serializable;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.wordsight.data.Sha256;
import org.wordsight.jobs.runtime.Run;
import org.wordsight.json.Json;
import org.wordsight.money.Usage;
import org.wordsight.synthesis.RequestParameters;
import org.wordsight.synthesis.TeacherAnswer;
import org.wordsight.synthesis.WavePlan;
import org.wordsight.teacher.CallRecord;
import org.wordsight.teacher.CallRecord.Call;
import org.wordsight.teacher.CallRecord.Failed;
import org.wordsight.teacher.CallRecord.Settled;
import org.wordsight.teacher.Reply;
import org.wordsight.teacher.openai.BatchFormat;
import org.wordsight.teacher.openai.BatchResult;
import scala.Tuple2;

/**
 * Puts the results of batches into the request log. The provider charges a result for which the
 * model worked. Such a result is logged once, however often its file is read. Other results are not
 * logged, so their requests are still missing.
 */
public final class BatchReader {
  private static final JsonMapper JSON = Json.mapper();

  private final Run run;
  private final JavaSparkContext spark;
  private final CallLog log;
  private final BatchFormat format;
  private final List<WavePlan> waves;

  /**
   * @param waves all waves of the run's plan so far, in their order
   */
  public BatchReader(
      Run run, JavaSparkContext spark, CallLog log, BatchFormat format, List<WavePlan> waves) {
    this.run = run;
    this.spark = spark;
    this.log = log;
    this.format = format;
    this.waves = List.copyOf(waves);
  }

  /**
   * The log's record of one attempt.
   *
   * @param mark tells results of the same request apart
   */
  private record Heard(String requestId, int attempt, String mark, boolean answer)
      implements Serializable {
    private static final long serialVersionUID = 1L;

    static Heard of(CallRecord record) {
      Call call = record.call();
      if (record instanceof Settled settled) {
        return new Heard(call.requestId(), call.attempt(), markOf(settled.answer()), true);
      }
      String mark = record instanceof Failed failed ? failed.detail() : "";
      return new Heard(call.requestId(), call.attempt(), mark, false);
    }
  }

  /** A request of the plan, and its attempts in the log. */
  private static final class Known {
    private final String group;
    private final Unit unit;
    private final Set<String> marks = new HashSet<>();
    private int attempts;
    private boolean answered;

    Known(String group, Unit unit) {
      this.group = group;
      this.unit = unit;
    }

    void hear(Heard heard) {
      marks.add(heard.mark());
      attempts = Math.max(attempts, heard.attempt());
      answered |= heard.answer();
    }
  }

  /** Logs the results of one file. When this method returns, the results survive a crash. */
  public BatchReport read(Path file) throws IOException {
    BatchReport report = new BatchReport(file, run.id());
    Intake intake = new Intake(known(ids(file)), report);
    try (ResultLines lines = ResultLines.open(file)) {
      for (Optional<ResultLines.Line> line = lines.next(); line.isPresent(); line = lines.next()) {
        intake.take(line.get());
      }
    } finally {
      intake.finish();
    }
    return report;
  }

  private static Set<String> ids(Path file) throws IOException {
    Set<String> ids = new HashSet<>();
    try (ResultLines lines = ResultLines.open(file)) {
      for (Optional<ResultLines.Line> line = lines.next(); line.isPresent(); line = lines.next()) {
        line.get().result().ifPresent(result -> ids.add(result.customId()));
      }
    }
    return ids;
  }

  /** The requests of the plan with these ids. */
  private Map<String, Known> known(Set<String> ids) {
    Broadcast<Set<String>> wanted = spark.broadcast(ids);
    Map<String, Known> known = new HashMap<>();
    for (Tuple2<String, Unit> unit :
        Unit.byHash(spark, waves)
            .filter(each -> wanted.value().contains(each._2().requestIds().get(0)))
            .collect()) {
      known.put(unit._2().requestIds().get(0), new Known(unit._1(), unit._2()));
    }
    for (Heard heard :
        log.records(spark)
            .filter(record -> wanted.value().contains(record.call().requestId()))
            .map(Heard::of)
            .collect()) {
      Known one = known.get(heard.requestId());
      if (one != null) {
        one.hear(heard);
      }
    }
    wanted.destroy();
    return known;
  }

  /** One file that is read into the log. */
  private final class Intake {
    private final Map<String, Known> known;
    private final CallWriter writer = new CallWriter(log, run.id());
    private final List<BatchNotes.Note> results = new ArrayList<>();
    private final BatchReport report;

    Intake(Map<String, Known> known, BatchReport report) {
      this.known = known;
      this.report = report;
    }

    void take(ResultLines.Line line) {
      report.begin();
      if (line.result().isEmpty()) {
        report.torn(line.number());
        return;
      }
      BatchResult result = line.result().get();
      Known one = known.get(result.customId());
      if (one == null) {
        report.unknown(line.number());
        return;
      }

      results.add(new BatchNotes.Note(one.unit.number(), result.id()));
      WavePlan wave = waves.get(one.unit.wave());
      String prompt = wave.group(one.unit.number()).prompt();
      RequestParameters parameters = wave.planner().parameters();
      long worst = format.prices().microdollarsAtMost(format.worst(prompt, parameters));
      Reply reply = format.reply(result, prompt, parameters);
      if (reply instanceof Reply.Answered answered) {
        settle(one, answered.answer(), worst);
      } else if (reply instanceof Reply.Failed failed) {
        fail(one, result, failed, worst);
      }
      writer.writeIfDue();
    }

    private void settle(Known one, TeacherAnswer answer, long worst) {
      if (!one.marks.add(markOf(answer))) {
        report.known();
        return;
      }
      long cost = cost(answer.usage(), worst);
      writer.add(new Settled(call(one), answer, cost, 0));
      if (one.answered) {
        report.repeated(cost);
      } else {
        report.answer(cost);
      }
      one.answered = true;
    }

    private void fail(Known one, BatchResult result, Reply.Failed failed, long worst) {
      if (!result.isPaid()) {
        report.failed(failed, 0);
        return;
      }
      String detail = result.id() + ": " + failed.detail();
      if (!one.marks.add(detail)) {
        report.known();
        return;
      }
      long cost = cost(failed.usage(), worst);
      writer.add(new Failed(call(one), failed.kind(), detail, cost, 0));
      report.failed(failed, cost);
    }

    private long cost(Usage usage, long worst) {
      return usage.equals(Usage.NONE) ? worst : format.prices().microdollars(usage);
    }

    /** The next attempt at a request. */
    private Call call(Known one) {
      one.attempts++;
      String requestId = one.unit.requestIds().get(0);
      return new Call(requestId, one.group, one.attempts, run.id(), System.currentTimeMillis());
    }

    /** When this method returns, all results of the file survive a crash. */
    void finish() {
      writer.write();
      BatchNotes.of(run).returned(results);
    }
  }

  /**
   * A text that tells answers to the same request apart: the provider's id, or a hash without one.
   */
  private static String markOf(TeacherAnswer answer) {
    String id = "";
    try {
      id = JSON.readTree(answer.facts()).path("response_id").asText("");
    } catch (JsonProcessingException noFacts) {
      // An answer of a model in process has no facts.
    }
    return id.isEmpty() ? Sha256.plain(answer.text() + answer.usage()) : id;
  }
}
