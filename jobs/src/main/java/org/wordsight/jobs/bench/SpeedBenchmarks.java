package org.wordsight.jobs.bench;

import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.wordsight.error.ExitCode;
import org.wordsight.error.WordsightException;

/** All benchmarks by name. */
public final class SpeedBenchmarks {
  private static final List<SpeedBenchmark> ALL =
      List.of(
          new ResizeBenchmark(),
          new AnswerBenchmark(
              "generation",
              "greedy answers of --model, batch 1 and 16, tokens/s, beside transformers",
              AnswerWork::batches),
          new AnswerBenchmark(
              "prefill", "8 prompts of 256 tokens, read, beside transformers", AnswerWork::reading),
          new AnswerBenchmark(
              "shared-prefix",
              "64 prompts that share 1,000 tokens, 128 new each, beside transformers",
              AnswerWork::sharedPrefix),
          new AnswerBenchmark(
              "eight-prefixes",
              "64 prompts, every eight share 1,000 tokens, 128 new each, beside transformers",
              AnswerWork::eightPrefixes),
          new AnswerBenchmark(
              "unequal",
              "64 prompts of 32 to 512 tokens, 64 new each, beside transformers",
              AnswerWork::unequal),
          new AnswerBenchmark(
              "answering",
              "prompts read, 64 answers, 64 that share 1,000 tokens, one answer, beside transformers",
              AnswerWork::ofAllKinds),
          new DecodingBenchmark(),
          new LettersBenchmark(),
          new TrainingBenchmark(),
          TrainingUnequalBenchmark.standard(),
          LoraStepBenchmark.standard(),
          LoraLossesBenchmark.fast(),
          LoraLossesBenchmark.ofThePaper(),
          GangStepBenchmark.standard(),
          new GangModelBenchmark(GangStepBenchmark.WORK),
          new DemoGenerationBenchmark(),
          new GrammarMasksBenchmark(),
          new GrammarYieldBenchmark(),
          new LoadBenchmark(),
          new TeacherClientBenchmark(),
          new TeacherFleetBenchmark(),
          NearDuplicateBenchmark.standard(),
          SemanticSearchBenchmark.standard(),
          SemanticCellsBenchmark.standard(),
          ContaminationBenchmark.standard(),
          ExchangeBenchmark.standard(),
          new SynthesisPlanBenchmark());

  private SpeedBenchmarks() {}

  /**
   * Runs one benchmark.
   *
   * @param lines receives each figure as a line of JSON, as soon as it is measured
   * @param messages receives messages for people
   * @return {@link ExitCode#DEFECT} where the benchmark compared numbers that are too far apart
   * @throws WordsightException exit code 2 where there is no such name
   */
  public static ExitCode run(
      String name, BenchOptions options, Consumer<String> lines, Consumer<String> messages) {
    SpeedBenchmark benchmark =
        ALL.stream()
            .filter(candidate -> candidate.name().equals(name))
            .findFirst()
            .orElseThrow(
                () ->
                    WordsightException.usage(
                        "Cannot run a benchmark: the name is %s, expected one of these.%n%s"
                            .formatted(name, list())));
    BenchSession session = new BenchSession(benchmark.name(), options, lines, messages);
    benchmark.run(session);
    return session.outcome();
  }

  public static List<String> names() {
    return ALL.stream().map(SpeedBenchmark::name).toList();
  }

  /** Each benchmark's name and summary, a line each. */
  public static String list() {
    return ALL.stream()
        .map(benchmark -> "  %-16s %s".formatted(benchmark.name(), benchmark.summary()))
        .collect(Collectors.joining(System.lineSeparator()));
  }
}
