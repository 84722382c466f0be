package org.wordsight.train;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.wordsight.config.TrainingConfig.GradientPrecision;
import org.wordsight.data.Sha256;
import org.wordsight.lora.Adapter;
import org.wordsight.lora.LanguageShape;
import org.wordsight.lora.ModuleId;

/**
 * Everything that decides a training run's bits, by name. A checkpoint is continued only where all
 * of it is the same but the machine. On another machine a training goes on with other last bits,
 * and says so.
 *
 * @param fields values by name; weights and samples as hashes
 */
public record Fingerprint(Map<String, String> fields) {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** Raised whenever the same inputs give other bits. */
  private static final String ARITHMETIC = "2";

  private static final String ABSENT = "(absent)";
  private static final String DEVICE = "the device";
  private static final String LIBRARY = "the library";
  private static final String THREADS = "the threads of an operation";
  private static final Set<String> OF_THE_MACHINE = Set.of(DEVICE, LIBRARY, THREADS);

  public Fingerprint {
    fields = Collections.unmodifiableMap(new LinkedHashMap<>(fields));
  }

  /**
   * @param model identifies the weights and their precision
   * @param machine the machine that computes
   */
  public static Fingerprint of(
      String model,
      TrainingSettings settings,
      Adapter initial,
      List<TrainingExample> examples,
      List<TrainingExample> validation,
      TrainingMachine machine) {
    Map<String, String> fields = new LinkedHashMap<>();
    fields.put("the arithmetic of training", ARITHMETIC);
    fields.put("the student's weights", model);
    fields.put("training.epochs", String.valueOf(settings.epochs()));
    fields.put("training.learningRate", String.valueOf(settings.learningRate()));
    fields.put("training.schedule", settings.schedule().name());
    fields.put("training.warmupSteps", String.valueOf(settings.warmupSteps()));
    fields.put("training.batchSize", String.valueOf(settings.batchSize()));
    fields.put("training.logicalShards", String.valueOf(settings.logicalShards()));
    fields.put("training.microBatchTokens", String.valueOf(settings.microBatchTokens()));
    fields.put("training.maximumGradientNorm", String.valueOf(settings.maximumGradientNorm()));
    // Checkpoints of a version without this key have no such field, and float32.
    if (settings.gradientPrecision() != GradientPrecision.FLOAT32) {
      fields.put("training.gradientPrecision", settings.gradientPrecision().name());
    }
    fields.put("training.seed", String.valueOf(settings.seed()));
    fields.put("lora.rank", String.valueOf(initial.rank()));
    fields.put("lora.alpha", String.valueOf(initial.alpha()));
    fields.put("lora.dropout", String.valueOf(settings.dropout()));
    fields.put("the language part's shape", shape(initial.layout().shape()));
    fields.put("the adapted modules", new Sha256().add(modules(initial)).hex());
    fields.put("the training samples", hash(examples));
    fields.put("the validation samples", hash(validation));
    fields.put(DEVICE, machine.device());
    fields.put(LIBRARY, machine.library());
    fields.put(THREADS, machine.threads());
    return new Fingerprint(fields);
  }

  /** The text to store with a checkpoint: the fields as JSON. */
  public String text() {
    try {
      return JSON.writeValueAsString(fields);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Reads a {@link #text()}. */
  static Fingerprint parse(String text) {
    Map<String, String> fields = new LinkedHashMap<>();
    try {
      JSON.readTree(text)
          .fields()
          .forEachRemaining(f -> fields.put(f.getKey(), f.getValue().asText()));
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("No fingerprint: " + text, e);
    }

    return new Fingerprint(fields);
  }

  /**
   * The changes since a checkpoint was made, one text each: {@code lora.rank was 32, is 16}.
   *
   * @param stored the earlier {@link #text()}
   */
  public List<String> changesSince(String stored) {
    return changes(stored, name -> true);
  }

  /** The changes that make another training, whatever the machine is. */
  List<String> otherWorkSince(String stored) {
    return changes(stored, name -> !OF_THE_MACHINE.contains(name));
  }

  /** The changes of the machine alone. */
  List<String> otherMachineSince(String stored) {
    return changes(stored, OF_THE_MACHINE::contains);
  }

  private List<String> changes(String stored, Predicate<String> counts) {
    JsonNode earlier;
    try {
      earlier = JSON.readTree(stored);
    } catch (JsonProcessingException e) {
      return List.of("another version made it and did not say with what");
    }

    List<String> names = new ArrayList<>(fields.keySet());
    earlier.fieldNames().forEachRemaining(name -> addIfNew(names, name));
    return names.stream()
        .filter(counts)
        .filter(name -> !earlier.path(name).asText(ABSENT).equals(of(name)))
        .map(name -> name + " was " + earlier.path(name).asText(ABSENT) + ", is " + of(name))
        .toList();
  }

  private static void addIfNew(List<String> names, String name) {
    if (!names.contains(name)) {
      names.add(name);
    }
  }

  private String of(String name) {
    return fields.getOrDefault(name, ABSENT);
  }

  private static String hash(List<TrainingExample> examples) {
    Sha256 hash = new Sha256();
    for (TrainingExample example : examples) {
      ByteBuffer ids = ByteBuffer.allocate(Integer.BYTES * (1 + example.length()));
      ids.putInt(example.firstTarget()).asIntBuffer().put(example.ids());
      hash.add(example.id()).add(ids.array());
    }

    return hash.hex();
  }

  private static String shape(LanguageShape shape) {
    return "modelType="
        + shape.modelType()
        + ", layers="
        + shape.layers()
        + ", hiddenWidth="
        + shape.hiddenWidth()
        + ", queryWidth="
        + shape.queryWidth()
        + ", keyValueWidth="
        + shape.keyValueWidth()
        + ", feedForwardWidth="
        + shape.feedForwardWidth()
        + ", crossLayers="
        + shape.crossLayers();
  }

  private static String modules(Adapter adapter) {
    List<String> modules = new ArrayList<>();
    for (ModuleId module : adapter.modules()) {
      modules.add("layer=" + module.layer() + ", projection=" + module.projection().name());
    }

    return String.join("; ", modules);
  }
}
