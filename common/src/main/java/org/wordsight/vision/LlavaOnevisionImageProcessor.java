package org.wordsight.vision;

import java.util.List;
import java.util.stream.IntStream;
import org.wordsight.error.WordsightException;

/**
 * Prepares images for LLaVA-OneVision's vision tower, equal to Hugging Face's slow processor
 * ({@code LlavaOnevisionImageProcessor}). A single image is scaled into the canvas that shows the
 * largest part of it, centred on black, and cut into square tiles. The whole image, scaled to one
 * tile, comes before them. Each of several images is padded to a square and becomes one tile.
 */
public final class LlavaOnevisionImageProcessor {
  private static final int SIDE = 384;
  private static final int CANVAS_TILES = 6;

  private final int side;
  private final List<Canvas> canvases;
  private final boolean resizes;
  private final Resize filter;
  private final PixelScale scale;
  private final byte[] background = new byte[RgbImage.CHANNELS];
  private final PillowRelease pillow;

  private LlavaOnevisionImageProcessor(PreprocessorFile file, PillowRelease pillow) {
    this.pillow = pillow;
    file.requireType("LlavaOnevisionImageProcessor");
    this.side = file.square("size", SIDE);
    this.canvases = file.canvases("image_grid_pinpoints", standardCanvases());
    this.resizes = file.flag("do_resize", true);
    this.filter = file.resample(Resize.BICUBIC);
    this.scale = PixelScale.of(file);
    double[] mean = file.channels("image_mean", PixelScale.CLIP_MEAN);
    for (int c = 0; c < background.length; c++) {
      background[c] = (byte) (int) (mean[c] * 255);
    }
  }

  /** Up to six tiles in each direction, Hugging Face's default. */
  public static List<Canvas> standardCanvases() {
    return IntStream.range(0, CANVAS_TILES * CANVAS_TILES)
        .mapToObj(i -> new Canvas(SIDE * (i / CANVAS_TILES + 1), SIDE * (i % CANVAS_TILES + 1)))
        .toList();
  }

  /** A processor with Hugging Face's defaults. */
  public static LlavaOnevisionImageProcessor standard() {
    return new LlavaOnevisionImageProcessor(PreprocessorFile.empty(), PillowRelease.CURRENT);
  }

  /**
   * A processor with a checkpoint's settings.
   *
   * @param pillow the release whose pixels the resize gives
   */
  public static LlavaOnevisionImageProcessor of(PreprocessorFile file, PillowRelease pillow) {
    return new LlavaOnevisionImageProcessor(file, pillow);
  }

  /**
   * An image in the form that the vision tower reads, before normalisation.
   *
   * @param width of the original image
   * @param height of the original image
   * @param rows tiles from top to bottom; 0 for one of several images
   * @param columns tiles from left to right; 0 for one of several images
   * @param pixels red, green, blue of each tile, row by row: first the whole image, then its tiles.
   *     Must not be changed
   */
  public record Tiles(int width, int height, int rows, int columns, byte[] pixels) {
    /** The number of tiles, with the one of the whole image. */
    public int count() {
      return 1 + rows * columns;
    }
  }

  /** Pixels of a tile's side. */
  public int side() {
    return side;
  }

  /** The sizes for a single image. Of equally good sizes, the first is used. */
  public List<Canvas> canvases() {
    return canvases;
  }

  /**
   * The canvas of a single image, computed from its size. It is the canvas that keeps most of the
   * image's pixels, and of these the one with the least padding.
   */
  public Canvas canvas(int width, int height) {
    Canvas best = canvases.get(0);
    long most = 0;
    long leastWaste = Long.MAX_VALUE;
    for (Canvas canvas : canvases) {
      double factor = Math.min((double) canvas.width() / width, (double) canvas.height() / height);
      long shown = (long) (int) (width * factor) * (int) (height * factor);
      long effective = Math.min(shown, (long) width * height);
      long waste = (long) canvas.width() * canvas.height() - effective;
      if (effective > most || (effective == most && waste < leastWaste)) {
        most = effective;
        leastWaste = waste;
        best = canvas;
      }
    }
    return best;
  }

  /** Prepares a single image. */
  public Tiles process(RgbImage image) {
    Canvas canvas = canvas(image.width(), image.height());
    RgbImage padded = padded(scaled(image, canvas), canvas);
    int rows = ceilingQuotient(canvas.height(), side);
    int columns = ceilingQuotient(canvas.width(), side);
    int tileBytes = RgbImage.CHANNELS * side * side;
    byte[] pixels = new byte[Math.multiplyExact(1 + rows * columns, tileBytes)];
    put(image, pixels, 0);
    for (int i = 0; i < rows * columns; i++) {
      put(tile(padded, side * (i / columns), side * (i % columns)), pixels, (1 + i) * tileBytes);
    }
    return new Tiles(image.width(), image.height(), rows, columns, pixels);
  }

