package org.wordsight.verify;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.wordsight.error.WordsightException;
import org.wordsight.model.Placement;

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

  /** The number of quantities that hold and that do not. Skipped ones count as neither. */
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
   * @param model the checkpoint's folder; empty for the one in the reference
   * @param placement the device and the format in which the model computes; tolerances are those of
   *     float32
   * @param traced whether hidden states are shown layer by layer, if the reference has them
   * @param consumer receives each quantity as it is compared
   * @throws WordsightException if there is no reference, or its checkpoint cannot be loaded
   */
  public static Summary run(
      Optional<Path> model,
      Path referenceFolder,
      Placement placement,
      boolean traced,
      Consumer<QuantityCheck> consumer) {
    int[] counts = new int[Verdict.values().length];
    Consumer<QuantityCheck> counting =
        check -> {
          counts[check.verdict().ordinal()]++;
          consumer.accept(check);
        };
    try (Reference reference = Reference.open(referenceFolder);
        Subject subject =
            new Subject(reference, model.or(reference::checkpoint), placement, traced)) {
      for (ReferenceCase each : reference.cases()) {
        QuantityChecks checks = new QuantityChecks(each.name(), counting);
        Kind kind = KINDS.get(each.kind());
        if (kind == null) {
          checks.failed("-", "kind " + each.kind() + " is not known");
          continue;
        }
        if (kind.needsModel()) {
          subject.model();
        }
        compare(kind, each, subject, checks);
      }
    }
    return new Summary(counts[Verdict.PASSED.ordinal()], counts[Verdict.FAILED.ordinal()]);
  }

  private static void compare(
      Kind kind, ReferenceCase each, Subject subject, QuantityChecks checks) {
    try {
      kind.compare(each, subject, checks);
    } catch (WordsightException e) {
      checks.failed("-", e.getMessage());
    } catch (RuntimeException e) {
      // The other cases are still compared.
      checks.failed("-", e.toString());
    }
  }
}
