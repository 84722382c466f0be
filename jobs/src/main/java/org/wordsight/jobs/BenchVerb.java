package org.wordsight.jobs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Iterator;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.wordsight.error.WordsightException;
import org.wordsight.jobs.bench.BenchOptions;
import org.wordsight.jobs.bench.BenchRuns;
import org.wordsight.jobs.bench.BenchSteps;
import org.wordsight.jobs.bench.SpeedBenchmarks;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code bench}: runs a benchmark by its name. */
@Command(
    name = "bench",
    header = "Runs a benchmark; prints its figures as JSON lines.",
    description =
        "--device and --precision are for our side. WORDSIGHT_PYTHON names a Python. Some benchmarks measure its libraries beside ours.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  wordsight bench resize",
      "  wordsight bench generation --model models/SmolLM2-135M-Instruct --out figures.jsonl",
      "  wordsight bench lora-step --model models/Llama-3.1-8B --device gpu:0 --precision bfloat16",
      "  wordsight bench decoding --model models/Llama-3.1-8B --device gpu:0 --precision bfloat16",
      "  wordsight bench gang-model --step-seconds 1.43 --parameters 83886080 --shards 8"
    })
final class BenchVerb implements Callable<Integer> {
  @Mixin private CommonOptions common;

  @Mixin private DeviceOptions where;

  @Mixin private GangOptions gang;

  @Parameters(
      index = "0",
      paramLabel = "NAME",
      completionCandidates = Names.class,
      description = "One of ${COMPLETION-CANDIDATES}.")
  private String name;

  @Option(names = "--model", paramLabel = "DIR", description = "The checkpoint to measure with.")
  private Path model;

  @Option(names = "--data", paramLabel = "FILE", description = "The input of the benchmark.")
  private Path data;

  @Option(
      names = "--gigabytes",
      paramLabel = "N",
      description = "Weights of the checkpoint that \"load\" makes, in 10^9 bytes (default 4.2).")
  private double gigabytes = BenchOptions.DEFAULT_GIGABYTES;

  @Option(
      names = "--threads",
      paramLabel = "N",
      description = "Threads of either side (default OMP_NUM_THREADS, else all cores).")
  private Integer threads;

  @Option(
      names = "--shards",
      paramLabel = "N",
      description = "Logical shards of a step, in benchmarks that train (default 4).")
  private int shards = BenchSteps.DEFAULT.shards();

  @Option(
      names = "--micro-batch-tokens",
      paramLabel = "N",
      description =
          "The most tokens of one forward pass of \"lora-step\" and of both \"lora-losses\" (default 8192).")
  private int microBatchTokens = BenchSteps.DEFAULT.microBatchTokens();

  @Option(
      names = "--repetitions",
      paramLabel = "N",
      description = "Measured runs after the warm-up; their median counts (default 3).")
  private int repetitions = BenchRuns.DEFAULT.repetitions();

  @Option(
      names = "--profile",
      paramLabel = "DIR",
      description =
          "Do one more run and write here where its time goes (\"answering\", \"lora-step\" and others).")
  private Path profile;

  @Option(names = "--out", paramLabel = "FILE", description = "Append the lines to a file too.")
  private Path out;

  /** The names of all benchmarks. */
  static final class Names implements Iterable<String> {
    @Override
    public Iterator<String> iterator() {
      return SpeedBenchmarks.names().iterator();
    }
  }

  @Override
  public Integer call() {
    String command =
        "wordsight bench "
            + name
            + new CommandText()
                .add("--model", model, null)
                .add("--data", data, null)
                .add("--gigabytes", gigabytes, BenchOptions.DEFAULT_GIGABYTES)
                .add("--threads", threads, null)
                .add("--shards", shards, BenchSteps.DEFAULT.shards())
                .add(
                    "--micro-batch-tokens", microBatchTokens, BenchSteps.DEFAULT.microBatchTokens())
                .add("--repetitions", repetitions, BenchRuns.DEFAULT.repetitions())
            + gang.text()
            + where.text();
    BenchOptions options =
        BenchOptions.of(
                Optional.ofNullable(model),
                Optional.ofNullable(data),
                threads == null
                    ? BenchOptions.threadsOf(System.getenv("OMP_NUM_THREADS"))
                    : threads,
                gigabytes,
                where.device(),
                where.precision(),
                new BenchSteps(shards, microBatchTokens),
                new BenchRuns(repetitions, Optional.ofNullable(profile)),
                command)
            .with(gang.pieces());
    return SpeedBenchmarks.run(name, options, this::line, common.console()::message).status();
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
