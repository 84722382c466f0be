package org.wordsight.report;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.wordsight.data.Question;
import org.wordsight.evaluate.Accuracy;
import org.wordsight.evaluate.PairedComparison;
import org.wordsight.synthesis.DiversityFinding;

/**
 * Everything that a report shows, read from a run's tables. Any part may be empty. A run that only
 * evaluates has no funnel, for instance, and one without adapters has no effects.
 */
public record ReportData(
    RunFacts run,
    List<Score> scores,
    List<Effect> effects,
    Optional<Funnel> funnel,
    Curation curation,
    List<Training> trainings,
    List<Question> samples,
    List<DiversityFinding> diversity,
    List<Flip> flips,
    List<StageTime> stages,
    List<Refusal> refusals,
    List<String> notes) {

  /**
   * The run itself.
   *
   * @param benchmark the benchmark's name
   * @param items the number of scored items
   */
  public record RunFacts(
      String id,
      String name,
      String startedAt,
      String configHash,
      String codeVersion,
      String student,
      String teacher,
      String benchmark,
      int items) {}

  /**
   * One accuracy.
   *
   * @param adapterId absent for the model before training
   * @param control whether the adapter was trained on shuffled answers
   * @param arm image, caption or given
   */
  public record Score(
      String model,
      Optional<String> adapterId,
      boolean control,
      Optional<String> teacher,
      OptionalInt trainSize,
      String arm,
      Accuracy accuracy) {}

  /**
   * One adapter's comparison with its base.
   *
   * @param control whether the adapter was trained on shuffled answers
   */
  public record Effect(
      String model, String adapterId, boolean control, String arm, PairedComparison comparison) {}

  /**
   * Counts of the teacher's questions, from request to sample.
   *
   * @param requests answers of the teacher
   * @param expected questions asked for
   * @param candidates questions that parsed and passed validation
   * @param rejected questions and answers refused before curation, by reason
   * @param duplicates questions dropped as duplicates, by method
   * @param contaminated candidates with a hit against the benchmark
   * @param surplus questions that passed every rule, but beyond the asked number
   * @param kept questions that curation kept
   * @param train kept questions for training
   * @param validation kept questions for validation
   */
  public record Funnel(
      long requests,
      long expected,
      long candidates,
      Map<String, Long> rejected,
      Map<String, Long> duplicates,
      long contaminated,
      long surplus,
      long kept,
      long train,
      long validation) {

    /** Questions asked for that no answer contains, whole or broken. */
    long unwritten() {
      long written = candidates + rejected.values().stream().mapToLong(n -> n).sum();
      return Math.max(0, expected - written);
    }
  }

  /**
   * The results of curation, in examples and figures. Any part may be empty.
   *
   * @param pairs a pair of each kind, dropped or flagged
   * @param searchCurve the probability that the search finds a pair, by the pair's similarity
   * @param recall the share of pairs that the search found in a sample; absent if it misses none
   * @param calibration the effects of thresholds of the cosine, in ascending order
   */
  public record Curation(
      List<Pair> pairs,
      List<CurvePoint> searchCurve,
      OptionalDouble recall,
      List<Calibration> calibration) {
    /** Nothing found. */
    public static final Curation NONE =
        new Curation(List.of(), List.of(), OptionalDouble.empty(), List.of());
  }

  /**
   * A candidate beside the text that it repeats.
   *
   * @param kind the method or the rule that found it
   * @param dropped whether the candidate was dropped
   * @param candidate the candidate's text
   * @param other the text that it repeats
   * @param otherName the name of that text
   */
  public record Pair(
      String kind,
      boolean dropped,
      double score,
      String candidate,
      String other,
      String otherName) {}

  /** The probability that a search finds a pair of a similarity. Both are shares of 1. */
  public record CurvePoint(double similarity, double probability) {}

  /**
   * The effect of a threshold of the cosine on labelled pairs.
   *
   * @param found the share of paraphrases at or above it
   * @param hit the share of unrelated pairs at or above it
   * @param used whether the run uses it
   */
  public record Calibration(double threshold, double found, double hit, boolean used) {}

  /**
   * The training of one adapter.
   *
   * @param control whether it learned from shuffled answers
   * @param losses the training loss by step, in order
   * @param validationLosses the loss after each epoch, in order, by step
   */
  public record Training(
      String adapterId,
      String teacher,
      int trainSize,
      boolean control,
      long steps,
      long trainableParameters,
      double validationLoss,
      List<Point> losses,
      List<Point> validationLosses) {}

  /** A loss at a step. */
  public record Point(long step, double loss) {}

  /**
   * An item whose answer changed between right and wrong.
   *
   * @param gained true if right after training, false if right before
   * @param options the option lines shown
   */
  public record Flip(
      String itemId,
      String category,
      boolean gained,
      List<String> options,
      String gold,
      String before,
      String after) {}

  /**
   * The time of a stage.
   *
   * @param amount the number of {@code unit} that the stage handled
   * @param tokens read and written tokens, if the stage runs a model
   */
  public record StageTime(
      String stage,
      double seconds,
      long amount,
      String unit,
      OptionalLong tokens,
      double dollars) {}

  /** Rows of the benchmark that were refused, or that could not be shown to the model. */
  public record Refusal(String reason, long count, List<String> examples) {}

  public ReportData withFlips(List<Flip> others) {
    return new ReportData(
        run, scores, effects, funnel, curation, trainings, samples, diversity, others, stages,
        refusals, notes);
  }

  public ReportData withNotes(List<String> others) {
    return new ReportData(
        run, scores, effects, funnel, curation, trainings, samples, diversity, flips, stages,
        refusals, others);
  }
}
