package org.wordsight.report;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.wordsight.data.Question;
import org.wordsight.evaluate.Accuracy;
import org.wordsight.evaluate.PairedComparison;

/**
 * Everything that a report shows, read from a run's tables. Any part may be empty: a run that has
 * only been evaluated has no funnel, and one without adapters no effects.
 */
public record ReportData(
    RunFacts run,
    List<Score> scores,
    List<Effect> effects,
    Optional<Funnel> funnel,
    List<Training> trainings,
    List<Question> samples,
    List<Flip> flips,
    List<StageTime> stages,
    List<Refusal> refusals,
    List<String> notes) {

  /**
   * The run itself.
   *
   * @param benchmark the benchmark's name
   * @param items how many of its items were scored
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
   * @param adapterId absent: the model before training
   * @param arm image, caption or given
   */
  public record Score(
      String model,
      Optional<String> adapterId,
      Optional<String> teacher,
      OptionalInt trainSize,
      String arm,
      Accuracy accuracy) {}

  /** One adapter's comparison with its base. */
  public record Effect(String model, String adapterId, String arm, PairedComparison comparison) {}

  /**
   * What became of the teacher's questions, in counts.
   *
   * @param requests answers of the teacher
   * @param expected questions asked for
   * @param candidates questions that parsed and passed validation
   * @param rejected questions and answers refused before curation, by reason
   * @param duplicates by method
   * @param contaminated candidates with a hit against the benchmark
   * @param surplus kept by every rule, beyond the asked number
   * @param kept what curation left
   * @param train those of the kept that were put aside for training
   * @param validation likewise
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

    /** Questions asked for that stand in no answer, whole or broken. */
    long unwritten() {
      long written = candidates + rejected.values().stream().mapToLong(n -> n).sum();
      return Math.max(0, expected - written);
    }
  }

  /**
   * One adapter's training.
   *
   * @param losses the training loss by step, in order
   * @param validationLosses after each epoch, in order; by step
   */
  public record Training(
      String adapterId,
      String teacher,
      int trainSize,
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
   * @param gained right after training; else right before
   * @param options the lines shown
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
   * What a stage took.
   *
   * @param amount how many of {@code unit}
   * @param tokens read and written, where the stage runs a model
   */
  public record StageTime(
      String stage,
      double seconds,
      long amount,
      String unit,
      OptionalLong tokens,
      double dollars) {}

  /** Rows of the benchmark that were refused or could not be shown to the model. */
  public record Refusal(String reason, long count, List<String> examples) {}

  public ReportData withFlips(List<Flip> others) {
    return new ReportData(
        run, scores, effects, funnel, trainings, samples, others, stages, refusals, notes);
  }

  public ReportData withNotes(List<String> others) {
    return new ReportData(
        run, scores, effects, funnel, trainings, samples, flips, stages, refusals, others);
  }

  /** How the id of an adapter trained on shuffled answers ends. */
  public static final String CONTROL = "-control";

  /** Whether an adapter was trained on shuffled answers. */
  public static boolean isControl(String adapterId) {
    return adapterId.endsWith(CONTROL);
  }
}
