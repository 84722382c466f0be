package org.wordsight.jobs.synthesis;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.Serializable;
import org.wordsight.data.Sha256;
import org.wordsight.generate.Sampling;
import org.wordsight.jobs.table.RequestRow;
import org.wordsight.money.Usage;
import org.wordsight.synthesis.PlannedGroup;
import org.wordsight.synthesis.PlannedRequest;
import org.wordsight.synthesis.RequestParameters;
import org.wordsight.teacher.CallRecord.Call;
import org.wordsight.teacher.CallRecord.Failed;
import org.wordsight.teacher.CallRecord.Settled;

/**
 * Makes the rows of the table {@code requests}.
 *
 * @param template the hash of the prompt before its gaps are filled
 */
record RequestRows(
    String run, String teacher, String model, String template, RequestParameters parameters)
    implements Serializable {
  private static final long serialVersionUID = 1L;

  /** The answer of a request, and its cost. */
  private record Said(String outcome, String text, Usage usage, long microdollars) {}

  static RequestRows of(String run, SynthesisInputs inputs) {
    return new RequestRows(
        run,
        inputs.teacher().name(),
        inputs.teacher().model(),
        inputs.template().sha256(),
        inputs.planner().parameters());
  }

  /** The row of a request with an answer. The answer costs nothing if another run paid. */
  RequestRow answered(PlannedGroup group, PlannedRequest request, Settled settled) {
    long paid = settled.call().run().equals(run) ? settled.microdollars() : 0;
    Said said =
        new Said(
            settled.answer().outcome().text(),
            settled.answer().text(),
            settled.answer().usage(),
            paid);
    return row(group, request, settled.call(), said, settled.latencyMillis());
  }

  /**
   * The row of a request without an answer. The cost of its attempts is in the table {@code waste}.
   */
  RequestRow failed(PlannedGroup group, PlannedRequest request, Failed failed) {
    Said said = new Said(failed.kind().text(), "", Usage.NONE, 0);
    return row(group, request, failed.call(), said, failed.latencyMillis());
  }

  private RequestRow row(
      PlannedGroup group, PlannedRequest request, Call call, Said said, long latencyMillis) {
    return new RequestRow(
        request.id(),
        group.wave(),
        request.ordinal(),
        teacher,
        model,
        Sha256.plain(group.prompt()),
        parametersJson(group, request),
        call.attempt(),
        said.outcome(),
        said.text(),
        said.usage().promptTokens(),
        said.usage().completionTokens(),
        said.microdollars() / 1e6,
        said.microdollars(),
        call.run(),
        latencyMillis);
  }

  /** All parameters of a request. The prompt has its own column. */
  private String parametersJson(PlannedGroup group, PlannedRequest request) {
    ObjectNode json = JsonMapper.builder().build().createObjectNode();
    json.put("temperature", parameters.temperature());
    json.put("top_p", parameters.topP());
    json.put("repetition_penalty", Sampling.REPETITION_PENALTY);
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
