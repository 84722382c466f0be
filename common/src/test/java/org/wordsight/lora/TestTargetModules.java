package org.wordsight.lora;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.wordsight.error.WordsightException;
import org.wordsight.model.layer.Projection;

class TestTargetModules {
  private static final LanguageShape QWEN2_VL = new LanguageShape("qwen2_vl", 2, 8, 8, 4, 12);
  private static final LanguageShape LLAMA = new LanguageShape("llama", 2, 8, 8, 4, 12);
  private static final LanguageShape MLLAMA =
      new LanguageShape("mllama", 4, 8, 8, 4, 12, List.of(1, 3));

  @Test
  void choosesAllSevenProjectionsOfEveryLayer() {
    assertThat(TargetModules.languageProjections(QWEN2_VL)).hasSize(14);
    assertThat(
            TargetModules.expression(
                    "model\\.language_model\\.layers\\.\\d+\\.(self_attn\\.[qkvo]|mlp\\.(gate|up|down))_proj")
                .select(QWEN2_VL))
        .isEqualTo(TargetModules.languageProjections(QWEN2_VL));
  }

  @Test
  void matchesAnExpressionAgainstWholeNames() {
    assertThat(TargetModules.expression("q_proj").select(QWEN2_VL)).isEmpty();
    assertThat(TargetModules.expression(".*\\.q_proj").select(QWEN2_VL))
        .containsExactly(new ModuleId(0, Projection.QUERY), new ModuleId(1, Projection.QUERY));
  }

  @Test
  void matchesAListByTheEndOfNames() {
    assertThat(TargetModules.suffixes(List.of("mlp.up_proj", "proj")).select(QWEN2_VL))
        .containsExactly(new ModuleId(0, Projection.UP), new ModuleId(1, Projection.UP));
  }

  @Test
  void refusesABrokenExpression() {
    assertThatThrownBy(() -> TargetModules.expression("layers.(\\d+"))
        .isInstanceOf(WordsightException.class)
        .hasMessageContaining("target_modules: it is layers.(\\d+, expected a regular expression");
  }

  @Test
  void namesModulesInBothLayouts() {
    ModuleId module = new ModuleId(1, Projection.DOWN);
    assertThat(KeyLayout.OLD.name(QWEN2_VL, module)).isEqualTo("model.layers.1.mlp.down_proj");
    assertThat(KeyLayout.NEW.name(QWEN2_VL, module))
        .isEqualTo("model.language_model.layers.1.mlp.down_proj");
    assertThat(KeyLayout.NEW.name(LLAMA, module)).isEqualTo("model.layers.1.mlp.down_proj");
    assertThat(KeyLayout.NEW.module(QWEN2_VL, "model.language_model.layers.1.mlp.down_proj"))
        .contains(module);
    assertThat(KeyLayout.NEW.module(QWEN2_VL, "model.visual.blocks.1.mlp.fc1")).isEmpty();
  }

  @Test
  void leavesOutTheLayersThatTextDoesNotUse() {
    assertThat(TargetModules.languageProjections(MLLAMA))
        .hasSize(14)
        .extracting(ModuleId::layer)
        .containsOnly(0, 2);
  }

  @Test
  void namesTheModulesOfLayersThatLookAtImages() {
    ModuleId module = new ModuleId(3, Projection.KEY);
    String old = "language_model.model.layers.3.cross_attn.k_proj";
    assertThat(KeyLayout.OLD.name(MLLAMA, module)).isEqualTo(old);
    assertThat(KeyLayout.NEW.name(MLLAMA, module))
        .isEqualTo("model.language_model.layers.3.cross_attn.k_proj");
    assertThat(KeyLayout.OLD.module(MLLAMA, old)).contains(module);
    assertThat(KeyLayout.OLD.module(MLLAMA, "language_model.model.layers.3.self_attn.k_proj"))
        .isEmpty();
    assertThat(KeyLayout.OLD.module(MLLAMA, "language_model.model.layers.2.cross_attn.k_proj"))
        .isEmpty();
    assertThat(KeyLayout.NEW.module(MLLAMA, "model.language_model.layers.4.mlp.up_proj")).isEmpty();
    assertThat(TargetModules.expression(".*\\.cross_attn\\.q_proj").select(MLLAMA))
        .containsExactly(new ModuleId(1, Projection.QUERY), new ModuleId(3, Projection.QUERY));
  }

  @Test
  void namesModulesOfLlavaOnevisionInBothLayouts() {
    LanguageShape llava = new LanguageShape("llava_onevision", 2, 8, 8, 4, 12);
    ModuleId module = new ModuleId(1, Projection.DOWN);
    String old = "language_model.model.layers.1.mlp.down_proj";
    String renewed = "model.language_model.layers.1.mlp.down_proj";
    assertThat(KeyLayout.OLD.name(llava, module)).isEqualTo(old);
    assertThat(KeyLayout.NEW.name(llava, module)).isEqualTo(renewed);
    assertThat(KeyLayout.OLD.module(llava, old)).contains(module);
    assertThat(KeyLayout.NEW.module(llava, renewed)).contains(module);
    for (KeyLayout layout : KeyLayout.values()) {
      assertThat(
              layout.module(
                  llava, "model.vision_tower.vision_model.encoder.layers.1.self_attn.q_proj"))
          .isEmpty();
    }
  }
}
