package org.wordsight.model.mllama;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.wordsight.error.WordsightException;
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
import org.wordsight.vision.MllamaImageProcessor;
import org.wordsight.vision.PillowRelease;
import org.wordsight.vision.PreprocessorFile;

/**
 * Mllama (Llama 3.2 Vision): a Llama decoder with cross-attention layers. These attend to the
 * vision tower's states of the images before a token. An image takes one token of the prompt.
 */
public final class Mllama implements Architecture {
  /** Rows of the embedding beyond the vocabulary. The first is the placeholder of an image. */
  private static final int PLACEHOLDERS = 8;

  private static final DecoderReader.Traits TRAITS = new DecoderReader.Traits(false, 500_000, 1);

  /** Defaults of Hugging Face's classes, which their files leave out. */
  private static final Map<String, Object> TEXT_DEFAULTS =
      Map.ofEntries(
          Map.entry("vocab_size", 128_256),
          Map.entry("hidden_size", 4096),
          Map.entry("intermediate_size", 14_336),
          Map.entry("num_hidden_layers", 40),
          Map.entry("num_attention_heads", 32),
          Map.entry("num_key_value_heads", 8),
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
    DecoderConfig plain = DecoderReader.read(text, TRAITS, text.flag("tie_word_embeddings", false));
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
    return new MllamaBlueprint(config, decoder, vision, placeholder);
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
            new Renamed("vision_model.", "model.vision_model."),
            new Renamed("multi_modal_projector.", "model.multi_modal_projector.")));
  }

  @Override
  public Optional<ImageProcessing> imageProcessing(
      PreprocessorFile settings, Optional<ConfigFile> config, PillowRelease pillow) {
    return Optional.of(new MllamaPixels(MllamaImageProcessor.of(settings, pillow)));
  }

  private record MllamaBlueprint(
      ConfigFile config, DecoderConfig decoder, VisionConfig vision, int placeholder)
      implements Blueprint {
    private static final String NEW_PREFIX = "model.";

    @Override
    public String modelType() {
      return "mllama";
    }

    @Override
    public OptionalInt imagePlaceholder() {
      return OptionalInt.of(placeholder);
    }

    @Override
    public DecoderNames names(Set<String> present) {
      return hasNewNames(present)
          ? new DecoderNames("model.language_model.", "lm_head", decoder.crossLayers())
          : new DecoderNames(
              "language_model.model.", "language_model.lm_head", decoder.crossLayers());
    }

    /** Releases since 4.52 write all parts except the head under one more level. */
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
    public void requireImageProcessor() {
      MllamaImageProcessor processor = imageProcessor(PillowRelease.CURRENT);
      if (processor.layouts() > vision.layouts()) {
        throw config
            .requiredSection("vision_config")
            .wrong(
                "supported_aspect_ratios",
                "at least %d, the layouts of up to %d tiles"
                    .formatted(processor.layouts(), processor.slots()));
      }
    }

    private MllamaImageProcessor imageProcessor(PillowRelease pillow) {
      Path folder = config.path().toAbsolutePath().getParent();
      PreprocessorFile settings = PreprocessorFile.ofCheckpoint(folder);
      MllamaImageProcessor processor = MllamaImageProcessor.of(settings, pillow);
      if (processor.tileSize() != vision.tileSize() || processor.slots() != vision.slots()) {
        throw WordsightException.input(
            "Cannot load %s: it has %d tiles of %d pixels, expected %d of %d from config.json. Use files of one checkpoint."
                .formatted(
                    settings.path(),
                    processor.slots(),
                    processor.tileSize(),
                    vision.slots(),
                    vision.tileSize()));
      }
      return processor;
    }

    @Override
    public PromptReader promptReader(WeightLoader weights, Backend backend, PillowRelease pillow) {
      MllamaImageProcessor processor = imageProcessor(pillow);
      VisionTower tower =
          new VisionTower(vision, processor, visionPrefix(weights.names()), weights, backend);
      ImageFeatures features = new ImageFeatures(backend.device());
      return new MllamaPrompts(placeholder, vision, processor, tower, features);
    }
  }
}
