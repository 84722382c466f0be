package org.wordsight.jobs.bench;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.wordsight.chat.Message;
import org.wordsight.generate.Generation;
import org.wordsight.generate.GenerationRequest;
import org.wordsight.generate.Sampling;
import org.wordsight.generate.TextGenerator;
import org.wordsight.model.Checkpoint;
import org.wordsight.model.LoadedModel;
import org.wordsight.model.Precision;
import org.wordsight.model.Purpose;
import org.wordsight.tensor.NativeEngine;

/**
 * Loads a checkpoint of many gigabytes in bfloat16, answers one short prompt, and reports the
 * memory of the process. The peak is that of the whole process, so the work is done once.
 */
final class LoadBenchmark implements SpeedBenchmark {
  private static final double GIGABYTE = 1e9;
  private static final int NEW_TOKENS = 4;

  @Override
  public String name() {
    return "load";
  }

  @Override
  public String summary() {
    return "a bfloat16 checkpoint of --gigabytes (or --model): GB/s of loading, peak memory";
  }

  @Override
  public void run(BenchSession session) {
    NativeEngine.useThreads(OptionalInt.of(session.options().threads()));
    if (session.options().model().isPresent()) {
      measure(session, session.model());
      return;
    }
    long bytes = Math.round(session.options().gigabytes() * GIGABYTE);
    Path tokenizer = Path.of(System.getProperty("wordsight.home", "")).resolve("conf/demo/teacher");
    session.message("writes a checkpoint of %,d bytes".formatted(bytes));
    try (SyntheticCheckpoint checkpoint =
        SyntheticCheckpoint.write(SyntheticCheckpoint.Shape.QWEN2_7B, bytes, tokenizer)) {
      measure(session, checkpoint.folder());
    }
  }

  private static void measure(BenchSession session, Path folder) {
    Precision precision = session.options().precision().orElse(Precision.BFLOAT16);
    long weightBytes = weightBytes(folder);
    session.message("loads %s, %,d bytes of weights".formatted(folder, weightBytes));
    long start = System.nanoTime();
    try (LoadedModel model =
            LoadedModel.load(folder, precision, session.options().device(), Purpose.ANSWER);
        TextGenerator generator = new TextGenerator(model)) {
      double loadSeconds = seconds(start);
      long peakAfterLoad = Machine.peakBytes();
      long answering = System.nanoTime();
      Generation answer = answer(model, generator);
      double answerSeconds = seconds(answering);
      Map<String, Object> facts = new LinkedHashMap<>();
      facts.put("weight_bytes", weightBytes);
      facts.put("load_seconds", loadSeconds);
      facts.put("peak_bytes_after_load", peakAfterLoad);
      facts.put("peak_bytes", Machine.peakBytes());
      facts.put("anonymous_bytes", Machine.anonymousBytes());
      facts.put("file_bytes", Machine.fileBytes());
      facts.put("heap_used_bytes", heapUsed());
      facts.put("heap_limit_bytes", Runtime.getRuntime().maxMemory());
      facts.put("prompt_tokens", answer.promptTokens());
      facts.put("new_tokens", answer.ids().length);
      facts.put("answer_seconds", answerSeconds);
      session.ours(
          BenchCase.of(precision.type().label() + ", one short prompt", "GB of weights/s", facts),
          0,
          List.of(weightBytes / GIGABYTE / loadSeconds));
    }
  }

  private static long weightBytes(Path folder) {
    try (Checkpoint checkpoint = Checkpoint.open(folder)) {
      return checkpoint.parameters() * Precision.BFLOAT16.bytes();
    }
  }

  private static Generation answer(LoadedModel model, TextGenerator generator) {
    String prompt = model.template().prompt(List.of(Message.user("What should be done first?")));
    return generator
        .generate(
            List.of(
                new GenerationRequest(prompt, List.of(), NEW_TOKENS, Sampling.greedy(), List.of())))
        .get(0);
  }

  private static double seconds(long startNanos) {
    return Math.round((System.nanoTime() - startNanos) / 1e7) / 100.0;
  }

  private static long heapUsed() {
    return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
  }
}
