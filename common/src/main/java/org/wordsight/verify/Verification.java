package org.wordsight.verify;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.wordsight.error.WordsightException;

/** Compares a checkpoint under our code with a stored reference, case by case. */
public final class Verification {
  private static final Map<String, Kind> KINDS =
      Map.of(
          "chat", new ChatKind(),
          "batch", new BatchKind(),
          "template_error", new TemplateErrorKind(),
          "pixels", new PixelsKind(),
          "lora", new LoraKind(),
          "merge", new MergeKind(),
          "decode", new DecodeKind(),
          "errors", new ErrorsKind());

  private Verification() {}

  /** How many quantities hold, and how many do not; skipped ones are in neither. */
  public record Summary(int passed, int failed) {
    /** The last line. */
    @Override
    public String toString() {
      return passed + " passed, " + failed + " failed";
    }
  }

  /**
   * Compares every case. A case that cannot be computed counts as one failed quantity.
   *
   * @param model the checkpoint's folder; empty for the one that the reference brings
   * @param traced whether hidden states, where the reference holds them, are shown layer by layer
   * @param consumer is given each quantity as it is compared
   * @throws WordsightException if there is no reference, or the checkpoint that it needs cannot be
   *     loaded
   */
  public static Summary run(
      Optional<Path> model, Path referenceFolder, boolean traced, Consumer<Comparison> consumer) {
    int[] counts = new int[Verdict.values().length];
    Consumer<Comparison> counting =
        comparison -> {
          counts[comparison.verdict().ordinal()]++;
          consumer.accept(comparison);
        };
    try (Reference reference = Reference.open(referenceFolder);
        Subject subject = new Subject(reference, model.or(reference::checkpoint), traced)) {
      for (ReferenceCase each : reference.cases()) {
        Comparisons comparisons = new Comparisons(each.name(), counting);
        Kind kind = KINDS.get(each.kind());
        if (kind == null) {
          comparisons.failed("-", "kind " + each.kind() + " is not known");
          continue;
        }
        if (kind.needsModel()) {
          subject.model();
        }
        compare(kind, each, subject, comparisons);
      }
    }
    return new Summary(counts[Verdict.PASSED.ordinal()], counts[Verdict.FAILED.ordinal()]);
  }

  private static void compare(
      Kind kind, ReferenceCase each, Subject subject, Comparisons comparisons) {
    try {
      kind.compare(each, subject, comparisons);
    } catch (WordsightException e) {
      comparisons.failed("-", e.getMessage());
    } catch (RuntimeException e) {
      // The other cases still say something.
      comparisons.failed("-", e.toString());
    }
  }
}
