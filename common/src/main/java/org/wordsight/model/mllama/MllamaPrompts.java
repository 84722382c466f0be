package org.wordsight.model.mllama;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.wordsight.error.WordsightException;
import org.wordsight.model.architecture.ImageFeatures;
import org.wordsight.model.architecture.Prompt;
import org.wordsight.model.architecture.PromptReader;
import org.wordsight.model.layer.Decoder;
import org.wordsight.model.layer.SeenImage;
import org.wordsight.tensor.Scope;
import org.wordsight.tensor.Tensor;
import org.wordsight.vision.MllamaImageProcessor;
import org.wordsight.vision.MllamaImageProcessor.Canvas;
import org.wordsight.vision.MllamaImageProcessor.Tiles;
import org.wordsight.vision.ProcessedImages;
import org.wordsight.vision.RgbImage;

/** Prompts with images. Each image has one placeholder; the tokens after it attend to the image. */
final class MllamaPrompts implements PromptReader {
  private final int placeholder;
  private final VisionConfig config;
  private final MllamaImageProcessor processor;
  private final VisionTower tower;
  private final ImageFeatures features;

  MllamaPrompts(
      int placeholder,
      VisionConfig config,
      MllamaImageProcessor processor,
      VisionTower tower,
      ImageFeatures features) {
    this.placeholder = placeholder;
    this.config = config;
    this.processor = processor;
    this.tower = tower;
    this.features = features;
  }

  /**
   * An image of a prompt. Its layout is known; its tiles are cut when the tower needs them.
   *
   * @param image opaque
   * @param reach the tokens that attend to it
   * @param statesLookedAt of all slots for tiles, since tokens before the first image attend to
   *     empty slots too
   */
  private record Seen(
      RgbImage image,
      String key,
      Canvas canvas,
      SeenImage.Reach reach,
      int statesLookedAt,
      long encodingBytes)
      implements Prompt.PreparedImage {
    int tiles() {
      return canvas.rows() * canvas.columns();
    }
  }

  @Override
  public Prompt read(int[] ids, List<RgbImage> images) {
    List<SeenImage.Reach> reaches = reaches(ids);
    Prompt.requireShown(reaches.size(), images.size());
    List<Prompt.PreparedImage> seen = new ArrayList<>();
    for (RgbImage shown : images) {
      RgbImage image = shown.overWhite();
      Canvas canvas = requireKnown(processor.canvas(image.width(), image.height()), seen.size());
      seen.add(
          new Seen(
              image,
              ImageFeatures.key(image),
              canvas,
              reaches.get(seen.size()),
              config.states(),
              config.encodingBytes()));
    }
    Prompt text = Prompt.ofText(ids, 1);
    // Tokens before the first image attend to all images, in a special way.
    int blind = images.isEmpty() ? ids.length : 0;
    Prompt.TokenRange sight = new Prompt.TokenRange(blind, Prompt.range(ids, placeholder).to());
    return new Prompt(ids, text.positions(), text.nextPosition(), seen, sight);
  }

  /**
   * The tokens that attend to each image: from its placeholder to the next one that does not follow
   * at once. Consecutive images share their tokens.
   */
  private List<SeenImage.Reach> reaches(int[] ids) {
    List<SeenImage.Reach> reaches = new ArrayList<>();
    int end = Integer.MAX_VALUE;
    for (int token = ids.length - 1; token >= 0; token--) {
      if (ids[token] == placeholder) {
        reaches.add(0, new SeenImage.Reach(token, end));
        boolean follows = token > 0 && ids[token - 1] == placeholder;
        end = follows ? end : token;
      }
    }
    return reaches;
  }

  private Canvas requireKnown(Canvas canvas, int place) {
    if (canvas.layoutId() > config.layouts()) {
      throw WordsightException.input(
          "Cannot show image %d to this model: it takes %d x %d tiles, layout %d, expected one of the %d in config.json's supported_aspect_ratios. Crop the image, or use files of one checkpoint."
              .formatted(
                  place + 1, canvas.rows(), canvas.columns(), canvas.layoutId(), config.layouts()));
    }
    return canvas;
  }

  @Override
  public ProcessedImages processed(int[] ids, List<RgbImage> images) {
    if (images.isEmpty()) {
      return ProcessedImages.none();
    }
    List<Tiles> tiles = images.stream().map(processor::process).toList();
    float[] values = new float[Math.multiplyExact(tiles.size(), processor.values())];
    for (int i = 0; i < tiles.size(); i++) {
      processor.normalise(tiles.get(i), values, i * processor.values());
    }
    long side = processor.tileSize();
    return new ProcessedImages(
        Map.of(
            "aspect_ratio_ids",
            tiles.stream().mapToLong(image -> image.canvas().layoutId()).toArray(),
            "aspect_ratio_mask",
            tiles.stream().flatMapToLong(i -> LongStream.of(processor.filledSlots(i))).toArray(),
            "cross_attention_mask",
            mask(reaches(ids), tiles, ids.length)),
        values,
        List.of(1L, (long) tiles.size(), (long) processor.slots(), 3L, side, side));
  }

  /** 1 if a token [length] attends to a slot [images, slots], as in Hugging Face's processor. */
  private long[] mask(List<SeenImage.Reach> reaches, List<Tiles> tiles, int length) {
    int slots = processor.slots();
    long[] mask = new long[length * tiles.size() * slots];
    for (int token = 0; token < length; token++) {
      for (int image = 0; image < tiles.size(); image++) {
        if (reaches.get(image).includes(token)) {
          int start = (token * tiles.size() + image) * slots;
          Arrays.fill(mask, start, start + tiles.get(image).count(), 1);
        }
      }
    }
    return mask;
  }

  @Override
  public Tensor embed(
      Scope scope, Decoder decoder, int[] ids_N, List<Prompt.PreparedImage> images) {
    return decoder.embed(scope, ids_N);
  }

  @Override
  public List<SeenImage> look(Scope scope, List<Prompt.PreparedImage> images) {
    List<Seen> shown = images.stream().map(Seen.class::cast).toList();
    List<Tensor> states =
        features.of(
            scope, shown, (step, image) -> tower.encode(step, processor.process(image.image())));
    List<SeenImage> looked = new ArrayList<>();
    for (Seen image : shown) {
      int pictured = image.tiles() * config.patches();
      looked.add(new SeenImage(states.get(looked.size()), pictured, image.reach()));
    }
    return looked;
  }

  @Override
  public void close() {
    tower.close();
    features.close();
  }
}
