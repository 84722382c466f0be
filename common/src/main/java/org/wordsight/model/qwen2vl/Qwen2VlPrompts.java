package org.wordsight.model.qwen2vl;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.wordsight.error.WordsightException;
import org.wordsight.model.Prompt;
import org.wordsight.model.PromptReader;
import org.wordsight.model.layer.Decoder;
import org.wordsight.tensor.Scope;
import org.wordsight.tensor.Tensor;
import org.wordsight.vision.ProcessedImages;
import org.wordsight.vision.Qwen2VlImageProcessor;
import org.wordsight.vision.Qwen2VlImageProcessor.Patches;
import org.wordsight.vision.RgbImage;

/** Prompts with images: placeholders, positions on three axes, embeddings from the vision tower. */
final class Qwen2VlPrompts implements PromptReader {
  /** Patches that go through the tower together. */
  private static final int PATCHES_AT_ONCE = 8192;

  private final int placeholder;
  private final VisionConfig config;
  private final Qwen2VlImageProcessor processor;
  private final VisionTower tower;

  Qwen2VlPrompts(
      int placeholder, VisionConfig config, Qwen2VlImageProcessor processor, VisionTower tower) {
    this.placeholder = placeholder;
    this.config = config;
    this.processor = processor;
    this.tower = tower;
  }

  /** An image of a prompt. */
  record Seen(Patches patches) implements Prompt.PreparedImage {}

  @Override
  public Prompt read(int[] ids, List<RgbImage> images) {
    long placeholders = Arrays.stream(ids).filter(id -> id == placeholder).count();
    if (placeholders != images.size()) {
      throw WordsightException.input(
          "Cannot read a prompt: it has "
              + placeholders
              + " image placeholders and "
              + images.size()
              + " images, expected as many. Show each image once.");
    }
    return laidOut(ids, patches(images));
  }

  private List<Patches> patches(List<RgbImage> images) {
    List<Patches> patches = new ArrayList<>();
    for (RgbImage image : images) {
      String name = "image " + (patches.size() + 1);
      patches.add(requireFit(processor.process(image, name)));
    }
    return patches;
  }

  @Override
  public ProcessedImages processed(int[] ids, List<RgbImage> images) {
    if (images.isEmpty()) {
      return ProcessedImages.none();
    }
    List<Patches> patches = patches(images);
    long[] grids =
        patches.stream()
            .flatMapToLong(p -> LongStream.of(p.time(), p.rows(), p.columns()))
            .toArray();
    long rows = patches.stream().mapToLong(Patches::count).sum();
    float[] values = new float[Math.toIntExact(rows * config.patchWidth())];
    int at = 0;
    for (Patches image : patches) {
      System.arraycopy(image.patches_NP(), 0, values, at, image.patches_NP().length);
      at += image.patches_NP().length;
    }
    return new ProcessedImages(
        Map.of("image_grid_thw", grids), values, List.of(rows, (long) config.patchWidth()));
  }

  private Patches requireFit(Patches patches) {
    if (patches.width() != config.patchWidth()
        || patches.count() != patches.tokens() * config.patchesOfToken()) {
      throw WordsightException.input(
          "Cannot show images to this model: patches of preprocessor_config.json have "
              + patches.width()
              + " values, those of config.json "
              + config.patchWidth()
              + ", or merge_size differs. Use files of one checkpoint.");
    }
    return patches;
  }

  /**
   * Repeats placeholders and gives positions: text counts up on all axes; an image stands at one
   * time, its tokens at their rows and columns; text goes on behind the largest position.
   */
  private Prompt laidOut(int[] ids, List<Patches> images) {
    int length = ids.length + images.stream().mapToInt(p -> p.tokens() - 1).sum();
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
      Patches shown = images.get(image++);
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
    List<Prompt.PreparedImage> seen = new ArrayList<>();
    images.forEach(patches -> seen.add(new Seen(patches)));
    return new Prompt(repeated, positions, next, seen, Prompt.span(repeated, placeholder));
  }

  /** The tower's image and where its tokens stand. */
  private record Placed(Patches patches, int[] indices) {}

  @Override
  public Tensor embed(
      Scope scope, Decoder decoder, int[] ids_N, List<Prompt.PreparedImage> images) {
    Tensor x_ND = decoder.embed(scope, ids_N);
    for (List<Placed> group : groups(place(ids_N, images))) {
      try (Scope step = scope.child()) {
        Tensor seen_MD = tower.encode(step, group.stream().map(Placed::patches).toList());
        int[] indices = group.stream().flatMapToInt(p -> IntStream.of(p.indices())).toArray();
        Tensor joined = decoder.replace(scope, x_ND, indices, seen_MD);
        x_ND.close();
        x_ND = joined;
      }
    }
    return x_ND;
  }

  private List<Placed> place(int[] ids_N, List<Prompt.PreparedImage> images) {
    int[] shown = IntStream.range(0, ids_N.length).filter(at -> ids_N[at] == placeholder).toArray();
    List<Placed> placed = new ArrayList<>();
    int from = 0;
    for (Prompt.PreparedImage image : images) {
      Patches patches = ((Seen) image).patches();
      placed.add(new Placed(patches, Arrays.copyOfRange(shown, from, from + patches.tokens())));
      from += patches.tokens();
    }
    return placed;
  }

  /** Images of one grid go through the tower together. */
  private static List<List<Placed>> groups(List<Placed> images) {
    record Grid(int time, int rows, int columns) {}
    Map<Grid, List<Placed>> byGrid = new LinkedHashMap<>();
    for (Placed image : images) {
      Patches p = image.patches();
      Grid grid = new Grid(p.time(), p.rows(), p.columns());
      byGrid.computeIfAbsent(grid, g -> new ArrayList<>()).add(image);
    }
    List<List<Placed>> groups = new ArrayList<>();
    for (List<Placed> same : byGrid.values()) {
      int size = Math.max(1, PATCHES_AT_ONCE / same.get(0).patches().count());
      for (int from = 0; from < same.size(); from += size) {
        groups.add(same.subList(from, Math.min(same.size(), from + size)));
      }
    }
    return groups;
  }

  @Override
  public void close() {
    tower.close();
  }
}
