package org.wordsight.verify;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.wordsight.lora.Adapter;
import org.wordsight.lora.AdapterLayout;
import org.wordsight.lora.AdapterMemory;
import org.wordsight.lora.KeyLayout;
import org.wordsight.lora.LanguageShape;
import org.wordsight.lora.MergedCheckpoint;
import org.wordsight.lora.ModuleId;
import org.wordsight.lora.PeftFolder;
import org.wordsight.lora.TargetModules;
import org.wordsight.model.Checkpoint;
import org.wordsight.model.LoadedModel;
import org.wordsight.model.Precision;
import org.wordsight.model.Purpose;
import org.wordsight.model.architecture.Prompt;
import org.wordsight.model.layer.LoraWeights;
import org.wordsight.tensor.Device;
import org.wordsight.tensor.Scope;

/**
 * PEFT and transformers load exported adapters and checkpoints. No key is missing or unexpected,
 * and their logits are ours.
 *
 * <p>{@code mvn -Ppeft} runs them, and leaves their answers in {@code target/peft}. The default
 * tests compare our logits with stored answers.
 */
class TestPeftRoundTrip {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Path REFERENCES = Path.of("src/test/resources/references");
  private static final Path STORED = Path.of("src/test/resources/peft");
  private static final Path ANSWERED = Path.of("target/peft");
  private static final Path SCRIPT = Path.of("src/test/python/peft_round_trip.py");
  private static final String NO_PYTHON =
      "Skipped: WORDSIGHT_PYTHON is not set; name a Python with docs/bench/requirements.txt";
  private static final int POSITIONS = 2;

  @TempDir private Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"llama", "qwen2", "qwen2_vl", "llava_onevision", "mllama"})
  void givesTheLogitsThatPeftGave(String name) throws IOException {
    compare(export(name), JSON.readTree(STORED.resolve(name + ".json").toFile()));
  }

  @Tag("peft")
  @ParameterizedTest
  @ValueSource(strings = {"llama", "qwen2", "qwen2_vl", "llava_onevision", "mllama"})
  void loadsInPeftAndTransformers(String name) throws IOException, InterruptedException {
    String python = System.getenv("WORDSIGHT_PYTHON");
    if (python == null) {
      System.out.println(NO_PYTHON);
    }
    assumeTrue(python != null, NO_PYTHON);
    Export export = export(name);
    Path request = folder.resolve("request.json");
    Path answer = Files.createDirectories(ANSWERED).resolve(name + ".json");
    Files.writeString(request, export.request().toString());
    Path log = folder.resolve("log");
    Process process =
        new ProcessBuilder(python, SCRIPT.toString())
            .redirectInput(request.toFile())
            .redirectOutput(answer.toFile())
            .redirectError(log.toFile())
            .start();
    assertThat(process.waitFor()).as(Files.readString(log, UTF_8)).isZero();
    compare(export, JSON.readTree(answer.toFile()));
  }

  /** The export, the prompt, and our logits with adapter and merged weights. */
  private record Export(ObjectNode request, float[] adapted, Map<String, float[]> merged) {}

  private Export export(String name) throws IOException {
    Path folderOfCheckpoint = REFERENCES.resolve(name).resolve("checkpoint").toAbsolutePath();
    ObjectNode request = JSON.createObjectNode().put("checkpoint", folderOfCheckpoint.toString());
    ObjectNode adapters = request.putObject("adapters");
    ObjectNode merges = request.putObject("merged");
    Adapter adapter;
    Map<String, float[]> merged = new HashMap<>();
    int[] ids;
    try (LoadedModel model = load(folderOfCheckpoint)) {
      adapter = seeded(LanguageShape.of(model.modelType(), model.decoder().config()));
      ids = model.tokenizer().encode("Maria finds a wallet in the tram. What now?");
    }
    for (KeyLayout layout : KeyLayout.values()) {
      String key = layout.toString().toLowerCase(Locale.ROOT);
      Path ofAdapter = Files.createDirectories(folder.resolve("adapter-" + key));
      PeftFolder.write(ofAdapter, adapter, layout, 0, "base");
      adapters.put(key, ofAdapter.toString());
      Path ofMerged = Files.createDirectories(folder.resolve("merged-" + key));
      try (Checkpoint checkpoint = Checkpoint.open(folderOfCheckpoint)) {
        new MergedCheckpoint(checkpoint, adapter, Optional.of(layout)).write(ofMerged);
      }
      merges.put(key, ofMerged.toString());
      try (LoadedModel model = load(ofMerged)) {
        merged.put(key, logits(model, ids, LoraWeights.none()));
      }
    }
    for (int id : ids) {
      request.withArray("ids").add(id);
    }
    try (LoadedModel model = load(folderOfCheckpoint);
        Scope scope = model.device().scope()) {
      float[] adapted = logits(model, ids, AdapterMemory.bind(scope, adapter));
      return new Export(request, adapted, merged);
    }
  }

  private static LoadedModel load(Path checkpoint) {
    return LoadedModel.load(checkpoint, Precision.FLOAT32, Device.CPU, Purpose.ANSWER);
  }

  private static float[] logits(LoadedModel model, int[] ids, LoraWeights lora) {
    Prompt prompt = model.prompt(ids);
    return new Forward(model).logits(prompt, ids.length - POSITIONS, ids.length, lora);
  }

  private static Adapter seeded(LanguageShape shape) {
    AdapterLayout layout = new AdapterLayout(shape, 4, TargetModules.languageProjections(shape));
    Adapter adapter = Adapter.initial(layout, 8, 7);
    Random random = new Random(7);
    for (ModuleId module : layout.modules()) {
      int start = layout.startOfB(module);
      for (int i = 0; i < layout.elementsOfB(module); i++) {
        adapter.values()[start + i] = (float) random.nextGaussian() * 0.1f;
      }
    }
    return adapter;
  }

  private static void compare(Export export, JsonNode theirs) {
    for (JsonNode each : theirs.path("adapters")) {
      compare(export.adapted(), each);
    }
    export
        .merged()
        .forEach(
            (layout, logits) -> {
              compare(logits, theirs.path("merged").path(layout));
              assertThat(logits).isNotEqualTo(export.adapted());
            });
    assertThat(theirs.path("adapters")).hasSize(KeyLayout.values().length);
    assertThat(theirs.path("merged")).hasSize(KeyLayout.values().length);
  }

  private static void compare(float[] ours, JsonNode theirs) {
    assertThat(theirs.path("missing")).isEmpty();
    assertThat(theirs.path("unexpected")).isEmpty();
    float[] logits = JSON.convertValue(theirs.path("logits"), float[].class);
    assertThat(ours).containsExactly(logits, within((float) QuantityChecks.relativeTo(logits)));
  }
}
