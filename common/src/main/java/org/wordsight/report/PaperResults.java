package org.wordsight.report;

import java.util.List;

/** The paper's own results (arXiv 2503.16965), accuracy in percent on VIVA's 1,240 items. */
final class PaperResults {
  /** A row of Table 1. */
  record Baseline(String model, String languageParameters, String reads, double accuracy) {}

  /** A row of Table 2: after training on 10,000, 20,000 and 30,000 text questions. */
  record Trained(String model, String teacher, double before, List<Double> after) {}

  static final List<Integer> SIZES = List.of(10_000, 20_000, 30_000);

  static final List<Baseline> TABLE_1 =
      List.of(
          new Baseline("Llama-3.1", "8B", "caption", 79.11),
          new Baseline("Qwen2", "7B", "caption", 81.45),
          new Baseline("Mllama", "8B", "image", 75.65),
          new Baseline("Qwen2-VL", "7B", "image", 80.32),
          new Baseline("LLaVA-OneVision", "7B", "image", 78.31));

  static final List<Trained> TABLE_2 =
      List.of(
          new Trained("Mllama", "GPT-4o", 75.65, List.of(77.26, 79.11, 79.60)),
          new Trained("Mllama", "Llama-3.1-8B", 75.65, List.of(77.18, 78.95, 79.03)),
          new Trained("Qwen2-VL", "GPT-4o", 80.32, List.of(82.90, 82.98, 83.15)),
          new Trained("Qwen2-VL", "Llama-3.1-8B", 80.32, List.of(82.10, 82.66, 83.15)),
          new Trained("LLaVA-OneVision", "GPT-4o", 78.31, List.of(79.52, 79.60, 80.81)),
          new Trained("LLaVA-OneVision", "Llama-3.1-8B", 78.31, List.of(78.79, 79.19, 79.60)));

  private PaperResults() {}
}
