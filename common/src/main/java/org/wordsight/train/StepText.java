package org.wordsight.train;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A step's record as one line of JSON: in the ledger's files, and between processes. */
public final class StepText {
  private static final ObjectMapper JSON = new ObjectMapper();

  private StepText() {}

  /** The record in one line, which {@link #parse} reads. */
  public static String of(StepRecord record) {
    ObjectNode node = JSON.createObjectNode();
    node.put("step", record.step());
    node.put("epoch", record.epoch());
    node.put("loss", record.loss());
    node.put("gradient_norm", record.gradientNorm());
    node.put("learning_rate", record.learningRate());
    node.put("target_tokens", record.targetTokens());
    record.sampleIds().forEach(node.putArray("sample_ids")::add);
    node.put("seconds", record.seconds());
    node.put("attempt", record.attempt());
    node.put("adapter_sha256", record.adapterSha256());
    record.machine().ifPresent(machine -> node.put("machine", machine));
    record.validationLoss().ifPresent(loss -> node.put("validation_loss", loss));
    return node.toString();
  }

  /**
   * Reads a line.
   *
   * @throws IOException if it is no JSON
   * @throws IllegalArgumentException if a field is missing
   */
  public static StepRecord parse(String line) throws IOException {
    JsonNode node = JSON.readTree(line);
    List<String> samples = new ArrayList<>();
    node.required("sample_ids").forEach(sample -> samples.add(sample.asText()));
    JsonNode machine = node.path("machine");
    JsonNode validationLoss = node.path("validation_loss");
    return new StepRecord(
        node.required("step").asInt(),
        node.required("epoch").asInt(),
        node.required("loss").asDouble(),
        node.required("gradient_norm").asDouble(),
        node.required("learning_rate").asDouble(),
        node.required("target_tokens").asLong(),
        samples,
        node.required("seconds").asDouble(),
        node.required("attempt").asInt(),
        node.required("adapter_sha256").asText(),
        machine.isTextual() ? Optional.of(machine.asText()) : Optional.empty(),
        validationLoss.isNumber() ? Optional.of(validationLoss.asDouble()) : Optional.empty());
  }
}
