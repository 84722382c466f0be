package org.wordsight.export;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.wordsight.lora.Adapter;
import org.wordsight.lora.AdapterLayout;
import org.wordsight.lora.KeyLayout;
import org.wordsight.lora.ModuleId;
import org.wordsight.lora.PeftFolder;
import org.wordsight.safetensors.SafetensorsFile;
import org.wordsight.safetensors.TensorEntry;

/** Checks the files of a PEFT folder against the adapter that was trained. */
final class AdapterFiles {
  private AdapterFiles() {}

  /**
   * @throws org.wordsight.error.WordsightException if the folder is no adapter of this model
   */
  static List<Check> checks(Path folder, Adapter trained, KeyLayout layout) {
    Map<String, List<Long>> expected = shapes(trained.layout(), layout);
    List<Check> checks = new ArrayList<>();
    try (SafetensorsFile file = SafetensorsFile.open(folder.resolve(PeftFolder.WEIGHTS))) {
      Map<String, TensorEntry> found = file.entries();
      checks.add(Check.exactly("keys", found.size(), expected.size()));
      checks.add(
          Check.exactly(
              "keys that layout " + layout + " does not have",
              found.keySet().stream().filter(key -> !expected.containsKey(key)).count(),
              0));
      checks.add(
          Check.exactly(
              "tensors of another shape",
              found.values().stream()
                  .filter(entry -> expected.containsKey(entry.name()))
                  .filter(entry -> !entry.shape().equals(expected.get(entry.name())))
                  .count(),
              0));
    }

    checks.add(deadModules(trained));
    Adapter reread = PeftFolder.read(folder, trained.layout().shape());
    checks.add(
        Check.exactly(
            "numbers that are not as trained", differing(reread.values(), trained.values()), 0));
    return checks;
  }

  /** The shape of every tensor, by its key. */
  private static Map<String, List<Long>> shapes(AdapterLayout layout, KeyLayout keys) {
    Map<String, List<Long>> shapes = new TreeMap<>();
    for (ModuleId module : layout.modules()) {
      String name = "base_model.model." + keys.name(layout.shape(), module);
      long rank = layout.rank();
      shapes.put(name + ".lora_A.weight", List.of(rank, (long) layout.inputWidth(module)));
      shapes.put(name + ".lora_B.weight", List.of((long) layout.outputWidth(module), rank));
    }

    return shapes;
  }

  /**
   * Checks for modules that training did not change, or could not change. B begins as zero, so a
   * module whose B is still zero has learned nothing. Text gives cross-attention layers no
   * gradient.
   */
  static Check deadModules(Adapter trained) {
    List<Integer> crossLayers = trained.layout().shape().crossLayers();
    long dead =
        trained.modules().stream()
            .filter(module -> crossLayers.contains(module.layer()) || isZero(trained.b(module)))
            .count();
    return Check.exactly("modules that learned nothing", dead, 0);
  }

  private static boolean isZero(float[] values) {
    return IntStream.range(0, values.length).allMatch(i -> values[i] == 0);
  }

  private static long differing(float[] some, float[] others) {
    return some.length != others.length
        ? Math.max(some.length, others.length)
        : IntStream.range(0, some.length)
            .filter(i -> Float.floatToRawIntBits(some[i]) != Float.floatToRawIntBits(others[i]))
            .count();
  }
}
