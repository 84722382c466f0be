package org.wordsight.jobs.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.wordsight.generate.GenerationRequest;
import org.wordsight.generate.Sampling;
import org.wordsight.generate.TextGenerator;
import org.wordsight.model.Checkpoint;
import org.wordsight.model.LoadedModel;
import org.wordsight.model.Purpose;
import org.wordsight.tensor.Device;
import org.wordsight.tensor.Kernels;
import org.wordsight.tensor.Scope;
import org.wordsight.tensor.Tensor;

/**
 * Decodes one row token by token, and compares the rate with the limit of memory. Each token reads
 * every weight once, so no engine can be faster than the memory's rate by the weights' bytes. The
 * limit is given twice: for weights in float32, as most engines for float32 hold them, and for the
 * bytes really read.
 */
final class DecodingBenchmark implements SpeedBenchmark {
  private static final int PROMPT_TOKENS = 32;
  private static final int NEW_TOKENS = 128;

  /** Enough runs for the JVM's compiler to finish. */
  private static final int WARM_UPS = 3;

  private static final int READ_FLOATS = 128 << 20;

  @Override
  public String name() {
    return "decoding";
  }

  @Override
  public String summary() {
    return "one row token by token, beside the rate at which memory is read";
  }

  @Override
  public void run(BenchSession session) {
    try (LoadedModel model = BenchModel.load(session.model(), session.options(), Purpose.ANSWER);
        TextGenerator generator = new TextGenerator(model)) {
      String prompt = WordPrompts.of(model.tokenizer(), 0, PROMPT_TOKENS);
      long weights = weightsRead(session);
      BenchCase of =
          BenchCase.of(
              "batch 1, after a prompt of %d".formatted(PROMPT_TOKENS),
              "new tokens/s, reading the prompt excluded",
              Map.of("new_tokens", NEW_TOKENS, "weight_bytes", weights * Float.BYTES));
      Map<String, Object> facts = new TreeMap<>();
      List<Double> rates = new ArrayList<>();
      List<Double> readRates = new ArrayList<>();
      for (int i = -WARM_UPS; i < session.options().runs().repetitions(); i++) {
        double first = seconds(generator, prompt, 1);
        double following = seconds(generator, prompt, 1 + NEW_TOKENS) - first;
        double readRate = readRate(model.device());
        if (i >= 0) {
          rates.add(NEW_TOKENS / following);
          readRates.add(readRate);
        }
      }
      double readRate = BenchSession.median(readRates);
      double limit = readRate / (weights * Float.BYTES);
      long readBytes =
          weights
              * (model.decoder().products().areHalf() ? Short.BYTES : model.precision().bytes());
      facts.put("read_gigabytes_per_second", readRate / 1e9);
      facts.put("tokens_per_second_that_memory_allows", limit);
      facts.put("share_of_the_limit", BenchSession.median(rates) / limit);
      facts.put("read_weight_bytes", readBytes);
      facts.put("share_of_the_limit_as_read", BenchSession.median(rates) * readBytes / readRate);
      session.ours(of.with(facts), WARM_UPS, rates);
    }
  }

  /**
   * The bytes of all weights. An embedding that is not also the head does not count, since a token
   * reads only one of its rows.
   */
  private static long weightsRead(BenchSession session) {
    try (Checkpoint checkpoint = Checkpoint.open(session.model())) {
      long embedding =
          checkpoint.decoder().tiedEmbeddings()
              ? 0
              : (long) checkpoint.decoder().vocabularySize() * checkpoint.decoder().hiddenSize();
      return checkpoint.parameters() - embedding;
    }
  }

  private static double seconds(TextGenerator generator, String prompt, int newTokens) {
    long start = System.nanoTime();
    int made =
        generator
            .generate(
                List.of(
                    new GenerationRequest(
                        prompt, List.of(), newTokens, Sampling.greedy(), List.of())))
            .get(0)
            .ids()
            .length;
    if (made != newTokens) {
      throw new IllegalStateException("The answer ended after " + made + " of " + newTokens);
    }
    return (System.nanoTime() - start) * 1e-9;
  }

  /** The bytes a second at which the whole device sums a tensor larger than any cache. */
  private static double readRate(Device device) {
    try (Kernels kernels = Kernels.load(device, Map.of(), "memory.py");
        Scope scope = device.scope()) {
      Tensor large = kernels.infer(scope, "filled", READ_FLOATS);
      List<Double> rates = new ArrayList<>();
      for (int i = 0; i < 5; i++) {
        long start = System.nanoTime();
        kernels.infer(scope, "total", large).toFloat();
        rates.add((double) Float.BYTES * READ_FLOATS / ((System.nanoTime() - start) * 1e-9));
      }
      return BenchSession.median(rates);
    }
  }
}
