package org.wordsight.model.qwen2vl;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.wordsight.model.Architecture;
import org.wordsight.model.Backend;
import org.wordsight.model.Blueprint;
import org.wordsight.model.ConfigFile;
import org.wordsight.model.DecoderNames;
import org.wordsight.model.DecoderReader;
import org.wordsight.model.ImageFeatures;
import org.wordsight.model.PromptReader;
import org.wordsight.model.WeightLoader;
import org.wordsight.model.layer.DecoderConfig;
import org.wordsight.vision.Qwen2VlImageProcessor;

/**
 * Qwen2-VL: a Qwen2 decoder whose positions have three axes, and a vision tower whose output takes
 * the place of placeholder tokens.
 */
public final class Qwen2Vl implements Architecture {
  private static final int AXES = 3;

  @Override
  public String modelType() {
    return "qwen2_vl";
  }

  @Override
  public Blueprint read(ConfigFile config) {
    // Hub files are flat; newer ones repeat the language part in a section.
    ConfigFile text = config.section("text_config").map(config::under).orElse(config);
    DecoderConfig decoder = DecoderReader.read(text, true, text.flag("tie_word_embeddings", false));
    if (decoder.rope().axes() != AXES) {
      throw text.wrong("rope_scaling", "an object with three numbers under mrope_section");
    }
    VisionConfig vision =
        VisionConfig.read(config.requiredSection("vision_config"), decoder.hiddenSize());
    int placeholder = config.positive("image_token_id");
    return new Plan(config, decoder, vision, placeholder);
  }

  private record Plan(
      ConfigFile config, DecoderConfig decoder, VisionConfig vision, int placeholder)
      implements Blueprint {
    private static final String NEW_PREFIX = "model.language_model.";

    @Override
    public String modelType() {
      return "qwen2_vl";
    }

    @Override
    public boolean readsImages() {
      return true;
    }

    @Override
    public DecoderNames names(Set<String> present) {
      return new DecoderNames(hasNewNames(present) ? NEW_PREFIX : "model.");
    }

    /** Releases since 4.52 write both parts under one more level. */
    private static boolean hasNewNames(Set<String> present) {
      return present.stream().anyMatch(name -> name.startsWith(NEW_PREFIX));
    }

    private static String visionPrefix(Set<String> present) {
      return hasNewNames(present) ? "model.visual." : "visual.";
    }

    @Override
    public Map<String, List<Long>> tensors(Set<String> present) {
      Map<String, List<Long>> expected = new LinkedHashMap<>(names(present).expected(decoder));
      expected.putAll(vision.expected(visionPrefix(present)));
      return expected;
    }

    @Override
    public PromptReader promptReader(WeightLoader weights, Backend backend) {
      Path preprocessor = config.path().resolveSibling("preprocessor_config.json");
      Qwen2VlImageProcessor processor = Qwen2VlImageProcessor.read(preprocessor, backend.pillow());
      VisionTower tower = new VisionTower(vision, visionPrefix(weights.names()), weights, backend);
      ImageFeatures features = new ImageFeatures(backend.device());
      return new Qwen2VlPrompts(placeholder, vision, processor, tower, features);
    }
  }
}
