package org.wordsight.model.llavaonevision;

import java.nio.file.Files;
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
import org.wordsight.model.qwen2.Qwen2;
import org.wordsight.vision.Canvas;
import org.wordsight.vision.LlavaOnevisionImageProcessor;

/**
 * LLaVA-OneVision: a Qwen2 decoder that reads the features of SigLIP's vision tower, of the whole
 * image and of its tiles, in the place of placeholder tokens.
 */
public final class LlavaOnevision implements Architecture {
  private static final int PUBLISHED_PLACEHOLDER = 151_646;

  @Override
  public String modelType() {
    return "llava_onevision";
  }

  @Override
  public Blueprint read(ConfigFile config) {
    ConfigFile text = config.requiredSection("text_config").withDefaults(Qwen2.DEFAULTS);
    text.requireText("model_type", "qwen2");
    DecoderConfig decoder = DecoderReader.read(text, true, text.flag("tie_word_embeddings", false));
    TowerConfig tower = TowerConfig.read(config.requiredSection("vision_config"));
    FeatureConfig features = FeatureConfig.read(config, tower, decoder.hiddenSize());
    String key = config.has("image_token_id") ? "image_token_id" : "image_token_index";
    int placeholder = config.positive(key, PUBLISHED_PLACEHOLDER);
    return new Plan(config, decoder, tower, features, placeholder);
  }

  private record Plan(
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
    public boolean readsImages() {
      return true;
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
    public PromptReader promptReader(WeightLoader weights, Backend backend) {
      Path preprocessor = config.path().resolveSibling("preprocessor_config.json");
      LlavaOnevisionImageProcessor processor =
          LlavaOnevisionImageProcessor.read(preprocessor, backend.pillow());
      requireSameTiles(processor);
      requireSameTokens();
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

    /** The processor cuts tiles by its own file, the model joins them by config.json. */
    private void requireSameTiles(LlavaOnevisionImageProcessor processor) {
      if (processor.side() != tower.tileSide()) {
        throw config
            .requiredSection("vision_config")
            .wrong("image_size", "that of preprocessor_config.json, " + processor.side());
      }
      List<Canvas> canvases =
          config.has("image_grid_pinpoints")
              ? config.integerLists("image_grid_pinpoints").stream().map(this::canvas).toList()
              : LlavaOnevisionImageProcessor.standardCanvases();
      if (!canvases.equals(processor.canvases())) {
        throw config.wrong("image_grid_pinpoints", "those of preprocessor_config.json");
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

    /** What processor_config.json says of the number of tokens, where it says anything. */
    private void requireSameTokens() {
      Path file = config.path().resolveSibling("processor_config.json");
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
