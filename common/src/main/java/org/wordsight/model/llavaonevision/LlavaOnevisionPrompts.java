package org.wordsight.model.llavaonevision;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.wordsight.error.WordsightException;
import org.wordsight.model.architecture.ImageFeatures;
import org.wordsight.model.architecture.Prompt;
import org.wordsight.model.architecture.PromptReader;
import org.wordsight.model.layer.Decoder;
import org.wordsight.tensor.Scope;
import org.wordsight.tensor.Tensor;
import org.wordsight.vision.FeatureMap;
import org.wordsight.vision.LlavaOnevisionImageProcessor;
import org.wordsight.vision.LlavaOnevisionImageProcessor.Tiles;
import org.wordsight.vision.ProcessedImages;
import org.wordsight.vision.RgbImage;

/**
 * Prompts with images. A single image is shown whole and in tiles; each of several images is shown
 * in one tile.
 */
final class LlavaOnevisionPrompts implements PromptReader {
  /** Tiles of an image go through the tower together while they take no more memory than this. */
  private static final long ENCODED_AT_ONCE_BYTES = 512L << 20;

  private final int placeholder;
  private final TowerConfig towerConfig;
  private final FeatureConfig config;
  private final LlavaOnevisionImageProcessor processor;
  private final VisionTower tower;
  private final Projector projector;
  private final ImageFeatures features;

  LlavaOnevisionPrompts(
      int placeholder,
      TowerConfig towerConfig,
      FeatureConfig config,
      LlavaOnevisionImageProcessor processor,
      VisionTower tower,
      Projector projector,
      ImageFeatures features) {
    this.placeholder = placeholder;
    this.towerConfig = towerConfig;
    this.config = config;
    this.processor = processor;
    this.tower = tower;
    this.projector = projector;
    this.features = features;
  }

  /**
   * An image of a prompt.
   *
   * @param map the map of its tiles' features; absent for one of several images
   * @param tokens the number of its tokens
   */
  private record Seen(
      String key, Tiles tiles, Optional<FeatureMap> map, int tokens, long encodingBytes)
      implements Prompt.PreparedImage {}

  @Override
  public Prompt read(int[] ids, List<RgbImage> images) {
    Prompt.requireShown(Arrays.stream(ids).filter(id -> id == placeholder).count(), images.size());
    List<Tiles> tiles = tiles(images);
    List<Seen> seen =
        IntStream.range(0, images.size())
            .mapToObj(i -> seen(key(images.get(i), images.size() == 1), tiles.get(i)))
            .toList();
    int[] repeated = new int[ids.length + seen.stream().mapToInt(s -> s.tokens() - 1).sum()];
    int at = 0;
    int image = 0;
    for (int id : ids) {
      int count = id == placeholder ? seen.get(image++).tokens() : 1;
      Arrays.fill(repeated, at, at + count, id);
      at += count;
    }
    Prompt text = Prompt.ofText(repeated, 1);
    return new Prompt(
        repeated,
        text.positions(),
        text.nextPosition(),
        List.copyOf(seen),
        Prompt.range(repeated, placeholder));
  }

  /**
   * The key of an image. It depends on whether the image is alone, since only a single image is
   * shown in tiles.
   */
  private static String key(RgbImage image, boolean alone) {
    return (alone ? "alone " : "among others ") + ImageFeatures.key(image);
  }

  private List<Tiles> tiles(List<RgbImage> images) {
    List<Tiles> tiles = new ArrayList<>();
    for (RgbImage image : images) {
      String name = "image " + (tiles.size() + 1);
      tiles.add(
          images.size() == 1
              ? processor.process(image)
              : processor.processAmongOthers(image, name));
    }
    return tiles;
  }

  private Seen seen(String key, Tiles tiles) {
    int whole = towerConfig.patches() - (config.dropsFirst() ? 1 : 0);
    long bytes = encodingBytes(tiles.count());
    if (tiles.rows() == 0) {
      return new Seen(key, tiles, Optional.empty(), whole + 1, bytes);
    }
    if (config.dropsFirst()) {
      throw WordsightException.input(
          "Cannot show an image alone to this model: vision_feature_select_strategy is default,"
              + " expected full, because a tile without its first feature is no square. Correct"
              + " config.json.");
    }
    FeatureMap map =
        FeatureMap.of(
            tiles.width(),
            tiles.height(),
            tiles.rows(),
            tiles.columns(),
            towerConfig.grid(),
            config.largestTiles());
    if (map.vanishes()) {
      throw WordsightException.input(
          "Cannot show an image to this model: it is "
              + tiles.width()
              + " x "
              + tiles.height()
              + " pixels, so flat or so narrow that pooling leaves none of its features. Crop it.");
    }
    return new Seen(key, tiles, Optional.of(map), whole + map.tokens(), bytes);
  }

