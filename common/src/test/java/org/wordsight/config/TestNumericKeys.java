package org.wordsight.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.wordsight.error.ExitCode;
import org.wordsight.error.WordsightException;
import org.wordsight.generate.Sampling;
import org.wordsight.synthesis.WaveSize;
import org.wordsight.train.BatchPlan;
import org.wordsight.train.LearningRate;
import org.wordsight.train.TrainingExample;
import org.wordsight.train.TrainingSettings;

/** Every key that is a number, with values that people or programs write by mistake. */
class TestNumericKeys {
  /** The only key that holds several numbers. */
  private static final String LIST = "split.subsets";

  /** Texts that are not numbers here, although some YAML readers accept them. */
  private static final List<String> NO_NUMBERS =
      List.of(
          "NaN",
          ".nan",
          ".NaN",
          "Infinity",
          "-Infinity",
          ".inf",
          "-.inf",
          "1e999",
          "0x10",
          "0x1p3",
          "0b11",
          "0o17",
          "017",
          "007",
          "1:30",
          "190:20:30",
          "2026-01-01",
          "_1",
          "1_",
          "1__0",
          "1d",
          "1f",
          "1L",
          "' 1'",
          "'1 '",
          "yes",
          "no",
          "on",
          "off",
          "true",
          "\"\"",
          "'１'",
          "'٣'",
          "1,5",
          "1 000",
          "--1",
          "1e",
          "e5",
          ".",
          "[1]",
          "{a: 1}",
          "99999999999999999999");

  private static final List<String> EXTREMES =
      List.of(
          "0",
          "-0",
          "-0.0",
          "-1",
          "1",
          "2",
          "3",
          "0.5",
          "1.5",
          "1e3",
          "1e-3",
          "1_000",
          "1000000",
          "2147483647",
          "2147483648",
          "-2147483649",
          "9223372036854775807",
          "9223372036854775808",
          "1e308",
          "-1e308",
          "1e-300",
          "1e-45",
          "4.9e-324",
          "0.9999999999999999",
          "1.0000000000000002",
          "512",
          "513",
          "1024",
          "4096",
          "8192",
          "0.99",
          "0.0001",
          "100");

  @TempDir Path folder;

  @Test
  void knowsTheNumbersOfARunFile() {
    assertThat(numericKeys())
        .contains("lora.rank", "split.subsets", "teacher.topP", "training.memoryBudgetBytes")
        .hasSizeGreaterThan(30);
  }

  @Test
  void refusesTextsThatAreNoNumberWithKeyValueAndRange() throws IOException {
    for (String key : numericKeys()) {
      for (String text : NO_NUMBERS) {
        if (key.equals(LIST) && text.matches("\\[1]|1,5")) {
          continue;
        }

        Optional<String> refusal = refusal(key, text);
        assertThat(refusal).as("%s: %s", key, text).isPresent();
        assertThat(refusal.get()).containsPattern(named(key)).contains(", expected ");
      }
    }
  }

  @Test
  void refusesAnExtremeWithItsRangeOrComputesWithIt() throws IOException {
    int computed = 0;
    for (String key : numericKeys()) {
      for (String text : EXTREMES) {
        Optional<String> refusal = refusal(key, text);
        if (refusal.isPresent()) {
          assertThat(refusal.get())
              .as("%s: %s", key, text)
              .containsPattern(named(key))
              .containsAnyOf("at least", "above", "power of two", "not available", "none larger");
        } else {
          computeWith(RunFiles.least(folder, overrides(key, text)));
          computed++;
        }
      }
    }

    assertThat(computed).isGreaterThan(150);
  }

  @Test
  void computesWithTheBoundsOfEveryRange() throws IOException {
    Map<String, List<String>> bounds =
        Map.of(
            "teacher.temperature", List.of("0", "0.01", "100"),
            "teacher.topP", List.of("0.0001", "1"),
            "lora.rank", List.of("1", "512"),
            "lora.dropout", List.of("0", "0.99"),
            "training.learningRate", List.of("4.9e-324", "0.9999999999999999"),
            "training.batchSize", List.of("1", "1_000_000"),
            "training.logicalShards", List.of("1", "4096"),
            "training.epochs", List.of("1", "1000"),
            "synthesis.groupSize", List.of("1", "1024"),
            "split.train", List.of("1", "1000000"));
    for (Map.Entry<String, List<String>> key : bounds.entrySet()) {
      for (String text : key.getValue()) {
        assertThat(refusal(key.getKey(), text)).as("%s: %s", key.getKey(), text).isEmpty();
        computeWith(RunFiles.least(folder, overrides(key.getKey(), text)));
      }
    }
  }

