package org.wordsight.report;

import org.wordsight.evaluate.Scoring;

/** The names for people in place of the tables' codes. */
final class Names {
  private Names() {}

  /** The input that the model is shown in an arm. */
  static String arm(String arm) {
    return switch (arm) {
      case "image" -> "images";
      case "caption" -> "captions";
      case "given" -> "descriptions";
      default -> arm;
    };
  }

  static int armOrder(String arm) {
    return switch (arm) {
      case "image" -> 0;
      case "caption" -> 1;
      default -> 2;
    };
  }

  /** The annotation's labels are in brackets. */
  static String category(String label) {
    return label.replaceAll("^\\[|\\]$", "");
  }

  /**
   * The words for a reason, whose code has dashes. The code of a rule names the rule's demand, so
   * it gets other words.
   */
  static String reason(String code) {
    return code.equals("rationale-names-answer")
        ? "rationale does not name the answer"
        : code.replace('-', ' ');
  }

  /** The kind of pair, by the method or the rule that found it. */
  static String pair(String kind) {
    return switch (kind) {
      case "exact" -> "Exact duplicate";
      case "near" -> "Near duplicate";
      case "near, rouge-l" -> "Near duplicate by a common sequence of words";
      case "semantic" -> "Duplicate in meaning";
      case "history", "history, rouge-l" -> "Duplicate of an earlier run";
      case "ngram-coverage" -> "Benchmark: shared sequences of eight words";
      case "contained" -> "Benchmark: a short text as a whole";
      case "jaccard" -> "Benchmark: similar pairs of words";
      case "options" -> "Benchmark: the same options";
      case "cosine" -> "Benchmark: near in meaning";
      default -> kind;
    };
  }

  static String scoring(Scoring scoring) {
    return switch (scoring) {
      case OFFICIAL -> "official: the written letter, null answers never match";
      case REPAIRED -> "repaired: the written letter, null answers recovered";
      case LOGLIKELIHOOD -> "log-likelihood: the likeliest of the five letters";
    };
  }
}
