package org.wordsight.lora;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.wordsight.data.Sha256;
import org.wordsight.error.IoReason;
import org.wordsight.error.WordsightException;
import org.wordsight.safetensors.SafetensorsFile;
import org.wordsight.safetensors.SafetensorsWriter;
import org.wordsight.safetensors.TensorEntry;
import org.wordsight.safetensors.TensorSource;

/**
 * An adapter in PEFT's files: adapter_config.json and adapter_model.safetensors. A key is {@code
 * base_model.model.}, the module's name, and {@code .lora_A.weight} [r, in] or {@code
 * .lora_B.weight} [out, r].
 */
public final class PeftFolder {
  /** The weights' file name. */
  public static final String WEIGHTS = "adapter_model.safetensors";

  /** The name of the file that loaders read first. */
  public static final String CONFIG = PeftConfig.FILE;

  /** A larger rank is a mistake or a sign of a damaged file. No useful adapter has such a rank. */
  public static final int MAXIMUM_RANK = 4096;

  /**
   * The weights of older releases of PEFT. They are a program's objects, which are not read here.
   */
  private static final String PICKLED = "adapter_model.bin";

  private static final Pattern KEY =
      Pattern.compile("base_model\\.model\\.(.+)\\.lora_([AB])\\.weight");

  private PeftFolder() {}

  /**
   * Reads an adapter for a model of this shape, in either key layout.
   *
   * @throws WordsightException if a key names no language projection of the model, if a matrix is
   *     missing, has another shape or contains a NaN, or if the file does not match target_modules
   */
  public static Adapter read(Path folder, LanguageShape shape) {
    PeftConfig config = PeftConfig.read(folder);
    requireSafetensors(folder);
    try (SafetensorsFile file = SafetensorsFile.open(folder.resolve(WEIGHTS))) {
      Map<String, String> keys = new HashMap<>();
      Set<ModuleId> modules = new TreeSet<>();
      for (TensorEntry entry : file.entries().values()) {
        Matcher key = KEY.matcher(entry.name());
        Optional<ModuleId> module =
            key.matches() ? moduleNamed(shape, key.group(1)) : Optional.empty();
        ModuleId found = module.orElseThrow(() -> unknownModule(folder, entry.name(), shape));
        modules.add(found);
        if (keys.put(slot(found, key.group(2)), entry.name()) != null) {
          throw broken(folder, entry.name() + " is there in both key layouts");
        }
      }
      requireTargets(folder, config, shape, modules);
      AdapterLayout layout = new AdapterLayout(shape, config.rank(), List.copyOf(modules));
      float[] values = new float[layout.size()];
      for (ModuleId module : modules) {
        copy(
            file,
            keys,
            slot(module, "A"),
            values,
            layout.startOfA(module),
            shapeOfA(layout, module));
        copy(
            file,
            keys,
            slot(module, "B"),
            values,
            layout.startOfB(module),
            shapeOfB(layout, module));
      }
      return new Adapter(layout, config.alpha(), values);
    }
  }

  private static void requireSafetensors(Path folder) {
    if (!Files.exists(folder.resolve(WEIGHTS)) && Files.exists(folder.resolve(PICKLED))) {
      throw WordsightException.input(
          "Cannot load the adapter %s: its weights are in %s, expected %s. Load it with PEFT and save it again with save_pretrained(…, safe_serialization=True)."
              .formatted(folder, PICKLED, WEIGHTS));
    }
  }

  private static String slot(ModuleId module, String factor) {
    return module.layer() + "." + module.projection().moduleName() + ".lora_" + factor;
  }

  private static Optional<ModuleId> moduleNamed(LanguageShape shape, String name) {
    for (KeyLayout layout : KeyLayout.values()) {
      Optional<ModuleId> module = layout.module(shape, name);
      if (module.isPresent()) {
        return module;
      }
    }
    return Optional.empty();
  }

  private static void requireTargets(
      Path folder, PeftConfig config, LanguageShape shape, Set<ModuleId> found) {
    Set<ModuleId> expected = new HashSet<>(config.targets().select(shape));
    if (!expected.equals(found)) {
      Set<ModuleId> missing = new TreeSet<>(expected);
      missing.removeAll(found);
      Set<ModuleId> surplus = new TreeSet<>(found);
      surplus.removeAll(expected);
      String first =
          missing.isEmpty()
              ? "the first that it does not name is " + surplus.iterator().next()
              : "the first missing is " + missing.iterator().next();
      throw broken(
          folder,
          "it adapts "
              + found.size()
              + " modules, but target_modules names "
              + expected.size()
              + " ("
              + first
              + ")");
    }
  }

