package org.wordsight.jobs.synthesis;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.spark.sql.Row;
import org.wordsight.jobs.runtime.Run;
import org.wordsight.jobs.table.CandidateRow;
import org.wordsight.jobs.table.CurationRow;
import org.wordsight.jobs.table.RequestRow;

/** Reads from the requests' parameters the axis values that their prompts were given. */
public final class DrawnAxes {
  private static final JsonMapper JSON = new JsonMapper();

  private DrawnAxes() {}

  /** The values by candidate and axis, for the candidates that curation kept; none without axes. */
  public static Map<String, Map<String, String>> byCandidate(Run run) {
    if (run.config().synthesis().axes().isEmpty()) {
      return Map.of();
    }
    Map<String, Map<String, String>> values = new HashMap<>();
    for (Row row :
        run.read(CandidateRow.TABLE)
            .select("candidate_id", "request_id")
            .join(
                run.read(CurationRow.TABLE).where("verdict = 'kept'").select("candidate_id"),
                "candidate_id")
            .join(run.read(RequestRow.TABLE).select("request_id", "parameters"), "request_id")
            .select("candidate_id", "parameters")
            .collectAsList()) {
      values.put(row.getString(0), axes(row.getString(1)));
    }
    return values;
  }

  private static Map<String, String> axes(String parameters) {
    Map<String, String> axes = new LinkedHashMap<>();
    try {
      for (Map.Entry<String, JsonNode> axis : JSON.readTree(parameters).path("axes").properties()) {
        axes.put(axis.getKey(), axis.getValue().textValue());
      }
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("The parameters of a request are not JSON", e);
    }
    return axes;
  }
}
