package org.wordsight.train;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.wordsight.config.TrainingConfig.GradientPrecision;
import org.wordsight.data.Sha256;
import org.wordsight.lora.AdapterStart;
import org.wordsight.lora.LanguageShape;
import org.wordsight.lora.ModuleId;

/**
 * Everything that decides a training run's bits, by name. A checkpoint is continued only if the
 * run's own facts are the same. The facts about the machine may differ; see {@link
 * TrainingMachine}.
 *
 * @param fields the run's own values by name; weights and samples as hashes
 * @param machine the values of the machine by name
 */
public record Fingerprint(Map<String, String> fields, Map<String, String> machine) {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** Raised whenever the same inputs give other bits. */
  private static final String ARITHMETIC = "2";

  private static final String ABSENT = "(absent)";

  public Fingerprint {
    fields = Collections.unmodifiableMap(new LinkedHashMap<>(fields));
    machine = Collections.unmodifiableMap(new LinkedHashMap<>(machine));
  }

  /** The facts of a run whose machine is not known. */
  Fingerprint(Map<String, String> fields) {
    this(fields, Map.of());
  }

  /**
   * The changes since a checkpoint was made, one text each: {@code lora.rank was 32, is 16}.
   *
   * @param ofTheRun changes that make it another training
   * @param ofTheMachine changes after which numbers may be rounded differently
   */
  public record Changes(List<String> ofTheRun, List<String> ofTheMachine) {
    public Changes {
      ofTheRun = List.copyOf(ofTheRun);
      ofTheMachine = List.copyOf(ofTheMachine);
    }

    /** All changes, in the order of the fields. */
    public List<String> all() {
      return Stream.concat(ofTheRun.stream(), ofTheMachine.stream()).toList();
    }
  }

  /**
   * @param model identifies the weights and their precision
   * @param machine the machine that computes
   */
  public static Fingerprint of(
      String model,
      TrainingSettings settings,
      AdapterStart initial,
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
    // Checkpoints of a version without this key have no such field. They were computed with
    // float32.
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
    return new Fingerprint(fields, machine.fields());
  }

  /** The text to store with a checkpoint: the fields as JSON. */
  public String text() {
    try {
      return JSON.writeValueAsString(all());
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The machine in one text; see {@link TrainingMachine#text}. */
  String machineText() {
    return TrainingMachine.text(machine);
  }

  private Map<String, String> all() {
    Map<String, String> all = new LinkedHashMap<>(fields);
    all.putAll(machine);
    return all;
  }

  /** Reads a {@link #text()}. */
  static Fingerprint parse(String text) {
    Map<String, String> fields = new LinkedHashMap<>();
    Map<String, String> machine = new LinkedHashMap<>();
    try {
      JSON.readTree(text)
          .fields()
          .forEachRemaining(
              field ->
                  (TrainingMachine.NAMES.contains(field.getKey()) ? machine : fields)
                      .put(field.getKey(), field.getValue().asText()));
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("No fingerprint: " + text, e);
    }

    return new Fingerprint(fields, machine);
  }

  /**
   * The changes since a checkpoint was made.
   *
   * @param stored the earlier {@link #text()}
   */
  public Changes changesSince(String stored) {
    JsonNode earlier;
    try {
      earlier = JSON.readTree(stored);
    } catch (JsonProcessingException e) {
      return new Changes(List.of("another version made it and did not say with what"), List.of());
    }

    Map<String, String> now = all();
    Set<String> names = new LinkedHashSet<>(now.keySet());
    earlier.fieldNames().forEachRemaining(names::add);
    List<String> ofTheRun = new ArrayList<>();
    List<String> ofTheMachine = new ArrayList<>();
    for (String name : names) {
      String was = earlier.path(name).asText(ABSENT);
      String is = now.getOrDefault(name, ABSENT);
      if (!was.equals(is)) {
        (TrainingMachine.NAMES.contains(name) ? ofTheMachine : ofTheRun)
            .add(name + " was " + was + ", is " + is);
      }
    }

    return new Changes(ofTheRun, ofTheMachine);
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

  private static String modules(AdapterStart adapter) {
    List<String> modules = new ArrayList<>();
    for (ModuleId module : adapter.modules()) {
      modules.add("layer=" + module.layer() + ", projection=" + module.projection().name());
    }

    return String.join("; ", modules);
  }
}
