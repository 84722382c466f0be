package org.wordsight.export;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.wordsight.lora.Adapter;
import org.wordsight.lora.KeyLayout;
import org.wordsight.lora.ModuleId;
import org.wordsight.model.Checkpoint;
import org.wordsight.safetensors.TensorEntry;

/** Checks the files of a merged checkpoint against its base and the trained adapter. */
final class MergedFiles {
  private static final int BLOCK_BYTES = 1 << 24;

  private final Checkpoint base;
  private final Adapter trained;
  private final Map<String, ModuleId> adapted = new HashMap<>();

  MergedFiles(Checkpoint base, Adapter trained) {
    this.base = base;
    this.trained = trained;
    for (ModuleId module : trained.modules()) {
      adapted.put(base.weight(module.layer(), module.projection()).name(), module);
    }
  }

  /**
   * @param layout the names of tensors; empty for those of the base
   * @throws org.wordsight.error.WordsightException if the folder is no checkpoint
   */
  List<Check> checks(Path folder, Optional<KeyLayout> layout) {
    List<Check> checks = new ArrayList<>();
    try (Checkpoint merged = Checkpoint.open(folder)) {
      Map<String, TensorEntry> before = base.tensors().entries();
      Map<String, TensorEntry> after = merged.tensors().entries();
      Map<String, String> names =
          before.keySet().stream()
              .collect(
                  Collectors.toMap(
                      name -> name,
                      name ->
                          layout
                              .map(keys -> keys.tensorName(base.modelType(), name))
                              .orElse(name)));
      Set<String> unknown = new TreeSet<>(after.keySet());
      unknown.removeAll(names.values());
      checks.add(Check.exactly("keys", after.size(), before.size()));
      checks.add(Check.exactly("keys that the layout does not have", unknown.size(), 0));
      checks.add(
          Check.exactly(
              "tensors of another shape or type",
              before.values().stream()
                  .filter(entry -> !isAlike(entry, after.get(names.get(entry.name()))))
                  .count(),
              0));
      if (checks.stream().allMatch(check -> check.outcome() == Check.Outcome.PASSED)) {
        checks.addAll(contents(merged, names));
      }
    }

    return checks;
  }

  private static boolean isAlike(TensorEntry before, TensorEntry after) {
    return after != null && before.shape().equals(after.shape()) && before.dtype() == after.dtype();
  }

  private List<Check> contents(Checkpoint merged, Map<String, String> names) {
    int changed = 0;
    int lost = 0;
    long wrong = 0;
    for (TensorEntry before : base.tensors().entries().values()) {
      TensorEntry after = merged.tensors().entries().get(names.get(before.name()));
      boolean same = sameBytes(before, merged, after);
      ModuleId module = adapted.get(before.name());
      if (module == null) {
        changed += same ? 0 : 1;
      } else {
        lost += same ? 1 : 0;
        wrong += new SampledRows(trained, module).wrong(base, before, merged, after);
      }
    }

    return List.of(
        Check.exactly("other tensors that changed", changed, 0),
        AdapterFiles.deadModules(trained),
        Check.exactly("adapted weights that rounding left as they were", lost, 0),
        Check.exactly("numbers that are not base and adapter, rounded once", wrong, 0));
  }

  private boolean sameBytes(TensorEntry before, Checkpoint merged, TensorEntry after) {
    for (long from = 0; from < before.bytes(); from += BLOCK_BYTES) {
      int count = Math.toIntExact(Math.min(BLOCK_BYTES, before.bytes() - from));
      ByteBuffer one = base.tensors().map(before, from, count);
      if (!one.equals(merged.tensors().map(after, from, count))) {
        return false;
      }
    }

    return true;
  }
}