  private static List<Long> shapeOfA(AdapterLayout layout, ModuleId module) {
    return List.of((long) layout.rank(), (long) layout.inputWidth(module));
  }

  private static List<Long> shapeOfB(AdapterLayout layout, ModuleId module) {
    return List.of((long) layout.outputWidth(module), (long) layout.rank());
  }

  private static void copy(
      SafetensorsFile file,
      Map<String, String> keys,
      String slot,
      float[] values,
      int start,
      List<Long> expected) {
    Path folder = file.path().getParent();
    String key = keys.get(slot);
    if (key == null) {
      throw broken(folder, "layer " + slot + " is missing beside its other factor");
    }
    List<Long> shape = file.entry(key).shape();
    if (!shape.equals(expected)) {
      throw broken(
          folder,
          key
              + " has shape "
              + shape
              + ", expected "
              + expected
              + " for this model and r in "
              + PeftConfig.FILE);
    }
    float[] matrix = file.floats(key);
    for (float value : matrix) {
      if (!Float.isFinite(value)) {
        throw broken(folder, key + " holds " + value);
      }
    }
    System.arraycopy(matrix, 0, values, start, matrix.length);
  }

  private static WordsightException unknownModule(Path folder, String key, LanguageShape shape) {
    return broken(
        folder,
        "the key "
            + key
            + " names no language projection of a "
            + shape.modelType()
            + " model with "
            + shape.layers()
            + " layers");
  }

  private static WordsightException broken(Path folder, String problem) {
    return WordsightException.input(
        "Cannot load the adapter "
            + folder.resolve(WEIGHTS)
            + ": "
            + problem
            + ". Use an adapter made for this model.");
  }

  /**
   * Writes both files into an existing folder.
   *
   * @param baseModel name of the model, for people and loaders
   */
  public static void write(
      Path folder, Adapter adapter, KeyLayout layout, double dropout, String baseModel) {
    SafetensorsWriter.write(
        folder.resolve(WEIGHTS),
        SafetensorsWriter.PYTORCH,
        tensors(adapter.layout(), FloatBuffer.wrap(adapter.values()), layout));
    try {
      Files.writeString(
          folder.resolve(PeftConfig.FILE), PeftConfig.text(adapter, dropout, baseModel), UTF_8);
    } catch (IOException e) {
      throw WordsightException.input(
          "Cannot write "
              + folder.resolve(PeftConfig.FILE)
              + ": "
              + IoReason.of(e)
              + ". Check the disk and its permissions.",
          e);
    }
  }

  /** The SHA-256, in hex, of the weights' file that {@link #write} would write. */
  public static String sha256(Adapter adapter, KeyLayout layout) {
    return sha256(adapter.layout(), FloatBuffer.wrap(adapter.values()), layout);
  }

  /**
   * The same for an adapter whose vector is anywhere in memory.
   *
   * @param values every A and B, in the order of {@code places}
   */
  public static String sha256(AdapterLayout places, FloatBuffer values, KeyLayout layout) {
    try {
      return Sha256.ofContent(
          out ->
              SafetensorsWriter.write(
                  out, SafetensorsWriter.PYTORCH, tensors(places, values, layout)));
    } catch (IOException e) {
      throw new IllegalStateException("Cannot hash in memory", e);
    }
  }

  private static List<TensorSource> tensors(
      AdapterLayout layout, FloatBuffer values, KeyLayout keys) {
    List<TensorSource> tensors = new ArrayList<>();
    for (ModuleId module : layout.modules()) {
      String name = "base_model.model." + keys.name(layout.shape(), module);
      tensors.add(
          source(
              name + ".lora_A.weight", values, layout.startOfA(module), shapeOfA(layout, module)));
      tensors.add(
          source(
              name + ".lora_B.weight", values, layout.startOfB(module), shapeOfB(layout, module)));
    }
    return tensors;
  }

  private static TensorSource source(String name, FloatBuffer values, int start, List<Long> shape) {
    int count = Math.toIntExact(shape.get(0) * shape.get(1));
    return TensorSource.floats(name, values.slice(start, count), shape.get(0), shape.get(1));
  }
}
