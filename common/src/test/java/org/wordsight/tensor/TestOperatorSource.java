package org.wordsight.tensor;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The source of the CUDA kernels, compiled for the CPU. */
class TestOperatorSource {
  private static final List<String> COMPILER =
      List.of(
          "g++", "-std=c++17", "-O1", "-fsanitize=address,undefined", "-fno-sanitize=alignment");

  @TempDir private Path folder;

  private record Outcome(int status, String output) {}

  private Outcome run(List<String> command) throws IOException, InterruptedException {
    Path output = folder.resolve("output");
    try {
      Process process =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(output.toFile())
              .start();
      return new Outcome(process.waitFor(), Files.readString(output, UTF_8));
    } catch (IOException e) {
      // There is no such command.
      return new Outcome(127, e.getMessage());
    }
  }

  private Outcome compile(Path source, Path program) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(COMPILER);
    command.addAll(
        List.of("-Isrc/main/resources/kernels", source.toString(), "-o", program.toString()));
    return run(command);
  }

  private boolean canCompile() throws IOException, InterruptedException {
    Path source =
        Files.writeString(folder.resolve("empty.cpp"), "int main() { _Float16 x = 0; return x; }");
    Path program = folder.resolve("empty");
    return compile(source, program).status() == 0 && run(List.of(program.toString())).status() == 0;
  }

  @Test
  void givesTheNumbersOfPlainLoopsAndStaysInItsMemory() throws IOException, InterruptedException {
    assumeTrue(canCompile(), "Skipped: no g++ with sanitizers and 16-bit floats");
    Path program = folder.resolve("operators");
    assertThat(compile(Path.of("src/test/cpp/operators_on_cpu.cpp"), program))
        .isEqualTo(new Outcome(0, ""));
    Outcome outcome = run(List.of(program.toString()));
    assertThat(outcome.output()).endsWith(" launches give the expected numbers\n");
    assertThat(outcome.status()).isZero();
  }
}
