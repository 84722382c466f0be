package org.wordsight.jobs.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.wordsight.error.ExitCode;
import org.wordsight.error.WordsightException;
import org.wordsight.tensor.Device;

class TestSpeedBenchmarks {
  private static final BenchCase CASE = BenchCase.of("small", "tokens/s", Map.of("batch", 2));

  private final List<String> lines = new ArrayList<>();
  private final List<String> messages = new ArrayList<>();
  @TempDir private Path folder;

  private BenchSession session(Optional<String> python) {
    BenchOptions options =
        new BenchOptions(
            Optional.empty(),
            Optional.empty(),
            python,
            2,
            1,
            Device.CPU,
            Optional.empty(),
            BenchSteps.DEFAULT,
            BenchRuns.DEFAULT,
            "wordsight bench x");
    return new BenchSession("x", options, lines::add, messages::add);
  }

  private String fakePython(String script) throws IOException {
    Path file = folder.resolve("python");
    Files.writeString(file, "#!/bin/sh\n" + script);
    assertThat(file.toFile().setExecutable(true)).isTrue();
    return file.toString();
  }

  @Test
  void writesALineWithTheMeasurementAndTheMachine() throws IOException {
    session(Optional.empty()).ours(CASE, 2, List.of(30.0, 10.0, 20.123456));
    JsonNode line = new ObjectMapper().readTree(lines.get(0));
    assertThat(line.get("median").asDouble()).isEqualTo(20.12);
    assertThat(line.get("runs")).hasSize(3);
    assertThat(line.get("subject").asText()).isEqualTo("wordsight");
    assertThat(line.get("settings").get("batch").asInt()).isEqualTo(2);
    assertThat(line.get("machine").get("cores").asInt()).isPositive();
    assertThat(line.get("machine").get("cpu").asText()).isNotBlank();
    assertThat(line.get("versions").get("java").asText()).isNotBlank();
    assertThat(line.get("device").asText()).isEqualTo("cpu");
    assertThat(line.get("command").asText()).isEqualTo("wordsight bench x");
  }

  @Test
  void runsTheWorkForTheWarmUpAndThenForEachRepetition() {
    List<Integer> runs = new ArrayList<>();
    session(Optional.empty())
        .ours(
            CASE,
            2,
            () -> {
              runs.add(runs.size());
              return 7;
            });
    assertThat(runs).hasSize(5);
    assertThat(lines).hasSize(1);
  }

  @Test
  void measuresOurSideAloneWithoutAPython() {
    session(Optional.empty()).peer("resize.py", List.of(CASE), Map.of());
    assertThat(lines).isEmpty();
    assertThat(messages)
        .containsExactly(
            "bench x: our side alone is measured; set WORDSIGHT_PYTHON to a Python with"
                + " docs/bench/requirements.txt to measure the peer too");
  }

  @Test
  void putsThePeersFiguresBesideOurs() throws IOException {
    String python =
        fakePython(
            """
            test -s "$1" && test -s "$2" && test -s "$(dirname "$1")/peer.py" || exit 9
            mkdir "$(dirname "$1")/__pycache__"
            echo '{"case": "small", "subject": "peer", "units_per_second": [1, 2, 3], "warm_ups": 1,\
             "versions": {"peer": "1.0"}, "peak_mebibytes": 5, "facts": {"new": "fact"}}'
            """);
    session(Optional.of(python)).peer("resize.py", List.of(CASE), Map.of());
    JsonNode line = new ObjectMapper().readTree(lines.get(0));
    assertThat(line.get("subject").asText()).isEqualTo("peer");
    assertThat(line.get("median").asDouble()).isEqualTo(2.0);
    assertThat(line.get("settings").get("new").asText()).isEqualTo("fact");
    assertThat(line.get("settings").get("batch").asInt()).isEqualTo(2);
  }

  @Test
  void namesTheNeedsOfAPeerThatFails() throws IOException {
    String python = fakePython("exit 3\n");
    assertThatThrownBy(
            () -> session(Optional.of(python)).peer("resize.py", List.of(CASE), Map.of()))
        .isInstanceOf(WordsightException.class)
        .hasMessageContaining("ended with status 3")
        .hasMessageContaining("docs/bench/requirements.txt");
    assertThatThrownBy(
            () ->
                session(Optional.of(folder + "/no-python"))
                    .peer("resize.py", List.of(CASE), Map.of()))
        .isInstanceOf(WordsightException.class)
        .hasMessageContaining("Check WORDSIGHT_PYTHON");
  }

  @Test
  void refusesAnUnknownNameAndListsTheKnownNames() {
    BenchOptions options =
        BenchOptions.of(
            Optional.empty(),
            Optional.empty(),
            2,
            1,
            Device.CPU,
            Optional.empty(),
            BenchSteps.DEFAULT,
            BenchRuns.DEFAULT,
            "wordsight bench speed");
    assertThatThrownBy(() -> SpeedBenchmarks.run("speed", options, lines::add, messages::add))
        .isInstanceOfSatisfying(
            WordsightException.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.USAGE))
        .hasMessageContaining("the name is speed")
        .hasMessageContaining("resize");
  }

  @Test
  void computesWithTheThreadsThatTheEnvironmentNames() {
    int cores = Runtime.getRuntime().availableProcessors();
    assertThat(BenchOptions.threadsOf("3")).isEqualTo(3);
    assertThat(BenchOptions.threadsOf(" 4,2")).isEqualTo(4);
    assertThat(BenchOptions.threadsOf(null)).isEqualTo(cores);
    assertThat(BenchOptions.threadsOf("")).isEqualTo(cores);
    assertThat(BenchOptions.threadsOf("0")).isEqualTo(cores);
    assertThat(BenchOptions.threadsOf("many")).isEqualTo(cores);
  }
}
