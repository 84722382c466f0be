package org.wordsight.jobs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import org.wordsight.error.WordsightException;
import org.wordsight.jobs.bench.BenchOptions;
import org.wordsight.jobs.bench.Benchmarks;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code bench}: a benchmark under its name. */
@Command(
    name = "bench",
    header = "Runs a benchmark; prints its figures as JSON lines.",
    description = {
      "An unknown name lists them all. WORDSIGHT_PYTHON names a Python with the peers that some",
      "benchmarks measure beside ours."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  wordsight bench resize",
      "  wordsight bench generation --model models/SmolLM2-135M-Instruct --out figures.jsonl"
    })
final class BenchVerb implements Runnable {
  @Mixin private CommonOptions common;

  @Parameters(index = "0", paramLabel = "NAME", description = "Which benchmark.")
  private String name;

  @Option(names = "--model", paramLabel = "DIR", description = "The checkpoint to measure with.")
  private Path model;

  @Option(
      names = "--gigabytes",
      paramLabel = "N",
      description = "Weights of the checkpoint that \"load\" makes, in 10^9 bytes (default 4.2).")
  private double gigabytes = BenchOptions.DEFAULT_GIGABYTES;

  @Option(names = "--out", paramLabel = "FILE", description = "Append the lines to a file too.")
  private Path out;

  @Override
  public void run() {
    String command = "wordsight bench " + name + (model == null ? "" : " --model " + model);
    Benchmarks.run(
        name,
        BenchOptions.of(Optional.ofNullable(model), gigabytes, command),
        this::line,
        common.console()::message);
  }

  private void line(String line) {
    common.console().result(line);
    if (out == null) {
      return;
    }

    try {
      Files.writeString(
          out, line + System.lineSeparator(), StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    } catch (IOException e) {
      throw WordsightException.input("Cannot write " + out + ": " + e + ".", e);
    }
  }
}
