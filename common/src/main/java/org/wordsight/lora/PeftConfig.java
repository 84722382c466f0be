package org.wordsight.lora;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.wordsight.error.JsonProblem;
import org.wordsight.error.WordsightException;
import org.wordsight.files.FileKind;
import org.wordsight.files.InputFile;
import org.wordsight.json.Json;
import org.wordsight.model.layer.Projection;

/**
 * The keys of PEFT's adapter_config.json that are used here. A key is refused if it is not known,
 * or if it changes the arithmetic in a way that is not supported.
 */
record PeftConfig(int rank, double alpha, double dropout, TargetModules targets) {
  static final String FILE = "adapter_config.json";

  private static final JsonMapper JSON = Json.mapper();

  /** Keys that are read here, and keys that do not change what a finished adapter computes. */
  private static final Set<String> HARMLESS =
      Set.of(
          "auto_mapping",
          "base_model_name_or_path",
          "eva_config",
          "inference_mode",
          "init_lora_weights",
          "loftq_config",
          "lora_alpha",
          "lora_dropout",
          "megatron_core",
          "peft_type",
          "peft_version",
          "qalora_group_size",
          "r",
          "revision",
          "runtime_config",
          "target_modules",
          "task_type");

  /** Ways to begin training that do not change the base model. */
  private static final Set<String> PLAIN_BEGINNINGS = Set.of("gaussian", "eva", "orthogonal");

  static PeftConfig read(Path folder) {
    Path file = folder.resolve(FILE);
    JsonNode config = parse(file);
    requireText(file, config, "peft_type", "LORA");
    requirePlainBeginning(file, config);
    requireText(file, config, "bias", "none");
    requireNothingElse(file, config);
    require(file, config, "r", isWhole(config.path("r")), "a whole number");
    int rank = config.path("r").asInt();
    boolean possible = rank >= 1 && rank <= PeftFolder.MAXIMUM_RANK;
    require(file, config, "r", possible, "between 1 and " + PeftFolder.MAXIMUM_RANK);
    JsonNode alpha = config.path("lora_alpha");
    boolean finite = alpha.isNumber() && Double.isFinite(alpha.doubleValue());
    require(file, config, "lora_alpha", finite, "a number");
    return new PeftConfig(
        rank, alpha.doubleValue(), config.path("lora_dropout").asDouble(0), targets(file, config));
  }

  private static boolean isWhole(JsonNode number) {
    return number.isIntegralNumber() && number.canConvertToInt();
  }

  /**
   * PiSSA, OLoRA, CorDA, LoftQ, LoRA-GA and others remove a part of the base model's weights when
   * training begins. With unchanged weights, such an adapter gives other results.
   */
  private static void requirePlainBeginning(Path file, JsonNode config) {
    JsonNode how = config.path("init_lora_weights");
    boolean plain = isNothing(how) || how.isBoolean() || PLAIN_BEGINNINGS.contains(how.asText());
    if (!plain) {
      throw WordsightException.input(
          "Cannot load an adapter: init_lora_weights is %s in %s, expected true, false, gaussian, eva or orthogonal: such an adapter belongs to a base model with changed weights. Convert it to plain LoRA with PEFT (save_pretrained with path_initial_model_for_weight_conversion)."
              .formatted(how, file));
    }
  }

  /** Any other key changes the computation, or is unknown. It must have an empty value. */
  private static void requireNothingElse(Path file, JsonNode config) {
    config
        .fields()
        .forEachRemaining(
            field -> {
              String key = field.getKey();
              JsonNode value = field.getValue();
              if (!HARMLESS.contains(key) && !key.equals("bias") && !isNothing(value)) {
                throw refused(file, key, value, "none, false or empty");
              }
            });
  }

  /** The values that PEFT writes for everything that an adapter does not use. */
  private static boolean isNothing(JsonNode value) {
    return value.isMissingNode()
        || value.isNull()
        || (value.isBoolean() && !value.booleanValue())
        || (value.isContainerNode() && value.isEmpty());
  }

  private static JsonNode parse(Path file) {
    try {
      JsonNode config = JSON.readTree(InputFile.text(file, FileKind.CONFIGURATION));
      if (config.isObject()) {
        return config;
      }
      throw WordsightException.input(
          "Cannot load an adapter: " + file + " is no JSON object. Copy the file again.");
    } catch (JsonProcessingException e) {
      throw WordsightException.input(
          "Cannot load an adapter: "
              + file
              + " is no JSON ("
              + JsonProblem.of(e)
              + "). Copy the file again.",
          e);
    } catch (IOException e) {
      throw WordsightException.input(
          "Cannot load an adapter: "
              + file
              + " cannot be read. Give a folder that PEFT or export wrote.",
          e);
    }
  }

