package org.wordsight.jobs.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.spark.SparkConf;
import org.junit.jupiter.api.Test;
import org.wordsight.error.ExitCode;
import org.wordsight.error.WordsightException;

class TestExecutorMemory {
  private static final String HEAP = "spark.executor.memory";
  private static final String BESIDE = "spark.executor.memoryOverhead";

  private final ExecutorMemory needed =
      new ExecutorMemory(
          new ExecutorMemory.Part(600, 2048, "Spark"),
          new ExecutorMemory.Part(5000, 9000, "the student"));
  private final SparkConf settings = new SparkConf(false);

  @Test
  void setsTheMemoryThatExecutorsNeed() {
    needed.complete(settings);
    assertThat(settings.get(HEAP)).isEqualTo("2048m");
    assertThat(settings.get(BESIDE)).isEqualTo("9000m");
  }

  @Test
  void keepsMemoryThatIsSet() {
    settings.set(HEAP, "1g").set("spark.executor.memoryOverheadFactor", "0.9");
    needed.complete(settings);
    assertThat(settings.get(HEAP)).isEqualTo("1g");
    assertThat(settings.contains(BESIDE)).isFalse();
  }

  @Test
  void acceptsEnoughMemory() {
    assertThat(needed.problems(settings)).isEmpty();
    settings.set(HEAP, "600").set(BESIDE, "5g");
    assertThat(needed.problems(settings)).isEmpty();
  }

  @Test
  void refusesTooLittleOfEitherPart() {
    settings.set(HEAP, "512m").set(BESIDE, "4g");
    assertThat(needed.problems(settings))
        .extracting(WordsightException::getMessage)
        .containsExactly(
            "Cannot start executors: spark.executor.memory is 512m, expected at least 600m for"
                + " Spark. Raise it, or leave it out to have 2048m.",
            "Cannot start executors: spark.executor.memoryOverhead is 4g, expected at least 5000m"
                + " for the student. Raise it, or leave it out to have 9000m.");
    assertThat(needed.problems(settings)).allMatch(problem -> problem.exitCode() == ExitCode.USAGE);
  }

  @Test
  void describesTheMemoryOfExecutors() {
    settings.set(HEAP, "4g");
    assertThat(needed.described(settings))
        .isEqualTo(
            "spark.executor.memory=4g for Spark, spark.executor.memoryOverhead=9000m for the"
                + " student");
    assertThat(settings.contains(BESIDE)).isFalse();
  }
}
