package org.wordsight.vision;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Prepares images for Mllama's vision tower, equal to Hugging Face's slow processor ({@code
 * MllamaImageProcessor}). An image is blended with white and scaled to the best canvas of square
 * tiles. It is filled with black on the right and below, cut into tiles row by row, and normalised.
 */
public final class MllamaImageProcessor {
  private static final double[] HALF = {0.5, 0.5, 0.5};

  /** The published model has 4. A file with more than this is broken. */
  private static final int MOST_SLOTS = 100;

  private final int tileSize;
  private final int slots;
  private final List<Layout> layouts;
  private final Resize filter;
  private final PixelScale scale;
  private final PillowRelease pillow;

  private MllamaImageProcessor(PreprocessorFile file, PillowRelease pillow) {
    this.pillow = pillow;
    file.requireType("MllamaImageProcessor");
    this.tileSize = file.square("size", 224);
    this.slots = file.positive("max_image_tiles", 4);
    if (slots > MOST_SLOTS) {
      throw file.wrong("max_image_tiles", slots, "at most " + MOST_SLOTS);
    }
    this.layouts = layouts(slots);
    this.filter = file.resample(Resize.BILINEAR);
    this.scale = PixelScale.of(file, HALF, HALF);
    for (String key : new String[] {"do_resize", "do_pad"}) {
      if (!file.flag(key, true)) {
        throw file.wrong(key, false, "true: tiles are made in no other way");
      }
    }
  }

  /**
   * A processor with a checkpoint's settings.
   *
   * @param pillow the release whose pixels the resize gives
   */
  public static MllamaImageProcessor of(PreprocessorFile file, PillowRelease pillow) {
    return new MllamaImageProcessor(file, pillow);
  }

  /** Tiles from top to bottom and from left to right. */
  private record Layout(int rows, int columns) {
    int tiles() {
      return rows * columns;
    }
  }

  /** Every layout of at most so many tiles. Its place, from 1, is the layout's id. */
  private static List<Layout> layouts(int tiles) {
    List<Layout> layouts = new ArrayList<>();
    for (int rows = 1; rows <= tiles; rows++) {
      for (int columns = 1; columns <= tiles / rows; columns++) {
        layouts.add(new Layout(rows, columns));
      }
    }
    return List.copyOf(layouts);
  }

  /** Pixels of a tile's side. */
  public int tileSize() {
    return tileSize;
  }

  /** The number of layouts that an image can have. */
  public int layouts() {
    return layouts.size();
  }

  /** The number of slots for tiles that every image has, used or not. */
  public int slots() {
    return slots;
  }

  /**
   * The place of an image on its canvas.
   *
   * @param rows tiles from top to bottom
   * @param columns tiles from left to right
   * @param layoutId the place of this layout among all, from 1: an {@code aspect_ratio_id}
   * @param width pixels of the scaled image in a row
   * @param height its rows
   */
  public record Canvas(int rows, int columns, int layoutId, int width, int height) {}

  /**
   * An image in the form that the vision tower reads.
   *
   * @param tiles of its canvas, row by row, before normalisation
   */
  public record Tiles(Canvas canvas, List<RgbImage> tiles) {
    public Tiles {
      tiles = List.copyOf(tiles);
    }

    public int count() {
      return tiles.size();
    }
  }

  /** Prepares an image. */
  public Tiles process(RgbImage image) {
    Canvas canvas = canvas(image.width(), image.height());
    RgbImage scaled = filter.resize(image.overWhite(), canvas.width(), canvas.height(), pillow);
    List<RgbImage> tiles = new ArrayList<>();
    for (int row = 0; row < canvas.rows(); row++) {
      for (int column = 0; column < canvas.columns(); column++) {
        tiles.add(cut(scaled, row * tileSize, column * tileSize));
      }
    }
    return new Tiles(canvas, tiles);
  }

  /** The canvas of an image, computed from its size. */
  public Canvas canvas(int width, int height) {
    Layout layout = best(width, height);
    int targetWidth = clip(width, layout.columns() * tileSize);
    int targetHeight = clip(height, layout.rows() * tileSize);
    double across = (double) targetWidth / width;
    double down = (double) targetHeight / height;
    if (across < down) {
      targetHeight = Math.min(Math.max(1, (int) Math.floor(height * across)), targetHeight);
    } else {
      targetWidth = Math.min(Math.max(1, (int) Math.floor(width * down)), targetWidth);
    }
    int id = layouts.indexOf(layout) + 1;
    return new Canvas(layout.rows(), layout.columns(), id, targetWidth, targetHeight);
  }

  /** A side, limited to between one tile's and the canvas's. */
  private int clip(int side, int canvasSide) {
    return Math.min(Math.max(side, tileSize), canvasSide);
  }

  /**
   * The layout whose canvas enlarges the image least. If none is large enough, it is the layout
   * that reduces the image least. Among equals, it is the one with the fewest tiles.
   */
  private Layout best(int width, int height) {
    double[] scales = new double[layouts.size()];
    for (int i = 0; i < scales.length; i++) {
      Layout layout = layouts.get(i);
      double down = (double) (layout.rows() * tileSize) / height;
      double across = (double) (layout.columns() * tileSize) / width;
      scales[i] = Math.min(across, down);
    }
    double chosen =
        Arrays.stream(scales)
            .filter(s -> s >= 1)
            .min()
            .orElseGet(() -> Arrays.stream(scales).max().orElseThrow());
    Optional<Layout> best = Optional.empty();
    for (int i = 0; i < scales.length; i++) {
      Layout layout = layouts.get(i);
      if (scales[i] == chosen && best.map(b -> layout.tiles() < b.tiles()).orElse(true)) {
        best = Optional.of(layout);
      }
    }
    return best.orElseThrow();
  }

  /** A square of the canvas. It is black outside the image. */
  private RgbImage cut(RgbImage image, int top, int left) {
    byte[] tile = new byte[RgbImage.CHANNELS * tileSize * tileSize];
    int rows = Math.min(tileSize, image.height() - top);
    int columns = Math.min(tileSize, image.width() - left);
    for (int y = 0; y < rows && columns > 0; y++) {
      int from = RgbImage.CHANNELS * (image.width() * (top + y) + left);
      int to = RgbImage.CHANNELS * tileSize * y;
      System.arraycopy(image.rgb(), from, tile, to, RgbImage.CHANNELS * columns);
    }
    return new RgbImage(tileSize, tileSize, tile);
  }

  /** 1 for each slot with a tile, else 0: an {@code aspect_ratio_mask}. */
  public long[] filledSlots(Tiles image) {
    long[] filled = new long[slots];
    Arrays.fill(filled, 0, image.count(), 1);
    return filled;
  }

  /** Values of an image in all its slots. */
  public int values() {
    return slots * RgbImage.CHANNELS * tileSize * tileSize;
  }

  /**
   * Writes an image's normalised values [slots, channel, row, column]. Slots without a tile are not
   * written.
   */
  public void normalise(Tiles image, float[] values, int start) {
    int to = start;
    for (RgbImage tile : image.tiles()) {
      for (int c = 0; c < RgbImage.CHANNELS; c++) {
        float[] ofLevel = scale.channel(c);
        for (int from = c; from < tile.rgb().length; from += RgbImage.CHANNELS) {
          values[to++] = ofLevel[tile.rgb()[from] & 0xff];
        }
      }
    }
  }
}
