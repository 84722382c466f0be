package org.wordsight.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The verbs that need neither Spark nor Hadoop, in processes whose class path holds neither. */
class TestModelMain {
  private record Outcome(int status, String output) {}

  private static Outcome run(String... arguments) throws IOException, InterruptedException {
    String classPath =
        Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
            .filter(
                entry ->
                    !Path.of(entry)
                        .getFileName()
                        .toString()
                        .matches("(spark|hadoop|scala|hive)-.*"))
            .collect(Collectors.joining(File.pathSeparator));
    List<String> command =
        new ArrayList<>(
            List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString()));
    command.addAll(QuickStart.OPTIONS);
    command.addAll(List.of("-cp", classPath, "org.wordsight.jobs.ModelMain"));
    command.addAll(List.of(arguments));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(120, TimeUnit.SECONDS)).isTrue();
    return new Outcome(process.exitValue(), output.strip());
  }

  @Test
  void comparesAModelWithItsReference() throws IOException, InterruptedException {
    Outcome outcome = run("verify", "--reference", "../common/src/test/resources/references/llama");
    assertThat(outcome.output()).endsWith(" passed, 0 failed");
    assertThat(outcome.status()).isZero();
  }

  @Test
  void explainsErrorsAsTheWholeCommandLineDoes() throws IOException, InterruptedException {
    Outcome missing = run("verify", "--reference", "/nowhere");
    assertThat(missing.status()).isEqualTo(3);
    assertThat(missing.output()).contains("/nowhere").doesNotContain("\tat ");
    Outcome unknown = run("bench", "speed");
    assertThat(unknown.status()).isEqualTo(2);
    assertThat(unknown.output()).contains("the name is speed").contains("lora-step");
    Outcome verb = run();
    assertThat(verb.status()).isEqualTo(2);
    assertThat(verb.output()).contains("Missing verb, expected one of verify, bench.");
  }
}
