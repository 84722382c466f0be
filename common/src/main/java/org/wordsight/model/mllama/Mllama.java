package org.wordsight.model.mllama;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.wordsight.error.WordsightException;
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
import org.wordsight.vision.MllamaImageProcessor;

/**
 * Mllama (Llama 3.2 Vision): a Llama decoder, some of whose layers look at what a vision tower sees
 * of the images before a token. An image takes one token of the prompt.
 */
public final class Mllama implements Architecture {
  /** Rows of the embedding beyond the vocabulary; the first stands for an image. */
  private static final int PLACEHOLDERS = 8;

  /** What Hugging Face's files leave out, because its classes say so. */
  private static final Map<String, Object> TEXT_DEFAULTS =
      Map.ofEntries(
          Map.entry("vocab_size", 128_256),
          Map.entry("hidden_size", 4096),
          Map.entry("intermediate_size", 14_336),
          Map.entry("num_hidden_layers", 40),
          Map.entry("num_attention_heads", 32),
          Map.entry("num_key_value_heads", 8),
          Map.entry("rope_theta", 500_000.0),
          Map.entry("rms_norm_eps", 1e-5),
          Map.entry("max_position_embeddings", 131_072),
          Map.entry("cross_attention_layers", List.of(3, 8, 13, 18, 23, 28, 33, 38)));

  @Override
  public String modelType() {
    return "mllama";
  }

  @Override
  public Blueprint read(ConfigFile config) {
    ConfigFile text = config.requiredSection("text_config").withDefaults(TEXT_DEFAULTS);
    DecoderConfig plain = DecoderReader.read(text, false, text.flag("tie_word_embeddings", false));
    List<Integer> crossLayers =
        text.integers("cross_attention_layers").stream().sorted().distinct().toList();
    if (crossLayers.stream().anyMatch(i -> i < 0 || i >= plain.layerCount())) {
      throw text.wrong("cross_attention_layers", "some of 0 to " + (plain.layerCount() - 1));
    }
    DecoderConfig decoder = plain.withCrossLayers(crossLayers, PLACEHOLDERS);
    VisionConfig vision =
        VisionConfig.read(config.requiredSection("vision_config"), decoder.hiddenSize());
    int placeholder =
        config.positive("image_token_index", config.positive("image_token_id", 128_256));
    return new Plan(config, decoder, vision, placeholder);
  }

  private record Plan(
      ConfigFile config, DecoderConfig decoder, VisionConfig vision, int placeholder)
      implements Blueprint {
    private static final String NEW_PREFIX = "model.";

    @Override
    public String modelType() {
      return "mllama";
    }

    @Override
    public boolean readsImages() {
      return true;
    }

    @Override
    public DecoderNames names(Set<String> present) {
      return hasNewNames(present)
          ? new DecoderNames("model.language_model.", "lm_head", decoder.crossLayers())
          : new DecoderNames(
              "language_model.model.", "language_model.lm_head", decoder.crossLayers());
    }

    /** Releases since 4.52 write all parts but the head under one more level. */
    private static boolean hasNewNames(Set<String> present) {
      return present.stream().anyMatch(name -> name.startsWith(NEW_PREFIX));
    }

    private static String visionPrefix(Set<String> present) {
      return hasNewNames(present) ? NEW_PREFIX : "";
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
      MllamaImageProcessor processor = MllamaImageProcessor.read(preprocessor, backend.pillow());
      if (processor.tileSize() != vision.tileSize() || processor.slots() != vision.slots()) {
        throw WordsightException.input(
            "Cannot load %s: it has %d tiles of %d pixels, expected %d of %d from config.json. Use files of one checkpoint."
                .formatted(
                    preprocessor,
                    processor.slots(),
                    processor.tileSize(),
                    vision.slots(),
                    vision.tileSize()));
      }
      VisionTower tower =
          new VisionTower(vision, processor, visionPrefix(weights.names()), weights, backend);
      ImageFeatures features = new ImageFeatures(backend.device());
      return new MllamaPrompts(placeholder, vision, processor, tower, features);
    }
  }
}
