package org.wordsight.jobs.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.wordsight.error.WordsightException;
import org.wordsight.jobs.bench.GangModel.Link;
import org.wordsight.jobs.bench.GangModel.Step;
import org.wordsight.jobs.bench.LoraStepBenchmark.Range;
import org.wordsight.jobs.bench.LoraStepBenchmark.Shape;
import org.wordsight.tensor.Device;

class TestGangModel {
  /** Eight shards of 0.1 s, and 80 MB in 10 layers. */
  private static final GangModel MODEL = new GangModel(8, 0.8, 0.02, 80e6, 10);

  private static final Link FAST = new Link(8e9, 0, 1);
  private static final Link SLOW = new Link(100e6, 0.001, 1);

  private final List<String> lines = new ArrayList<>();
  private final List<String> messages = new ArrayList<>();

  @Test
  void dividesWholeShardsAndOverlapsTheFirstHalfOfTheExchange() {
    Step one = MODEL.step(1, FAST);
    assertThat(one.exchangeSeconds()).isZero();
    assertThat(one.seconds()).isCloseTo(0.82, within(1e-9)).isEqualTo(one.computeSeconds());
    Step two = MODEL.step(2, FAST);
    assertThat(two.computeSeconds()).isCloseTo(0.42, within(1e-9));
    // Half of the vector takes 5 ms. A tenth of this time follows the last layer. On the way back,
    // all of it counts.
    assertThat(two.exchangeSeconds()).isCloseTo(0.0055, within(1e-9));
    assertThat(MODEL.step(3, FAST).computeSeconds())
        .as("three of eight shards are the most that one of three workers has")
        .isCloseTo(0.32, within(1e-9));
  }

  @Test
  void countsTheExchangeBeyondTheBackwardPass() {
    Step eight = MODEL.step(8, SLOW);
    // 70 MB take 0.701 s each way. The first way overlaps two thirds of a shard's 0.1 s.
    assertThat(eight.exchangeSeconds()).isCloseTo(2 * 0.701 - 0.2 / 3, within(1e-9));
  }

  @Test
  void findsTheLargestNumberOfWorkersThatPays() {
    assertThat(GangModel.paying(MODEL.steps(64, FAST))).isEqualTo(8);
    assertThat(GangModel.paying(MODEL.steps(64, SLOW))).isEqualTo(1);
    assertThat(MODEL.steps(64, FAST)).extracting(Step::workers).containsExactly(1, 2, 4, 8);
  }

  @Test
  void slowsWorkersThatShareCores() {
    assertThat(MODEL.step(4, new Link(8e9, 0, 2)).computeSeconds())
        .isCloseTo(2 * (0.2 + 0.02), within(1e-9));
  }

  @Test
  void computesTheSlowdownOfShardsAtTheSameTime() {
    double slowdown = MODEL.slowdown(0.3);
    assertThat(slowdown).isCloseTo(0.3 / (0.1 + 0.02), within(1e-9));
    assertThat(MODEL.step(8, new Link(8e9, 0, slowdown)).computeSeconds())
        .as("a worker with one shard takes what was measured")
        .isCloseTo(0.3, within(1e-9));
  }

  private List<JsonNode> run(GangPieces pieces, int shards, Optional<Path> model)
      throws IOException {
    BenchOptions options =
        new BenchOptions(
                model,
                Optional.empty(),
                Optional.empty(),
                1,
                1,
                Device.CPU,
                Optional.empty(),
                new BenchSteps(shards, 64),
                new BenchRuns(1, Optional.empty()),
                "wordsight bench gang-model")
            .with(pieces);
    new GangModelBenchmark(new Shape(4, new Range(16, 16), new Range(4, 4)))
        .run(new BenchSession("gang-model", options, lines::add, messages::add));
    List<JsonNode> read = new ArrayList<>();
    for (String line : lines) {
      read.add(new ObjectMapper().readTree(line));
    }

    return read;
  }

  @Test
  void predictsFromGivenPiecesForEveryNetworkAndThisMachine() throws IOException {
    List<JsonNode> read =
        run(new GangPieces(1.6, 0.1, 80_000_000, 2, List.of(10.0, 100.0), 50), 8, Optional.empty());
    assertThat(read)
        .extracting(line -> line.get("case").asText())
        .containsExactly(
            "1 workers, 10.0 Gbit/s",
            "2 workers, 10.0 Gbit/s",
            "4 workers, 10.0 Gbit/s",
            "8 workers, 10.0 Gbit/s",
            "1 workers, 100.0 Gbit/s",
            "2 workers, 100.0 Gbit/s",
            "4 workers, 100.0 Gbit/s",
            "8 workers, 100.0 Gbit/s",
            "2 workers, this machine",
            "4 workers, this machine");
    assertThat(read.get(0).get("median").asDouble()).isEqualTo(1.6);
    assertThat(messages)
        .contains(
            "bench gang-model: 10.0 Gbit/s: doubling pays up to 2 workers",
            "bench gang-model: 100.0 Gbit/s: doubling pays up to 4 workers");
  }

  @Test
  void measuresMissingPiecesAndComparesThePredictionWithRealWorkers() throws IOException {
    List<JsonNode> read = run(GangPieces.DEFAULT, 2, Optional.of(Path.of("../conf/demo/student")));
    assertThat(messages.get(0)).startsWith("bench gang-model: measured: a step of 64 tokens");
    assertThat(messages)
        .anyMatch(
            message ->
                message.matches(
                    "bench gang-model: measured: a shard takes [0-9.]+ s in 2 workers of 1 thread at the same time, [0-9.]+ times its part of a step"));
    assertThat(read).hasSize(8).allMatch(line -> line.get("median").asDouble() > 0);
    JsonNode predicted = read.get(6);
    JsonNode measured = read.get(7);
    assertThat(predicted.get("case").asText()).isEqualTo("2 workers, this machine");
    assertThat(measured.get("case").asText())
        .isEqualTo("2 workers of 1 thread, 4 samples of 16 tokens, 4 targets");
    double seconds = measured.get("settings").get("predicted_seconds").asDouble();
    assertThat(seconds).isEqualTo(predicted.get("median").asDouble());
    assertThat(measured.get("settings").get("prediction_by_measured").asDouble())
        .isCloseTo(seconds / measured.get("median").asDouble(), withinPercentage(1));
    assertThat(messages.get(messages.size() - 1))
        .contains("2 workers of 1 thread: predicted ", " s, measured ", ", prediction / measured ");
  }

  @Test
  void refusesImpossiblePieces() {
    assertThatThrownBy(() -> new GangPieces(1, 2, 1, 1, List.of(10.0), 50))
        .isInstanceOf(WordsightException.class)
        .hasMessage(
            "Cannot run a benchmark: --step-seconds is 1.0, expected more than --fixed-seconds (2.0). Change it.");
    assertThatThrownBy(() -> new GangPieces(1, 0, 1, 1, List.of(0.0), 50))
        .hasMessageContaining("--network-gigabits is 0.0, expected more than 0");
  }
}
