package org.wordsight.model.qwen2vl;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.wordsight.model.architecture.Architecture;
import org.wordsight.model.architecture.Blueprint;
import org.wordsight.model.architecture.ConfigFile;
import org.wordsight.model.architecture.DecoderNames;
import org.wordsight.model.architecture.DecoderReader;
import org.wordsight.model.architecture.ImageFeatures;
import org.wordsight.model.architecture.ImageProcessing;
import org.wordsight.model.architecture.ModuleNames;
import org.wordsight.model.architecture.ModuleNames.Renamed;
import org.wordsight.model.architecture.PromptReader;
import org.wordsight.model.architecture.WeightLoader;
import org.wordsight.model.layer.Backend;
import org.wordsight.model.layer.DecoderConfig;
import org.wordsight.vision.PillowRelease;
import org.wordsight.vision.PreprocessorFile;
import org.wordsight.vision.Qwen2VlImageProcessor;

/**
 * Qwen2-VL: a Qwen2 decoder whose positions have three axes, and a vision tower whose output takes
 * the places of placeholder tokens.
 */
public final class Qwen2Vl implements Architecture {
  private static final DecoderReader.Traits TRAITS = new DecoderReader.Traits(true, 1_000_000, 3);
  private static final String NEW_PREFIX = "model.language_model.";

  /** The defaults of the class {@code Qwen2VLTextConfig}. */
  private static final Map<String, ?> TEXT_DEFAULTS =
      Map.of(
          "vocab_size", 152_064,
          "hidden_size", 8192,
          "intermediate_size", 29_568,
          "num_hidden_layers", 80,
          "num_attention_heads", 64,
          "num_key_value_heads", 8,
          "max_position_embeddings", 32_768,
          "rms_norm_eps", 1e-5);

  @Override
  public String modelType() {
    return "qwen2_vl";
  }

  @Override
  public Blueprint read(ConfigFile config) {
    // Files on the hub are flat. Newer ones have a section for the language part, and then it alone
    // counts, even where keys are repeated outside.
    Optional<ConfigFile> section = config.optionalSection("text_config");
    ConfigFile text = section.orElse(config).withDefaults(TEXT_DEFAULTS);
    // Up to transformers 4, the section has this key; since 5, the file itself.
    String key = "tie_word_embeddings";
    boolean tied =
        config.flag(key, false) || section.map(part -> part.flag(key, false)).orElse(false);
    DecoderConfig decoder = DecoderReader.read(text, TRAITS, tied);
    VisionConfig vision =
        VisionConfig.read(config.requiredSection("vision_config"), decoder.hiddenSize());
    int placeholder = config.positive("image_token_id");
    return new Qwen2VlBlueprint(config, decoder, vision, placeholder);
  }

  @Override
  public ModuleNames moduleNames() {
    return new ModuleNames(
        "model.layers.",
        NEW_PREFIX + "layers.",
        false,
        List.of(new Renamed("visual.", "model.visual."), new Renamed("model.", NEW_PREFIX)));
  }

  @Override
  public Optional<ImageProcessing> imageProcessing(
      PreprocessorFile settings, Optional<ConfigFile> config, PillowRelease pillow) {
    return Optional.of(new Qwen2VlPixels(Qwen2VlImageProcessor.of(settings, pillow)));
  }

  private record Qwen2VlBlueprint(
      ConfigFile config, DecoderConfig decoder, VisionConfig vision, int placeholder)
      implements Blueprint {

    @Override
    public String modelType() {
      return "qwen2_vl";
    }

    @Override
    public OptionalInt imagePlaceholder() {
      return OptionalInt.of(placeholder);
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
    public void requireImageProcessor() {
      imageProcessor(PillowRelease.CURRENT);
    }

    private Qwen2VlImageProcessor imageProcessor(PillowRelease pillow) {
      Path folder = config.path().toAbsolutePath().getParent();
      PreprocessorFile settings = PreprocessorFile.ofCheckpoint(folder);
      Qwen2VlImageProcessor processor = Qwen2VlImageProcessor.of(settings, pillow);
      vision.requireFit(processor, settings);
      return processor;
    }

    @Override
    public PromptReader promptReader(WeightLoader weights, Backend backend, PillowRelease pillow) {
      Qwen2VlImageProcessor processor = imageProcessor(pillow);
      VisionTower tower = new VisionTower(vision, visionPrefix(weights.names()), weights, backend);
      ImageFeatures features = new ImageFeatures(backend.device());
      return new Qwen2VlPrompts(placeholder, vision, processor, tower, features);
    }
  }
}