  /**
   * Prepares one of several images.
   *
   * @param name the image's name in messages
   * @throws WordsightException INPUT if its square is too large, or if the file says that images
   *     are not resized, and this image does not have a tile's size
   */
  public Tiles processAmongOthers(RgbImage image, String name) {
    int square = Math.max(image.width(), image.height());
    if ((long) square * square > ImageDecoder.MAXIMUM_PIXELS) {
      throw WordsightException.input(
          "Cannot show image %s among others to this model: it is %d x %d pixels, and padded to a square it would have more than %,d. Crop it or show it alone."
              .formatted(name, image.width(), image.height(), ImageDecoder.MAXIMUM_PIXELS));
    }
    if (!resizes && square != side) {
      throw WordsightException.input(
          "Cannot show image %s among others to this model: it is %d x %d pixels, expected its longer side to be %d because do_resize is false in %s."
              .formatted(name, image.width(), image.height(), side, PreprocessorFile.NAME));
    }
    byte[] pixels = new byte[RgbImage.CHANNELS * side * side];
    put(centred(image, square, square, background), pixels, 0);
    return new Tiles(image.width(), image.height(), 0, 0, pixels);
  }

  private RgbImage scaled(RgbImage image, Canvas canvas) {
    double across = (double) canvas.width() / image.width();
    double down = (double) canvas.height() / image.height();
    int width = canvas.width();
    int height = canvas.height();
    if (across < down) {
      height = (int) Math.min(Math.ceil(image.height() * across), height);
    } else {
      width = (int) Math.min(Math.ceil(image.width() * down), width);
    }
    return filter.resize(image, width, height, pillow);
  }

  private static RgbImage padded(RgbImage image, Canvas canvas) {
    return centred(image, canvas.width(), canvas.height(), new byte[RgbImage.CHANNELS]);
  }

  /** An odd pixel of padding is at the right or at the bottom. */
  private static RgbImage centred(RgbImage image, int width, int height, byte[] colour) {
    if (width == image.width() && height == image.height()) {
      return image;
    }
    byte[] rgb = new byte[Math.multiplyExact(RgbImage.CHANNELS * width, height)];
    for (int i = 0; i < rgb.length; i++) {
      rgb[i] = colour[i % RgbImage.CHANNELS];
    }
    int stride = RgbImage.CHANNELS * image.width();
    int left = (width - image.width()) / 2;
    int top = (height - image.height()) / 2;
    for (int y = 0; y < image.height(); y++) {
      int to = RgbImage.CHANNELS * ((top + y) * width + left);
      System.arraycopy(image.rgb(), y * stride, rgb, to, stride);
    }
    return new RgbImage(width, height, rgb);
  }

  /**
   * The part from a corner on. At the edges of a canvas that is not a multiple of tiles, it is
   * smaller than a tile.
   */
  private RgbImage tile(RgbImage image, int top, int left) {
    int height = Math.min(side, image.height() - top);
    int width = Math.min(side, image.width() - left);
    byte[] rgb = new byte[RgbImage.CHANNELS * width * height];
    int stride = RgbImage.CHANNELS * width;
    for (int y = 0; y < height; y++) {
      int from = RgbImage.CHANNELS * ((top + y) * image.width() + left);
      System.arraycopy(image.rgb(), from, rgb, y * stride, stride);
    }
    return new RgbImage(width, height, rgb);
  }

  private void put(RgbImage image, byte[] pixels, int start) {
    byte[] rgb = filter.resize(image, side, side, pillow).rgb();
    System.arraycopy(rgb, 0, pixels, start, rgb.length);
  }

  private static int ceilingQuotient(int dividend, int divisor) {
    return (dividend + divisor - 1) / divisor;
  }

  /** Floats of a tile: channel by channel, row by row. */
  public int valuesOfTile() {
    return RgbImage.CHANNELS * side * side;
  }

  /** Writes the normalised values of one tile. */
  public void normalise(Tiles tiles, int tile, float[] values, int start) {
    byte[] pixels = tiles.pixels();
    int from = tile * valuesOfTile();
    int to = start;
    for (int c = 0; c < RgbImage.CHANNELS; c++) {
      float[] levels = scale.channel(c);
      for (int i = 0; i < side * side; i++) {
        values[to++] = levels[pixels[from + RgbImage.CHANNELS * i + c] & 0xff];
      }
    }
  }
}
