package org.wordsight.lora;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.wordsight.error.WordsightException;
import org.wordsight.model.layer.Projection;

class TestPeftFolder {
  private static final LanguageShape SHAPE = new LanguageShape("qwen2_vl", 2, 8, 8, 4, 12);
  private static final LanguageShape MLLAMA =
      new LanguageShape("mllama", 4, 8, 8, 4, 12, List.of(1, 3));

  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir private Path folder;
  private Adapter adapter;

  @BeforeEach
  void fill() {
    adapter = adapter(TargetModules.languageProjections(SHAPE));
  }

  private static Adapter adapter(List<ModuleId> modules) {
    return adapter(SHAPE, modules);
  }

  private static Adapter adapter(LanguageShape shape, List<ModuleId> modules) {
    AdapterLayout layout = new AdapterLayout(shape, 2, modules);
    float[] values = new float[layout.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) Math.cos(i);
    }
    return new Adapter(layout, 1, values);
  }

  @Test
  void readsItsOwnFilesInEitherLayout() {
    for (KeyLayout keys : KeyLayout.values()) {
      PeftFolder.write(folder, adapter, keys, 0.05, "student");
      Adapter read = PeftFolder.read(folder, SHAPE);
      assertThat(read.values()).as("%s keys", keys).isEqualTo(adapter.values());
      assertThat(read.scale()).isEqualTo(0.5);
      assertThat(read.modules()).isEqualTo(adapter.modules());
    }
  }

  @Test
  void readsAnAdapterOfSomeModulesOnly() {
    Adapter some =
        adapter(List.of(new ModuleId(1, Projection.UP), new ModuleId(0, Projection.QUERY)));
    PeftFolder.write(folder, some, KeyLayout.OLD, 0, "student");
    Adapter read = PeftFolder.read(folder, SHAPE);
    assertThat(read.modules()).isEqualTo(some.modules());
    assertThat(read.b(new ModuleId(1, Projection.UP)))
        .isEqualTo(some.b(new ModuleId(1, Projection.UP)));
    assertThat(read.a(new ModuleId(0, Projection.UP))).hasSize(16).containsOnly(0);
  }

  @Test
  void writesSortedKeysThatManyVersionsKnow() throws Exception {
    PeftFolder.write(folder, adapter, KeyLayout.NEW, 0.05, "student");
    assertThat(folder.resolve("adapter_config.json"))
        .content()
        .isEqualTo(
            """
            {
              "base_model_name_or_path" : "student",
              "bias" : "none",
              "fan_in_fan_out" : false,
              "inference_mode" : true,
              "init_lora_weights" : true,
              "lora_alpha" : 1,
              "lora_dropout" : 0.05,
              "modules_to_save" : null,
              "peft_type" : "LORA",
              "r" : 2,
              "target_modules" : [
                "down_proj",
                "gate_proj",
                "k_proj",
                "o_proj",
                "q_proj",
                "up_proj",
                "v_proj"
              ],
              "task_type" : "CAUSAL_LM"
            }
            """);
  }

  /** PEFT matches an expression against whole names, and a list against their ends. */
  @Test
  void namesNoVisionModuleIfTheTowerHasTheSameLastNames() throws Exception {
    LanguageShape shape = new LanguageShape("llava_onevision", 2, 8, 8, 4, 12);
    List<ModuleId> all = TargetModules.languageProjections(shape);
    for (List<ModuleId> modules : List.of(all, all.subList(3, 9))) {
      for (KeyLayout keys : KeyLayout.values()) {
        PeftFolder.write(folder, adapter(shape, modules), keys, 0, "student");
        assertThat(PeftFolder.read(folder, shape).modules()).isEqualTo(modules);
        TargetModules targets = PeftConfig.read(folder).targets();
        for (ModuleId module : all) {
          assertThat(targets.matches(keys.name(shape, module)))
              .as("%s among %s", module, modules)
              .isEqualTo(modules.contains(module));
          assertThat(
                  targets.matches(
                      "model.vision_tower.vision_model.encoder.layers."
                          + module.layer()
                          + "."
                          + module.projection().moduleName()))
              .isFalse();
        }
      }
    }
  }

  @Test
  void namesNoModuleOfAVisionPartThatHasTheSameNames() throws Exception {
    for (List<ModuleId> modules :
        List.of(
            TargetModules.languageProjections(MLLAMA),
            TargetModules.allProjections(MLLAMA),
            List.of(new ModuleId(1, Projection.KEY), new ModuleId(2, Projection.UP)))) {
      Adapter written = adapter(MLLAMA, modules);
      for (KeyLayout keys : KeyLayout.values()) {
        PeftFolder.write(folder, written, keys, 0, "student");
        Adapter read = PeftFolder.read(folder, MLLAMA);
        assertThat(read.modules()).isEqualTo(modules);
        assertThat(read.values()).isEqualTo(written.values());
        Pattern targets = Pattern.compile(targetModules());
        for (ModuleId module : TargetModules.allProjections(MLLAMA)) {
          assertThat(targets.matcher(keys.name(MLLAMA, module)).matches())
              .as("%s, %s keys", module, keys)
              .isEqualTo(modules.contains(module));
        }
        for (String vision : List.of("", "model.")) {
          String name = vision + "vision_model.transformer.layers.0.self_attn.q_proj";
          assertThat(targets.matcher(name).matches()).isFalse();
        }
      }
    }
  }

  private String targetModules() throws Exception {
    return new ObjectMapper()
        .readTree(folder.resolve("adapter_config.json").toFile())
        .get("target_modules")
        .asText();
  }

  @Test
  void refusesAModuleThatTheModelDoesNotHave() {
    PeftFolder.write(folder, adapter, KeyLayout.OLD, 0, "student");
    assertRefused(
        () -> PeftFolder.read(folder, new LanguageShape("qwen2_vl", 1, 8, 8, 4, 12)),
        "names no language projection of a qwen2_vl model with 1 layers");
  }

  @Test
  void refusesARankThatTheFileDoesNotHave() throws Exception {
    PeftFolder.write(folder, adapter, KeyLayout.NEW, 0, "student");
    replaceInConfig("\"r\" : 2", "\"r\" : 4");
    assertRefused(() -> PeftFolder.read(folder, SHAPE), "has shape [2, 8], expected [4, 8]");
  }

  @Test
  void refusesAFileWithoutTargetModules() throws Exception {
    PeftFolder.write(
        folder, adapter(List.of(new ModuleId(0, Projection.UP))), KeyLayout.NEW, 0, "student");
    Path config = folder.resolve("adapter_config.json");
    Files.writeString(
        config,
        Files.readString(config)
            .replaceFirst("\"target_modules\" : .*,", "\"target_modules\" : [\"up_proj\"],"));
    assertRefused(
        () -> PeftFolder.read(folder, SHAPE),
        "it adapts 1 modules, but target_modules names 2 (the first missing is layer 1"
            + " mlp.up_proj)");
  }

  @Test
  void refusesSettingsThatWouldChangeTheArithmetic() throws Exception {
    PeftFolder.write(folder, adapter, KeyLayout.NEW, 0, "student");
    replaceInConfig("\"bias\" : \"none\"", "\"bias\" : \"none\", \"use_dora\" : true");
    assertRefused(() -> PeftFolder.read(folder, SHAPE), "use_dora is true");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\"init_lora_weights\" : \"pissa\"",
        "\"init_lora_weights\" : \"pissa_niter_16\"",
        "\"init_lora_weights\" : \"olora\"",
        "\"init_lora_weights\" : \"corda\"",
        "\"init_lora_weights\" : \"loftq\"",
        "\"init_lora_weights\" : \"lora_ga\"",
        "\"init_lora_weights\" : \"what comes next\""
      })
  void refusesAdaptersOfAChangedBaseModel(String how) throws Exception {
    PeftFolder.write(folder, adapter, KeyLayout.NEW, 0, "student");
    replaceInConfig("\"init_lora_weights\" : true", how);
    assertRefused(
        () -> PeftFolder.read(folder, SHAPE),
        "Cannot load an adapter: "
            + how.replace("\"init_lora_weights\" : ", "init_lora_weights is ")
            + " in "
            + folder.resolve("adapter_config.json")
            + ", expected true, false, gaussian, eva or orthogonal: such an adapter belongs to a"
            + " base model with changed weights.");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"alora_invocation_tokens\" : [3,4]",
        "\"arrow_config\" : {\"top_k\":3}",
        "\"corda_config\" : {\"corda_method\":\"ipm\"}",
        "\"kasa_config\" : {\"beta\":0.1}",
        "\"lora_ga_config\" : {\"scale\":\"stable\"}",
        "\"use_bdlora\" : {\"nblocks\":2}",
        "\"monteclora_config\" : {\"num_samples\":8}",
        "\"velora_config\" : {\"num_groups\":8}",
        "\"megatron_config\" : {\"a\":1}",
        "\"use_rslora\" : true",
        "\"use_dora\" : true",
        "\"use_qalora\" : true",
        "\"lora_bias\" : true",
        "\"fan_in_fan_out\" : true",
        "\"ensure_weight_tying\" : true",
        "\"rank_pattern\" : {\"q_proj\":8}",
        "\"alpha_pattern\" : {\"q_proj\":8}",
        "\"layers_pattern\" : \"layers\"",
        "\"layers_to_transform\" : 0",
        "\"layers_to_transform\" : [1]",
        "\"layer_replication\" : [[0,2]]",
        "\"exclude_modules\" : [\"up_proj\"]",
        "\"modules_to_save\" : [\"lm_head\"]",
        "\"trainable_token_indices\" : [5]",
        "\"target_parameters\" : [\"w\"]",
        "\"a_key_of_tomorrow\" : 1",
        "\"a_key_of_tomorrow\" : \"\"",
        "\"bias\" : \"lora_only\"",
        "\"peft_type\" : \"ADALORA\""
      })
  void refusesAKeyThatChangesTheArithmeticOrIsNotKnown(String key) throws Exception {
    PeftFolder.write(folder, adapter, KeyLayout.NEW, 0, "student");
    ObjectNode config = (ObjectNode) JSON.readTree(config().toFile());
    config.setAll((ObjectNode) JSON.readTree("{" + key + "}"));
    JSON.writeValue(config().toFile(), config);
    String[] parts = key.split(" : ");
    assertRefused(
        () -> PeftFolder.read(folder, SHAPE),
        parts[0].replace("\"", "") + " is " + parts[1] + " in ");
  }

  /** A plain adapter in the form of PEFT 0.17 and 0.21. */
  @Test
  void readsAnAdapterWhoseOtherKeysHaveNoEffect() throws Exception {
    PeftFolder.write(folder, adapter, KeyLayout.NEW, 0, "student");
    ObjectNode config = (ObjectNode) JSON.readTree(config().toFile());
    config.setAll(
        (ObjectNode)
            JSON.readTree(
                """
                {"alora_invocation_tokens": null, "alpha_pattern": {}, "arrow_config": null,
                 "auto_mapping": {"base_model_class": "X"}, "corda_config": null,
                 "ensure_weight_tying": false, "eva_config": null, "exclude_modules": null,
                 "init_lora_weights": "gaussian", "kasa_config": null, "layer_replication": null,
                 "layers_pattern": null, "layers_to_transform": null, "loftq_config": {},
                 "lora_bias": false, "lora_ga_config": null, "megatron_config": null,
                 "megatron_core": "megatron.core", "monteclora_config": null,
                 "peft_version": "0.21.2", "qalora_group_size": 16, "rank_pattern": {},
                 "revision": null, "runtime_config": {"ephemeral_gpu_offload": false},
                 "target_parameters": null, "task_type": null, "trainable_token_indices": null,
                 "use_bdlora": null, "use_dora": false, "use_qalora": false, "use_rslora": false,
                 "velora_config": null, "a_key_of_tomorrow": null}"""));
    JSON.writeValue(config().toFile(), config);
    assertThat(PeftFolder.read(folder, SHAPE).values()).isEqualTo(adapter.values());
  }

  @Test
  void saysWhatToDoWithPickledWeights() throws Exception {
    PeftFolder.write(folder, adapter, KeyLayout.NEW, 0, "student");
    Files.move(folder.resolve("adapter_model.safetensors"), folder.resolve("adapter_model.bin"));
    assertRefused(
        () -> PeftFolder.read(folder, SHAPE),
        "its weights are in adapter_model.bin, expected adapter_model.safetensors. Load it with"
            + " PEFT and save it again");
  }

  private Path config() {
    return folder.resolve("adapter_config.json");
  }

  @Test
  void refusesValuesThatAreNoNumbers() {
    adapter.values()[3] = Float.NaN;
    PeftFolder.write(folder, adapter, KeyLayout.NEW, 0, "student");
    assertRefused(
        () -> PeftFolder.read(folder, SHAPE), "layers.0.self_attn.q_proj.lora_A.weight holds NaN");
  }

  @Test
  void refusesAFolderWithoutAnAdapter() {
    assertRefused(() -> PeftFolder.read(folder, SHAPE), "adapter_config.json cannot be read");
  }

  private void replaceInConfig(String from, String to) throws Exception {
    Path config = folder.resolve("adapter_config.json");
    Files.writeString(config, Files.readString(config).replace(from, to));
  }

  private static void assertRefused(ThrowingCallable call, String message) {
    assertThatThrownBy(call).isInstanceOf(WordsightException.class).hasMessageContaining(message);
  }
}
