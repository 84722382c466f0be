package org.wordsight.model.llavaonevision;

import java.nio.file.Files;
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
import org.wordsight.model.qwen2.Qwen2;
import org.wordsight.vision.Canvas;
import org.wordsight.vision.LlavaOnevisionImageProcessor;
import org.wordsight.vision.PillowRelease;
import org.wordsight.vision.PreprocessorFile;

/**
 * LLaVA-OneVision: a Qwen2 decoder with SigLIP's vision tower. Features of the whole image and of
 * its tiles take the places of placeholder tokens.
 */
public final class LlavaOnevision implements Architecture {
  private static final int PUBLISHED_PLACEHOLDER = 151_646;
  private static final int PUBLISHED_PATCH_SIDE = 14;

  @Override
  public String modelType() {
    return "llava_onevision";
  }

  @Override
  public Blueprint read(ConfigFile config) {
    ConfigFile text = config.requiredSection("text_config").withDefaults(Qwen2.DEFAULTS);
    text.requireText("model_type", "qwen2");
    // Up to transformers 4, the section has this key; since 5, the file itself.
    String shared = "tie_word_embeddings";
    boolean tied = config.flag(shared, false) || text.flag(shared, false);
    DecoderConfig decoder = DecoderReader.read(text, Qwen2.TRAITS, tied);
    TowerConfig tower = TowerConfig.read(config.requiredSection("vision_config"));
    FeatureConfig features = FeatureConfig.read(config, tower, decoder.hiddenSize());
    String key = config.has("image_token_id") ? "image_token_id" : "image_token_index";
    int placeholder = config.positive(key, PUBLISHED_PLACEHOLDER);
    return new LlavaOnevisionBlueprint(config, decoder, tower, features, placeholder);
  }

  /** Its class in vLLM does not support LoRA. */
  @Override
  public boolean adaptersAreServed() {
    return false;
  }

  @Override
  public ModuleNames moduleNames() {
    return new ModuleNames(
        "language_model.model.layers.",
        "model.language_model.layers.",
        true,
        List.of(
            new Renamed("language_model.model.", "model.language_model."),
            new Renamed("language_model.lm_head.", "lm_head."),
            new Renamed("vision_tower.", "model.vision_tower."),
            new Renamed("multi_modal_projector.", "model.multi_modal_projector."),
            new Renamed("image_newline", "model.image_newline")));
  }

  @Override
  public Optional<ImageProcessing> imageProcessing(
      PreprocessorFile settings, Optional<ConfigFile> config, PillowRelease pillow) {
    int patchSide =
        config
            .map(file -> TowerConfig.read(file.requiredSection("vision_config")).patchSide())
            .orElse(PUBLISHED_PATCH_SIDE);
    return Optional.of(
        new LlavaOnevisionPixels(LlavaOnevisionImageProcessor.of(settings, pillow), patchSide));
  }

  private record LlavaOnevisionBlueprint(
      ConfigFile config,
      DecoderConfig decoder,
      TowerConfig tower,
      FeatureConfig features,
      int placeholder)
      implements Blueprint {

    @Override
    public String modelType() {
      return "llava_onevision";
    }

    @Override
    public OptionalInt imagePlaceholder() {
      return OptionalInt.of(placeholder);
    }

    @Override
    public DecoderNames names(Set<String> present) {
      return LlavaOnevisionNames.of(present).decoder();
    }

    @Override
    public Map<String, List<Long>> tensors(Set<String> present) {
      LlavaOnevisionNames names = LlavaOnevisionNames.of(present);
      Map<String, List<Long>> expected = new LinkedHashMap<>(names.decoder().expected(decoder));
      expected.putAll(tower.expected(names.tower()));
      expected.putAll(features.expected(names));
      return expected;
    }

    @Override
    public void requireImageProcessor() {
      imageProcessor(PillowRelease.CURRENT);
      if (features.dropsFirst()) {
        throw config.wrong(
            "vision_feature_select_strategy",
            "full: a tile without its first feature is no square");
      }
    }

    private LlavaOnevisionImageProcessor imageProcessor(PillowRelease pillow) {
      PreprocessorFile settings = PreprocessorFile.ofCheckpoint(folder());
      LlavaOnevisionImageProcessor processor = LlavaOnevisionImageProcessor.of(settings, pillow);
      requireSameTiles(processor, settings.path().getFileName().toString());
      requireSameTokens();
      return processor;
    }

    private Path folder() {
      return config.path().toAbsolutePath().getParent();
    }

    @Override
    public PromptReader promptReader(WeightLoader weights, Backend backend, PillowRelease pillow) {
      LlavaOnevisionImageProcessor processor = imageProcessor(pillow);
      LlavaOnevisionNames names = LlavaOnevisionNames.of(weights.names());
      return new LlavaOnevisionPrompts(
          placeholder,
          tower,
          features,
          processor,
          new VisionTower(tower, features, names.tower(), weights, backend),
          new Projector(features, tower.grid(), names, weights, backend),
          new ImageFeatures(backend.device()));
    }

    /**
     * Compares the tiles of two files: the processor cuts tiles by its own file, and the model
     * joins them by config.json.
     */
    private void requireSameTiles(LlavaOnevisionImageProcessor processor, String file) {
      if (processor.side() != tower.tileSide()) {
        throw config
            .requiredSection("vision_config")
            .wrong("image_size", "that of " + file + ", " + processor.side());
      }
      List<Canvas> canvases =
          config.has("image_grid_pinpoints")
              ? config.integerLists("image_grid_pinpoints").stream().map(this::canvas).toList()
              : LlavaOnevisionImageProcessor.standardCanvases();
      if (!canvases.equals(processor.canvases())) {
        throw config.wrong("image_grid_pinpoints", "those of " + file);
      }
      boolean whole =
          canvases.stream()
              .allMatch(
                  c -> c.height() % tower.tileSide() == 0 && c.width() % tower.tileSide() == 0);
      if (!whole) {
        throw config.wrong(
            "image_grid_pinpoints", "multiples of image_size, which is " + tower.tileSide());
      }
    }

    private Canvas canvas(List<Integer> pair) {
      if (pair.size() != 2) {
        throw config.wrong("image_grid_pinpoints", "pairs of height and width");
      }
      return new Canvas(pair.get(0), pair.get(1));
    }

    /** The number of tokens in processor_config.json, if it has one, must be the same. */
    private void requireSameTokens() {
      Path file = folder().resolve("processor_config.json");
      if (!Files.exists(file)) {
        return;
      }
      ConfigFile processor = ConfigFile.read(file);
      if (processor.positive("num_image_tokens", tower.patches()) != tower.patches()) {
        throw processor.wrong("num_image_tokens", "the patches of a tile, " + tower.patches());
      }
      processor.requireText(
          "vision_feature_select_strategy", features.dropsFirst() ? "default" : "full");
      processor.requireText("vision_aspect_ratio", "anyres_max_" + features.largestTiles());
    }
  }
}
