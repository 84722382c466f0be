package org.wordsight.jobs.synthesis;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.wordsight.data.Candidate;
import org.wordsight.data.Sha256;
import org.wordsight.jobs.table.RejectedRow;
import org.wordsight.jobs.table.RequestRow;
import org.wordsight.synthesis.AnswerParser;
import org.wordsight.synthesis.PlannedGroup;
import org.wordsight.synthesis.PlannedRequest;
import org.wordsight.synthesis.RequestParameters;
import org.wordsight.synthesis.TeacherLogEntry;

/**
 * Makes table rows from the logged answers. It sends no request: a group that is not in the log is
 * a defect.
 */
public final class SynthesisRows implements Serializable {
  private static final long serialVersionUID = 1L;
  private static final String STAGE = "generate";

  private final RequestLog log;
  private final AnswerParser parser;
  private final RequestParameters parameters;
  private final String teacher;
  private final String model;
  private final String template;

  /** Reads the answers of a log with the parser of the inputs. */
  public SynthesisRows(RequestLog log, SynthesisInputs inputs) {
    this.log = log;
    this.parser = inputs.parser();
    this.parameters = inputs.planner().parameters();
    this.teacher = inputs.teacher().name();
    this.model = inputs.teacher().model();
    this.template = inputs.template().sha256();
  }

  public JavaRDD<RequestRow> requests(JavaSparkContext spark, List<PlannedGroup> groups) {
    return distributed(spark, groups).flatMap(group -> requestRows(group));
  }

  public JavaRDD<Candidate> candidates(JavaSparkContext spark, List<PlannedGroup> groups) {
    return distributed(spark, groups)
        .flatMap(group -> parsed(group).stream().flatMap(p -> p.candidates().stream()).iterator());
  }

  public JavaRDD<RejectedRow> rejected(JavaSparkContext spark, List<PlannedGroup> groups) {
    return distributed(spark, groups)
        .flatMap(
            group ->
                parsed(group).stream()
                    .flatMap(p -> p.rejections().stream())
                    .map(
                        rejection ->
                            new RejectedRow(
                                STAGE,
                                rejection.sourceId(),
                                rejection.reason().text(),
                                rejection.detail(),
                                rejection.raw()))
                    .iterator());
  }

  private static JavaRDD<PlannedGroup> distributed(
      JavaSparkContext spark, List<PlannedGroup> groups) {
    int partitions = Math.max(1, Math.min(groups.size(), spark.defaultParallelism()));
    return spark.parallelize(groups, partitions);
  }

  private Iterator<RequestRow> requestRows(PlannedGroup group) {
    List<RequestRow> rows = new ArrayList<>();
    List<TeacherLogEntry> answers = answers(group);
    String promptHash = Sha256.plain(group.prompt());
    for (int i = 0; i < answers.size(); i++) {
      PlannedRequest request = group.requests().get(i);
      TeacherLogEntry logged = answers.get(i);
      rows.add(
          new RequestRow(
              request.id(),
              group.wave(),
              request.ordinal(),
              teacher,
              model,
              promptHash,
              parametersJson(group, request),
              logged.attempt(),
              logged.answer().outcome().text(),
              logged.answer().text(),
              logged.answer().usage().promptTokens(),
              logged.answer().usage().completionTokens(),
              0,
              logged.latencyMs()));
    }
    return rows.iterator();
  }

  private List<AnswerParser.Parsed> parsed(PlannedGroup group) {
    List<AnswerParser.Parsed> parsed = new ArrayList<>();
    List<TeacherLogEntry> answers = answers(group);
    for (int i = 0; i < answers.size(); i++) {
      PlannedRequest request = group.requests().get(i);
      parsed.add(parser.parse(request.id(), request.ordinal(), answers.get(i).answer().text()));
    }
    return parsed;
  }

  private List<TeacherLogEntry> answers(PlannedGroup group) {
    return log.read(group)
        .orElseThrow(() -> new IllegalStateException("Group " + group.number() + " is not logged"));
  }

  /** All parameters of a request. The prompt has its own column. */
  private String parametersJson(PlannedGroup group, PlannedRequest request) {
    ObjectNode json = JsonMapper.builder().build().createObjectNode();
    json.put("temperature", parameters.temperature());
    json.put("top_p", parameters.topP());
    json.put("repetition_penalty", 1.0);
    json.put("maximum_new_tokens", parameters.maximumNewTokens());
    json.put("sampling_seed", request.samplingSeed());
    json.put("group", group.number());
    json.put("teacher_sha256", parameters.teacher());
    json.put("prompt_template_sha256", template);
    group.seedNumbers().forEach(json.putArray("seed_questions")::add);
    ObjectNode axes = json.putObject("axes");
    group.axes().forEach(axes::put);
    return json.toString();
  }
}