  private static TargetModules targets(Path file, JsonNode config) {
    JsonNode targets = config.path("target_modules");
    if (targets.isTextual()) {
      return TargetModules.expression(targets.asText());
    }
    require(
        file,
        config,
        "target_modules",
        targets.isArray() && !targets.isEmpty(),
        "a regular expression or a list of names");
    List<String> suffixes = new ArrayList<>();
    targets.forEach(target -> suffixes.add(target.asText()));
    return TargetModules.suffixes(suffixes);
  }

  private static void requireText(Path file, JsonNode config, String key, String allowed) {
    JsonNode value = config.path(key);
    boolean holds = value.isMissingNode() || value.isNull() || value.asText().equals(allowed);
    require(file, config, key, holds, allowed);
  }

  private static void require(
      Path file, JsonNode config, String key, boolean holds, String allowed) {
    if (!holds) {
      throw refused(file, key, config.path(key), allowed);
    }
  }

  private static WordsightException refused(Path file, String key, JsonNode value, String allowed) {
    return WordsightException.input(
        "Cannot load an adapter: "
            + key
            + " is "
            + (value.isMissingNode() ? "missing" : value)
            + " in "
            + file
            + ", expected "
            + allowed
            + ". Only plain LoRA of language projections is supported.");
  }

  /**
   * The file's text: sorted keys, and only fields that loaders of many versions know.
   *
   * @param baseModel the value of {@code base_model_name_or_path}
   */
  static String text(Adapter adapter, double dropout, String baseModel) throws IOException {
    TreeMap<String, Object> config = new TreeMap<>();
    config.put("base_model_name_or_path", baseModel);
    config.put("bias", "none");
    config.put("fan_in_fan_out", false);
    config.put("inference_mode", true);
    config.put("init_lora_weights", true);
    config.put("lora_alpha", wholeIfPossible(adapter.alpha()));
    config.put("lora_dropout", dropout);
    config.put("modules_to_save", null);
    config.put("peft_type", "LORA");
    config.put("r", adapter.rank());
    config.put("target_modules", targetNames(adapter));
    config.put("task_type", "CAUSAL_LM");
    DefaultPrettyPrinter printer =
        new DefaultPrettyPrinter().withObjectIndenter(new DefaultIndenter("  ", "\n"));
    printer.indentArraysWith(new DefaultIndenter("  ", "\n"));
    return new ObjectMapper()
            .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
            .writer(printer)
            .writeValueAsString(config)
        + "\n";
  }

  private static Object wholeIfPossible(double number) {
    if (number == Math.rint(number)) {
      return (long) number;
    }
    return number;
  }

  /**
   * The names of the adapted modules. They are the projections' last names if every layer is
   * adapted and no vision module has the same names. Otherwise they are a regular expression, since
   * full names differ between layouts.
   */
  private static Object targetNames(Adapter adapter) {
    List<ModuleId> modules = adapter.modules();
    List<Projection> projections = modules.stream().map(ModuleId::projection).distinct().toList();
    LanguageShape shape = adapter.layout().shape();
    boolean everyLayer =
        shape.crossLayers().isEmpty() && modules.size() == projections.size() * shape.layers();
    String modelType = shape.modelType();
    if (everyLayer && !KeyLayout.sharesLastNames(modelType)) {
      return projections.stream()
          .map(
              projection ->
                  projection.moduleName().substring(projection.moduleName().indexOf('.') + 1))
          .sorted()
          .toList();
    }
    return everyLayer
        ? layers(modelType) + "\\d+\\." + oneOf(projections.stream().map(Projection::moduleName))
        : layers(modelType)
            + oneOf(modules.stream().map(m -> m.layer() + "." + shape.nameInLayer(m)));
  }

  /** An expression for the text before a layer's number. */
  private static String layers(String modelType) {
    return KeyLayout.sharesLastNames(modelType)
        ? oneOf(Stream.of(KeyLayout.values()).map(layout -> layout.prefix(modelType)))
        : "(?:.*\\.)?layers\\.";
  }

  private static String oneOf(Stream<String> names) {
    return names.map(name -> name.replace(".", "\\.")).collect(Collectors.joining("|", "(?:", ")"));
  }
}
