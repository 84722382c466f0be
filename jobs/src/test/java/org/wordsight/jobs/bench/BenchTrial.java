package org.wordsight.jobs.bench;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.wordsight.error.ExitCode;
import org.wordsight.model.Precision;
import org.wordsight.tensor.Device;

/** Runs a benchmark on the CPU with one repetition, and keeps its messages. */
final class BenchTrial {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final String name;
  private final List<String> lines = new ArrayList<>();
  private final List<String> messages = new ArrayList<>();
  private Optional<Path> model = Optional.empty();
  private Optional<String> python = Optional.empty();
  private Optional<Precision> precision = Optional.empty();
  private int threads = 1;
  private BenchSteps steps = new BenchSteps(2, 64);
  private BenchRuns runs = new BenchRuns(1, Optional.empty());

  BenchTrial(String name) {
    this.name = name;
  }

  BenchTrial model(Path folder) {
    model = Optional.of(folder);
    return this;
  }

  BenchTrial python(Optional<String> program) {
    python = program;
    return this;
  }

  BenchTrial precision(Optional<Precision> asked) {
    precision = asked;
    return this;
  }

  BenchTrial threads(int count) {
    threads = count;
    return this;
  }

  BenchTrial steps(BenchSteps asked) {
    steps = asked;
    return this;
  }

  BenchTrial runs(BenchRuns asked) {
    runs = asked;
    return this;
  }

  BenchOptions options() {
    return new BenchOptions(
        model,
        Optional.empty(),
        python,
        threads,
        1,
        Device.CPU,
        precision,
        steps,
        runs,
        "wordsight bench " + name);
  }

  BenchSession session() {
    return new BenchSession(name, options(), lines::add, messages::add);
  }

  /** Runs the benchmark. */
  ExitCode run(SpeedBenchmark benchmark) {
    BenchSession session = session();
    benchmark.run(session);
    return session.outcome();
  }

  /** The lines that the benchmark wrote. */
  List<JsonNode> lines() throws JsonProcessingException {
    List<JsonNode> read = new ArrayList<>();
    for (String line : lines) {
      read.add(JSON.readTree(line));
    }
    return read;
  }

  List<String> messages() {
    return messages;
  }
}