  @Test
  void readsNumbersInSubsetsAsElsewhere() throws IOException {
    assertThat(RunFiles.with(folder, "split", "train=1_000", "subsets=[5_00, 1_000]").split())
        .isEqualTo(new SplitConfig(1000, 1000, List.of(500, 1000), 42));
  }

  private static List<String> numericKeys() {
    return RunFile.keys().stream()
        .filter(rule -> rule.range().isPresent())
        .map(KeyRule::path)
        .toList();
  }

  private static String named(String key) {
    return Pattern.quote(key) + "(\\[0])? \\(--set\\) is ";
  }

  /** The message that refuses a run file with this value; empty if the file is accepted. */
  private Optional<String> refusal(String key, String text) throws IOException {
    try {
      RunFiles.least(folder, overrides(key, text));
      return Optional.empty();
    } catch (WordsightException e) {
      assertThat(e.exitCode()).isEqualTo(ExitCode.USAGE);
      return Optional.of(e.getMessage());
    }
  }

  private static String[] overrides(String key, String text) {
    List<String> overrides = new ArrayList<>();
    if (key.equals("curation.contamination.cosine")) {
      overrides.add("curation.semantic.embedder=words");
    }
    overrides.add(key + "=" + (key.equals(LIST) ? "[" + text + "]" : text));
    return overrides.toArray(String[]::new);
  }

  /** The arithmetic that a run does with its numbers at its beginning. */
  private static void computeWith(RunConfig config) {
    TrainingConfig.Steps steps = config.training().steps();
    TrainingSettings settings =
        new TrainingSettings(
            steps.epochs(),
            steps.learningRate(),
            steps.schedule(),
            steps.warmupSteps(),
            steps.batchSize(),
            steps.logicalShards(),
            steps.microBatchTokens(),
            steps.maximumGradientNorm(),
            config.lora().dropout(),
            steps.seed());
    BatchPlan plan = BatchPlan.seeded(examples(), settings);
    assertThat(plan.steps()).isPositive();
    assertThat(plan.step(plan.steps() - 1).samples()).isNotEmpty();
    LearningRate rate =
        new LearningRate(steps.schedule(), steps.learningRate(), steps.warmupSteps(), plan.steps());
    assertThat(rate.at(plan.steps() - 1)).isBetween(0.0, 1.0);

    int wanted = config.split().wanted();
    SynthesisConfig synthesis = config.synthesis();
    WaveSize size =
        synthesis.maximumRequests().isPresent()
            ? new WaveSize(
                wanted,
                synthesis.questionsPerCall(),
                synthesis.groupSize(),
                synthesis.maximumRequests().getAsInt())
            : WaveSize.withoutLimit(wanted, synthesis.questionsPerCall(), synthesis.groupSize());
    int first = size.next(0, 0);
    assertThat(first).isPositive();
    assertThat(size.next(first, 0)).isNotNegative();
    assertThat(size.limit()).isPositive();

    Sampling sampling =
        new Sampling(config.teacher().temperature(), config.teacher().topP(), synthesis.seed());
    assertThat((float) sampling.topP()).isPositive();
    if (sampling.temperature() > 0) {
      assertThat(1 / (float) sampling.temperature()).isFinite().isPositive();
    }

    double scale = config.lora().alpha() / config.lora().rank() / (1 - config.lora().dropout());
    if (!Float.isFinite((float) scale) || (float) scale == 0) {
      fail("scale " + String.format(Locale.ROOT, "%s", scale));
    }
  }

  private static List<TrainingExample> examples() {
    return List.of(
        new TrainingExample("a", new int[] {1, 2, 3}, 2),
        new TrainingExample("b", new int[] {1, 2}, 1));
  }
}