  @Override
  public ProcessedImages processed(int[] ids, List<RgbImage> images) {
    if (images.isEmpty()) {
      return ProcessedImages.none();
    }
    List<Tiles> tiles = tiles(images);
    int most = tiles.stream().mapToInt(Tiles::count).max().orElseThrow();
    float[] values = new float[Math.multiplyExact(tiles.size() * most, processor.valuesOfTile())];
    for (int image = 0; image < tiles.size(); image++) {
      for (int tile = 0; tile < tiles.get(image).count(); tile++) {
        int start = (image * most + tile) * processor.valuesOfTile();
        processor.normalise(tiles.get(image), tile, values, start);
      }
    }
    long[] sizes =
        tiles.stream().flatMapToLong(t -> LongStream.of(t.height(), t.width())).toArray();
    long side = processor.side();
    return new ProcessedImages(
        Map.of("image_sizes", sizes, "batch_num_images", new long[] {images.size()}),
        values,
        List.of((long) tiles.size(), (long) most, (long) RgbImage.CHANNELS, side, side));
  }

  @Override
  public Tensor embed(
      Scope scope, Decoder decoder, int[] ids_N, List<Prompt.PreparedImage> images) {
    List<Seen> seen = images.stream().map(Seen.class::cast).toList();
    return features.embed(scope, decoder, ids_N, placeholder, seen, this::tokens);
  }

  private int tilesAtOnce() {
    return (int) Math.max(1, ENCODED_AT_ONCE_BYTES / tileBytes());
  }

  private long tileBytes() {
    return towerConfig.tileBytes(config.layers().size(), config.outputWidth());
  }

  /**
   * The most memory for an image. That is either some tiles in the tower beside the features of the
   * others, or four times all features. Features are joined to a map, pooled, and put in a row as
   * tokens.
   */
  private long encodingBytes(int tiles) {
    long features = (long) tiles * towerConfig.patches() * config.outputWidth() * Float.BYTES;
    return Math.max(Math.min(tiles, tilesAtOnce()) * tileBytes() + features, 4 * features);
  }

  /** Tokens [M, T] of an image. */
  private Tensor tokens(Scope scope, Seen image) {
    Tensor features_INT = features(scope, image.tiles());
    Tiles tiles = image.tiles();
    return image.map().isPresent()
        ? projector.map(scope, features_INT, tiles.rows(), tiles.columns(), image.map().get())
        : projector.end(scope, features_INT);
  }

  /** Features [I, N, T] of every tile of an image. */
  private Tensor features(Scope scope, Tiles tiles) {
    List<Tensor> parts = new ArrayList<>();
    for (int from = 0; from < tiles.count(); from += tilesAtOnce()) {
      parts.add(seen(scope, tiles, from, Math.min(tiles.count(), from + tilesAtOnce())));
    }
    if (parts.size() == 1) {
      return parts.get(0);
    }
    Tensor all_INT = projector.inLine(scope, parts);
    parts.forEach(Tensor::close);
    return all_INT;
  }

  /** Features of the tiles in [from, to). */
  private Tensor seen(Scope scope, Tiles tiles, int from, int to) {
    float[] values = new float[Math.multiplyExact(to - from, processor.valuesOfTile())];
    for (int tile = from; tile < to; tile++) {
      processor.normalise(tiles, tile, values, (tile - from) * processor.valuesOfTile());
    }
    long side = processor.side();
    try (Scope step = scope.child()) {
      Tensor pixels_I3SS = step.floats(values, to - from, RgbImage.CHANNELS, side, side);
      return scope.adopt(projector.project(step, tower.encode(step, pixels_I3SS)));
    }
  }

  @Override
  public void close() {
    tower.close();
    projector.close();
    features.close();
  }
}
