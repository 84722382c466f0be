package org.wordsight.model.qwen2vl;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.wordsight.model.architecture.ImageFeatures;
import org.wordsight.model.architecture.Prompt;
import org.wordsight.model.architecture.PromptReader;
import org.wordsight.model.layer.Decoder;
import org.wordsight.tensor.Scope;
import org.wordsight.tensor.Tensor;
import org.wordsight.vision.ProcessedImages;
import org.wordsight.vision.Qwen2VlImageProcessor;
import org.wordsight.vision.Qwen2VlImageProcessor.Grid;
import org.wordsight.vision.Qwen2VlImageProcessor.Patches;
import org.wordsight.vision.RgbImage;

/** Prompts with images: placeholders, positions on three axes, embeddings from the vision tower. */
final class Qwen2VlPrompts implements PromptReader {
  private final int placeholder;
  private final VisionConfig config;
  private final Qwen2VlImageProcessor processor;
  private final VisionTower tower;
  private final ImageFeatures features;

  Qwen2VlPrompts(
      int placeholder,
      VisionConfig config,
      Qwen2VlImageProcessor processor,
      VisionTower tower,
      ImageFeatures features) {
    this.placeholder = placeholder;
    this.config = config;
    this.processor = processor;
    this.tower = tower;
    this.features = features;
  }

  /**
   * An image of a prompt. Its size is known; its patches are cut when the tower needs them.
   *
   * @param name the image's name in messages
   */
  private record Seen(RgbImage image, String name, String key, Grid grid, long encodingBytes)
      implements Prompt.PreparedImage {}

  @Override
  public Prompt read(int[] ids, List<RgbImage> images) {
    Prompt.requireShown(Arrays.stream(ids).filter(id -> id == placeholder).count(), images.size());
    List<Seen> seen = new ArrayList<>();
    for (RgbImage image : images) {
      String name = "image " + (seen.size() + 1);
      Grid grid = processor.grid(image.width(), image.height(), name);
      long bytes = config.encodingBytes(grid.count());
      seen.add(new Seen(image, name, ImageFeatures.key(image), grid, bytes));
    }
    return laidOut(ids, seen);
  }

  @Override
  public ProcessedImages processed(int[] ids, List<RgbImage> images) {
    if (images.isEmpty()) {
      return ProcessedImages.none();
    }
    List<Patches> patches = new ArrayList<>();
    images.forEach(image -> patches.add(processor.process(image, "image")));
    long[] grids =
        patches.stream()
            .map(Patches::grid)
            .flatMapToLong(g -> LongStream.of(g.time(), g.rows(), g.columns()))
            .toArray();
    long rows = patches.stream().mapToLong(p -> p.grid().count()).sum();
    float[] values = new float[Math.toIntExact(rows * config.patchWidth())];
    int at = 0;
    for (Patches image : patches) {
      System.arraycopy(image.patches_NP(), 0, values, at, image.patches_NP().length);
      at += image.patches_NP().length;
    }
    return new ProcessedImages(
        Map.of("image_grid_thw", grids), values, List.of(rows, (long) config.patchWidth()));
  }

  /**
   * Repeats placeholders and gives positions. Text counts up on all axes. All tokens of an image
   * have one time, and their own rows and columns. Text after it continues after the largest
   * position.
   */
  private Prompt laidOut(int[] ids, List<Seen> images) {
    int length = ids.length + images.stream().mapToInt(p -> p.grid().tokens() - 1).sum();
    int[] repeated = new int[length];
    long[][] positions = new long[3][length];
    int at = 0;
    int image = 0;
    long next = 0;
    for (int id : ids) {
      if (id != placeholder) {
        repeated[at] = id;
        for (long[] axis : positions) {
          axis[at] = next;
        }
        at++;
        next++;
        continue;
      }
      Grid shown = images.get(image++).grid();
      int columns = shown.columns() / config.mergeSize();
      int rows = shown.rows() / config.mergeSize();
      for (int token = 0; token < shown.tokens(); token++, at++) {
        repeated[at] = placeholder;
        positions[0][at] = next + token / (rows * columns);
        positions[1][at] = next + token / columns % rows;
        positions[2][at] = next + token % columns;
      }
      next += Math.max(shown.time(), Math.max(rows, columns));
    }
    return new Prompt(
        repeated, positions, next, List.copyOf(images), Prompt.range(repeated, placeholder));
  }

  @Override
  public Tensor embed(
      Scope scope, Decoder decoder, int[] ids_N, List<Prompt.PreparedImage> images) {
    List<Seen> seen = images.stream().map(Seen.class::cast).toList();
    return features.embed(
        scope,
        decoder,
        ids_N,
        placeholder,
        seen,
        (step, image) -> tower.encode(step, processor.process(image.image(), image.name())));
  }

  @Override
  public void close() {
    tower.close();
    features.close();
  }
}
