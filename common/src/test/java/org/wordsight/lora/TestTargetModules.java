package org.wordsight.lora;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.wordsight.error.WordsightException;
import org.wordsight.model.layer.Projection;

class TestTargetModules {
  private static final LanguageShape QWEN2_VL = new LanguageShape("qwen2_vl", 2, 8, 8, 4, 12);

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
    assertThat(KeyLayout.OLD.name("qwen2_vl", module)).isEqualTo("model.layers.1.mlp.down_proj");
    assertThat(KeyLayout.NEW.name("qwen2_vl", module))
        .isEqualTo("model.language_model.layers.1.mlp.down_proj");
    assertThat(KeyLayout.NEW.name("llama", module)).isEqualTo("model.layers.1.mlp.down_proj");
    assertThat(KeyLayout.NEW.module("qwen2_vl", "model.language_model.layers.1.mlp.down_proj"))
        .contains(module);
    assertThat(KeyLayout.NEW.module("qwen2_vl", "model.visual.blocks.1.mlp.fc1")).isEmpty();
  }

  @Test
  void namesModulesOfLlavaOnevisionInBothLayouts() {
    ModuleId module = new ModuleId(1, Projection.DOWN);
    String old = "language_model.model.layers.1.mlp.down_proj";
    String renewed = "model.language_model.layers.1.mlp.down_proj";
    assertThat(KeyLayout.OLD.name("llava_onevision", module)).isEqualTo(old);
    assertThat(KeyLayout.NEW.name("llava_onevision", module)).isEqualTo(renewed);
    assertThat(KeyLayout.OLD.module("llava_onevision", old)).contains(module);
    assertThat(KeyLayout.NEW.module("llava_onevision", renewed)).contains(module);
    for (KeyLayout layout : KeyLayout.values()) {
      assertThat(
              layout.module(
                  "llava_onevision",
                  "model.vision_tower.vision_model.encoder.layers.1.self_attn.q_proj"))
          .isEmpty();
    }
  }
}
