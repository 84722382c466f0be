package org.wordsight.export;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.wordsight.export.ProbedLogits.Distance;
import org.wordsight.lora.Adapter;
import org.wordsight.lora.AdapterLayout;
import org.wordsight.lora.AdapterMemory;
import org.wordsight.lora.KeyLayout;
import org.wordsight.lora.ModuleId;
import org.wordsight.lora.PeftFolder;
import org.wordsight.model.Checkpoint;
import org.wordsight.model.LoadedModel;
import org.wordsight.model.Placement;
import org.wordsight.model.Purpose;
import org.wordsight.model.layer.LoraWeights;
import org.wordsight.tensor.Scope;

/**
 * Checks the files of an export. They are read back and compared with the trained adapter. Then the
 * model is run with them. Its logits must differ from those of the base, and a merged checkpoint
 * must stay near the adapter.
 */
public final class ExportProof {
  /** The share of an adapter's own change by which its merged form may differ, on average. */
  private static final double MEAN_DRIFT = 0.5;

  private final Checkpoint base;
  private final Adapter trained;
  private final Optional<Placement> placement;

  /**
   * @param base the checkpoint on which the adapter was trained; owned by the caller
   * @param placement the device and the format in which models compute; absent if only files are
   *     checked
   */
  public ExportProof(Checkpoint base, Adapter trained, Optional<Placement> placement) {
    this.base = base;
    this.trained = trained;
    this.placement = placement;
  }

  /**
   * The checks of a PEFT folder.
   *
   * @throws org.wordsight.error.WordsightException if it cannot be read back
   */
  public List<Check> ofAdapter(Path folder, KeyLayout layout) {
    List<Check> checks = new ArrayList<>(AdapterFiles.checks(folder, trained, layout));
    placement.ifPresent(
        place -> {
          Adapter written = PeftFolder.read(folder, trained.layout().shape());
          checks.addAll(changes(outputs(place, written)));
        });
    checks.addAll(Servers.warnings(trained));
    return checks;
  }

  /**
   * The checks of a merged checkpoint.
   *
   * @param layout the names of tensors; empty for those of the base
   * @throws org.wordsight.error.WordsightException if it cannot be read back
   */
  public List<Check> ofMerged(Path folder, Optional<KeyLayout> layout) {
    List<Check> checks = new ArrayList<>(new MergedFiles(base, trained).checks(folder, layout));
    placement.ifPresent(
        place -> {
          Outputs outputs = outputs(place, trained);
          checks.addAll(changes(outputs));
          checks.addAll(drift(outputs, merged(place, folder)));
        });
    return checks;
  }

  /**
   * @param nothing the base with an adapter that adds zeros: kernels round differently with an
   *     adapter
   */
  private record Outputs(ProbedLogits base, ProbedLogits nothing, ProbedLogits adapter) {
    double rounding() {
      return nothing.from(base).largest();
    }

    Distance change() {
      return adapter.from(base);
    }
  }

  private Outputs outputs(Placement place, Adapter adapter) {
    try (LoadedModel model =
            LoadedModel.load(base.folder(), place.precision(), place.device(), Purpose.ANSWER);
        Scope scope = model.device().scope()) {
      return new Outputs(
          ProbedLogits.of(model, LoraWeights.none()),
          ProbedLogits.of(model, AdapterMemory.bind(scope, withoutB(adapter))),
          ProbedLogits.of(model, AdapterMemory.bind(scope, adapter)));
    }
  }

  private static Adapter withoutB(Adapter adapter) {
    AdapterLayout layout = adapter.layout();
    float[] values = adapter.values().clone();
    for (ModuleId module : layout.modules()) {
      int start = layout.startOfB(module);
      Arrays.fill(values, start, Math.toIntExact(start + layout.elementsOfB(module)), 0);
    }

    return new Adapter(layout, adapter.alpha(), values);
  }

  private static ProbedLogits merged(Placement place, Path folder) {
    try (LoadedModel model =
        LoadedModel.load(folder, place.precision(), place.device(), Purpose.ANSWER)) {
      return ProbedLogits.of(model, LoraWeights.none());
    }
  }

  private static List<Check> changes(Outputs outputs) {
    Distance change = outputs.change();
    return List.of(
        Check.exactly("logits that are not finite", change.notFinite(), 0),
        Check.above(
            "largest change of a logit by the adapter", change.largest(), outputs.rounding()));
  }

  /**
   * The drift is measured against the adapter's own change. With a larger drift, the base would be
   * as near as the adapter.
   */
  private static List<Check> drift(Outputs outputs, ProbedLogits merged) {
    Distance change = outputs.change();
    Distance drift = merged.from(outputs.adapter());
    return List.of(
        Check.exactly("logits of the merged checkpoint that are not finite", drift.notFinite(), 0),
        Check.atMost(
            "largest drift of a logit, merged against adapter", drift.largest(), change.largest()),
        Check.atMost(
            "mean drift of logits, merged against adapter",
            drift.mean(),
            MEAN_DRIFT * change.mean()));
  }
}
