package org.wordsight.jobs.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.wordsight.error.ExitCode;
import org.wordsight.error.WordsightException;
import org.wordsight.jobs.bench.LoraStepBenchmark.Range;
import org.wordsight.jobs.bench.LoraStepBenchmark.Shape;
import org.wordsight.model.Precision;

class TestLoraLossesBenchmark {
  private static final Path MODEL = Path.of("../conf/demo/student");

  /** A model that transformers loads as a text model. */
  private static final Path LLAMA =
      Path.of("../common/src/test/resources/references/llama/checkpoint");

  private static final String NO_PYTHON =
      "Skipped: WORDSIGHT_PYTHON is not set; name a Python with docs/bench/requirements.txt";
  private static final LoraLossesBenchmark SMALL =
      new LoraLossesBenchmark(
          "lora-losses",
          new Shape(5, new Range(8, 24), new Range(2, 6)),
          6,
          new LoraLossesBenchmark.Rate("a rate", width -> 0.256 / width));

  private final BenchTrial trial = new BenchTrial("lora-losses").runs(BenchRuns.DEFAULT);
  @TempDir private Path folder;

  private ExitCode run(Path model, Optional<String> python, Optional<Precision> precision) {
    return trial.model(model).python(python).precision(precision).run(SMALL);
  }

  private JsonNode line(int index) throws IOException {
    return trial.lines().get(index);
  }

  private static double[] losses(JsonNode line) {
    DoubleStream.Builder losses = DoubleStream.builder();
    line.get("settings").get("losses").forEach(loss -> losses.add(loss.asDouble()));
    return losses.build().toArray();
  }

  /**
   * A script in place of Python. Its trainings have these losses and end with the adapter with
   * which our side begins.
   */
  private String fakePython(Precision precision, String losses, String trainings)
      throws IOException {
    Path file = folder.resolve("python");
    Files.writeString(
        file,
        """
        #!/bin/sh
        grep -q '"device":"cpu"' "$2" && grep -q '"precision":"%s"' "$2" || exit 9
        cd "$(sed 's/.*"adapters":"\\([^"]*\\)".*/\\1/' "$2")" || exit 8
        test -s initial/adapter_model.safetensors || exit 7
        for name in trained eager float32; do cp -r initial $name; done
        echo '{"case": "5 samples of 8 to 24 tokens, 2 to 6 targets, 6 steps", "subject": "peft",\
         "units_per_second": [1], "warm_ups": 2, "versions": {"peft": "1.0"}, "peak_mebibytes": 5,\
         "facts": {"losses": %s, "gradient_norms": [1, 1, 1, 1, 1, 1]%s}}'
        """
            .formatted(precision.name().toLowerCase(Locale.ROOT), losses, trainings));
    assertThat(file.toFile().setExecutable(true)).isTrue();
    return file.toString();
  }

  private String fakePython(String losses) throws IOException {
    return fakePython(Precision.FLOAT32, losses, "");
  }

  @Test
  void writesLossesThatFall() throws IOException {
    assertThat(run(MODEL, Optional.empty(), Optional.empty())).isEqualTo(ExitCode.DONE);
    assertThat(trial.lines()).hasSize(1);
    JsonNode line = line(0);
    assertThat(line.get("case").asText())
        .isEqualTo("5 samples of 8 to 24 tokens, 2 to 6 targets, 6 steps");
    assertThat(line.get("subject").asText()).isEqualTo("wordsight");
    assertThat(line.get("median").asDouble()).isPositive();
    assertThat(line.get("settings").get("dropout").asDouble()).isZero();
    assertThat(line.get("settings").get("learning_rate").asDouble()).isEqualTo(2e-3);
    assertThat(line.get("settings").get("precision").asText()).isEqualTo("float32");
    assertThat(line.get("settings").get("gradient_norms"))
        .hasSize(6)
        .allSatisfy(norm -> assertThat(norm.asDouble()).isPositive());
    double[] losses = losses(line);
    assertThat(losses).hasSize(6);
    for (int i = 1; i < losses.length; i++) {
      assertThat(losses[i]).as("step %d", i + 1).isLessThan(losses[i - 1]);
    }
    assertThat(trial.messages())
        .last()
        .asString()
        .contains("nothing is compared; set WORDSIGHT_PYTHON to a Python");
  }

  @Test
  void failsWhereThePeersLossesAreOthers() throws IOException {
    String python = fakePython("[9, 9, 9, 9, 9, 9]");
    assertThat(run(MODEL, Optional.of(python), Optional.empty())).isEqualTo(ExitCode.DEFECT);
    assertThat(trial.messages())
        .last()
        .asString()
        .startsWith(
            "bench lora-losses: NOT within the bounds: the losses differ from PEFT's by at most");
    assertThat(trial.lines()).hasSize(3);
    assertThat(line(1).get("subject").asText()).isEqualTo("peft");
    JsonNode difference = line(2);
    assertThat(difference.get("subject").asText()).isEqualTo("difference");
    assertThat(difference.get("runs")).hasSize(6);
    JsonNode facts = difference.get("settings");
    assertThat(facts.get("largest_loss_difference").asDouble())
        .isEqualTo(
            DoubleStream.of(losses(line(0))).map(loss -> Math.abs(loss - 9)).max().orElse(0));
    assertThat(facts.get("verdict").asText()).isEqualTo("NOT within the bounds");
    assertThat(facts.get("loss_bound").asDouble()).isEqualTo(1e-4);
  }

