package org.wordsight.jobs.bench;

import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.commons.io.FileUtils;
import org.wordsight.error.WordsightException;

/**
 * A Python program that does the same work with another library. It gets the path of a JSON file
 * with the settings. It prints one JSON object for each case: {@code case, subject,
 * units_per_second, warm_ups, versions, peak_mebibytes, facts}. Its standard error is shown.
 */
final class PeerProgram {
  /** Python writes NaN and Infinity as they are. */
  private static final ObjectMapper JSON =
      JsonMapper.builder().enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS).build();

  /** The module that every program imports. */
  private static final String SHARED = "peer.py";

  private final String python;
  private final String script;

  PeerProgram(String python, String script) {
    this.python = python;
    this.script = script;
  }

  /** The peer's measurement of one case. */
  record Measurement(
      String name,
      String subject,
      List<Double> unitsPerSecond,
      int warmUps,
      Map<String, String> versions,
      long peakMebibytes,
      Map<String, Object> facts) {}

  List<Measurement> ask(Map<String, Object> settings, int threads) {
    try {
      Path folder = Files.createTempDirectory("wordsight-bench");
      try {
        Files.write(folder.resolve(SHARED), resource(SHARED));
        Path program = Files.write(folder.resolve(script), resource(script));
        Path question = folder.resolve("settings.json");
        JSON.writeValue(question.toFile(), settings);
        return measurements(program, question, threads);
      } finally {
        FileUtils.deleteDirectory(folder.toFile());
      }
    } catch (IOException e) {
      throw WordsightException.input(
          "Cannot measure the peer: %s. Check %s, which is %s."
              .formatted(e.getMessage(), BenchOptions.PYTHON_VARIABLE, python),
          e);
    }
  }

  private List<Measurement> measurements(Path program, Path question, int threads)
      throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(python, program.toString(), question.toString())
            .redirectError(ProcessBuilder.Redirect.INHERIT);
    builder.environment().put("OMP_NUM_THREADS", Integer.toString(threads));
    builder.environment().put("HF_HUB_OFFLINE", "1");
    Process process = builder.start();
    process.getOutputStream().close();
    List<Measurement> measurements = new ArrayList<>();
    try (BufferedReader out = process.inputReader(StandardCharsets.UTF_8)) {
      for (String line = out.readLine(); line != null; line = out.readLine()) {
        measurements.add(measurement(line));
      }
    } catch (IOException e) {
      process.destroy();
      throw e;
    }
    requireSuccess(process);
    return measurements;
  }

  private void requireSuccess(Process process) {
    try {
      int status = process.waitFor();
      if (status != 0) {
        throw WordsightException.input(
            "Cannot measure the peer: %s of %s ended with status %d. Its last lines say why; %s needs the packages in docs/bench/requirements.txt."
                .formatted(script, python, status, BenchOptions.PYTHON_VARIABLE));
      }
    } catch (InterruptedException e) {
      process.destroy();
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Interrupted while the peer was measured", e);
    }
  }

  private static Measurement measurement(String line) throws IOException {
    JsonNode node = JSON.readTree(line);
    return new Measurement(
        node.required("case").asText(),
        node.required("subject").asText(),
        JSON.convertValue(
            node.required("units_per_second"),
            JSON.getTypeFactory().constructCollectionType(List.class, Double.class)),
        node.required("warm_ups").asInt(),
        JSON.convertValue(
            node.required("versions"),
            JSON.getTypeFactory().constructMapType(Map.class, String.class, String.class)),
        node.required("peak_mebibytes").asLong(),
        JSON.convertValue(
            node.required("facts"),
            JSON.getTypeFactory().constructMapType(Map.class, String.class, Object.class)));
  }

  private static byte[] resource(String name) {
    try (InputStream in =
        Objects.requireNonNull(PeerProgram.class.getResourceAsStream(name), name)) {
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