  @Test
  void failsWhereThePeerDiverges() throws IOException {
    String python = fakePython("[9, NaN, NaN, Infinity, NaN, NaN]");
    assertThat(run(MODEL, Optional.of(python), Optional.empty())).isEqualTo(ExitCode.DEFECT);
    assertThat(trial.messages())
        .last()
        .isEqualTo(
            "bench lora-losses: NOT within the bounds: the peer's loss or gradient norm is not finite in step 2");
    assertThat(trial.lines()).hasSize(2);
    assertThat(line(1).get("settings").get("losses"))
        .extracting(JsonNode::asText)
        .containsExactly("9", "NaN", "NaN", "Infinity", "NaN", "NaN");
  }

  @Test
  void comparesBfloat16WithATrainingInFloat32Too() throws IOException {
    String nines = "[9, 9, 9, 9, 9, 9]";
    String side = "{\"losses\": [8, 8, 8, 8, 8, 9.5], \"gradient_norms\": [1, 1, 1, 1, 1, 1]}";
    String python =
        fakePython(
            Precision.BFLOAT16,
            nines,
            ", \"eager\": %s, \"float32\": %s".formatted(side, side.replace("9.5", "9.25")));
    assertThat(run(MODEL, Optional.of(python), Optional.of(Precision.BFLOAT16)))
        .isEqualTo(ExitCode.DEFECT);
    assertThat(trial.messages())
        .last()
        .asString()
        .startsWith(
            "bench lora-losses: NOT within the bounds, and too far from a training in float32: the losses differ from PEFT's by at most")
        .contains("From PEFT's training in float32, our losses differ by at most ")
        .contains(
            " (bound 1.50), PEFT's by 1.00, and by 0.250 with plain attention; our adapter by");
    JsonNode facts = line(2).get("settings");
    assertThat(facts.get("loss_bound").asDouble()).isEqualTo(0.01);
    assertThat(facts.get("peer_loss_difference_from_float32").asDouble()).isEqualTo(1);
    assertThat(facts.get("eager_loss_difference_from_float32").asDouble()).isEqualTo(0.25);
    assertThat(facts.get("peer_own_loss_difference").asDouble()).isEqualTo(1);
  }

  @Test
  void hasThePapersRateAndAFasterOne() {
    assertThat(LoraLossesBenchmark.ofThePaper().rate().of(4_096)).isEqualTo(2e-5);
    assertThat(LoraLossesBenchmark.fast().rate().of(4_096)).isEqualTo(0.4 / 4_096);
  }

  @Test
  void refusesFloat16() {
    assertThatThrownBy(() -> run(MODEL, Optional.empty(), Optional.of(Precision.FLOAT16)))
        .isInstanceOfSatisfying(
            WordsightException.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.USAGE))
        .hasMessage(
            "Cannot run the benchmark lora-losses: --precision is float16, expected float32 or bfloat16. Change it.");
  }

  @Tag("peft")
  @Test
  void givesPeftsLossesAndAdapter() throws IOException {
    String python = System.getenv("WORDSIGHT_PYTHON");
    if (python == null) {
      System.out.println(NO_PYTHON);
    }
    assumeTrue(python != null, NO_PYTHON);
    assertThat(run(LLAMA, Optional.of(python), Optional.empty())).isEqualTo(ExitCode.DONE);
    assertThat(losses(line(1))).hasSize(6);
    assertThat(line(2).get("settings").get("verdict").asText()).isEqualTo("within the bounds");
  }

  @Tag("peft")
  @Test
  void isAsNearToFloat32AsPeft() throws IOException {
    String python = System.getenv("WORDSIGHT_PYTHON");
    assumeTrue(python != null, NO_PYTHON);
    assertThat(run(LLAMA, Optional.of(python), Optional.of(Precision.BFLOAT16)))
        .isEqualTo(ExitCode.DONE);
    JsonNode facts = line(2).get("settings");
    double theirs =
        Math.max(
            facts.get("peer_loss_difference_from_float32").asDouble(),
            facts.get("eager_loss_difference_from_float32").asDouble());
    assertThat(theirs).as("rounding has an effect").isPositive();
    assertThat(facts.get("loss_difference_from_float32").asDouble())
        .isPositive()
        .isLessThanOrEqualTo(theirs);
    assertThat(facts.get("peer_own_loss_difference").asDouble()).isPositive();
    assertThat(facts.get("peer_adapter_distance_from_float32").asDouble()).isPositive();
  }
}
