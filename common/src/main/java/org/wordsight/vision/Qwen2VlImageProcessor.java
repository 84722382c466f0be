package org.wordsight.vision;

import org.wordsight.error.WordsightException;

/**
 * Prepares images for Qwen2-VL's vision tower, equal to Hugging Face's slow processor ({@code
 * Qwen2VLImageProcessor}). Sides are rounded to whole merged patches within a range of pixels. Then
 * come a bicubic resize, normalisation, and patches in the order in which they are merged.
 *
 * <p>The range is {@code size}. Its two edges are numbers of pixels, although their names say
 * otherwise. If {@code min_pixels} or {@code max_pixels} exist, they replace an edge. transformers
 * 5, and the processor that transformers 4.57 chooses, do the same.
 */
public final class Qwen2VlImageProcessor {
  private static final int LARGEST_ASPECT_RATIO = 200;

  private final int patch;
  private final int frames;
  private final int merge;
  private final int minimumPixels;
  private final int maximumPixels;
  private final boolean resizes;
  private final Resize filter;
  private final PixelScale scale;
  private final PillowRelease pillow;

  private Qwen2VlImageProcessor(PreprocessorFile file, PillowRelease pillow) {
    this.pillow = pillow;
    this.patch = file.positive("patch_size", 14);
    this.frames = file.positive("temporal_patch_size", 2);
    this.merge = file.positive("merge_size", 2);
    file.requireType("Qwen2VLImageProcessor");
    this.minimumPixels = pixels(file, "min_pixels", "shortest_edge", 56 * 56);
    this.maximumPixels = pixels(file, "max_pixels", "longest_edge", 28 * 28 * 1280);
    this.resizes = file.flag("do_resize", true);
    this.filter = file.resample(Resize.BICUBIC);
    this.scale = PixelScale.of(file);
    if (minimumPixels > maximumPixels) {
      throw file.wrong(
          file.has("min_pixels") ? "min_pixels" : "size.shortest_edge",
          minimumPixels,
          "at most %s, %d"
              .formatted(
                  file.has("max_pixels") ? "max_pixels" : "size.longest_edge", maximumPixels));
    }
    long unit = (long) patch * merge;
    if (unit * unit > ImageDecoder.MAXIMUM_PIXELS) {
      throw file.wrong("patch_size", patch, "merged patches of at most an image's pixels");
    }
  }

  /**
   * One end of the range of pixels.
   *
   * @param edge its name in {@code size}, which has both edges or is absent
   */
  private static int pixels(PreprocessorFile file, String key, String edge, int absent) {
    if (file.has(key)) {
      return file.positive(key, absent);
    }
    return file.has("size") ? file.object("size").requiredPositive(edge) : absent;
  }

  /** A processor with Hugging Face's defaults. */
  public static Qwen2VlImageProcessor standard() {
    return new Qwen2VlImageProcessor(PreprocessorFile.empty(), PillowRelease.CURRENT);
  }

  /**
   * A processor with a checkpoint's settings.
   *
   * @param pillow the release whose pixels the resize gives
   */
  public static Qwen2VlImageProcessor of(PreprocessorFile file, PillowRelease pillow) {
    return new Qwen2VlImageProcessor(file, pillow);
  }

  /** Pixels of a patch's side. */
  public int patchSize() {
    return patch;
  }

  /** Images of a patch, in time. */
  public int frames() {
    return frames;
  }

  /** Patches of a token's side. */
  public int mergeSize() {
    return merge;
  }

  /**
   * The patches of an image.
   *
   * @param time steps of time, 1 for an image
   * @param rows patches from top to bottom
   * @param columns patches from left to right
   * @param tokens tokens that the image takes in the prompt
   */
  public record Grid(int time, int rows, int columns, int tokens) {
    /** All patches. */
    public int count() {
      return time * rows * columns;
    }
  }

  /**
   * An image in the form that the vision tower reads.
   *
   * @param patches_NP N patches of P values, P = channel x frame x patch row x patch column;
   *     patches that are merged follow one another
   * @param pixels the image after the resize, before normalisation
   */
  public record Patches(float[] patches_NP, Grid grid, RgbImage pixels) {
    /** P. */
    public int width() {
      return patches_NP.length / grid.count();
    }
  }

  /** Width and height in pixels. */
  public record Size(int width, int height) {}

  /**
   * Prepares an image.
   *
   * @param name the image's name in messages
   * @throws WordsightException INPUT when one side is over 200 times the other
   */
  public Patches process(RgbImage image, String name) {
    Size size = size(image.width(), image.height(), name);
    RgbImage pixels = filter.resize(image, size.width(), size.height(), pillow);
    Grid grid = grid(size);
    return new Patches(patches(pixels, grid.rows(), grid.columns()), grid, pixels);
  }

  /** The patches of an image, computed from its size. */
  public Grid grid(int width, int height, String name) {
    return grid(size(width, height, name));
  }

  private Grid grid(Size size) {
    int rows = size.height() / patch;
    int columns = size.width() / patch;
    return new Grid(1, rows, columns, rows * columns / (merge * merge));
  }

  /** The size to which an image is scaled, computed from its own size. */
  public Size size(int width, int height, String name) {
    int unit = patch * merge;
    if ((double) Math.max(width, height) / Math.min(width, height) > LARGEST_ASPECT_RATIO) {
      throw WordsightException.input(
          "Cannot show image %s to this model: it is %d x %d pixels, expected one side to be at most %d times the other. Crop it or remove it."
              .formatted(name, width, height, LARGEST_ASPECT_RATIO));
    }
    if (!resizes) {
      if (width % unit != 0 || height % unit != 0) {
        throw WordsightException.input(
            "Cannot show image %s to this model: it is %d x %d pixels, expected multiples of %d because do_resize is false in %s."
                .formatted(name, width, height, unit, PreprocessorFile.NAME));
      }
      return new Size(width, height);
    }
    long roundedWidth = nearest(width, unit);
    long roundedHeight = nearest(height, unit);
    double area = (double) width * height;
    if (roundedWidth * roundedHeight > maximumPixels) {
      double shrink = Math.sqrt(area / maximumPixels);
      roundedWidth = Math.max(unit, (long) Math.floor(width / shrink / unit) * unit);
      roundedHeight = Math.max(unit, (long) Math.floor(height / shrink / unit) * unit);
    } else if (roundedWidth * roundedHeight < minimumPixels) {
      double grow = Math.sqrt(minimumPixels / area);
      roundedWidth = (long) Math.ceil(width * grow / unit) * unit;
      roundedHeight = (long) Math.ceil(height * grow / unit) * unit;
    }
    return new Size(Math.toIntExact(roundedWidth), Math.toIntExact(roundedHeight));
  }

  /** Python's round: a half goes to the even neighbour. */
  private static long nearest(int side, int unit) {
    return (long) Math.rint((double) side / unit) * unit;
  }

  /** Cuts the image: blocks of merged patches row by row, the patches of a block row by row. */
  private float[] patches(RgbImage image, int rows, int columns) {
    int area = patch * patch;
    int width = RgbImage.CHANNELS * frames * area;
    float[] patches = new float[Math.multiplyExact(rows * columns, width)];
    int to = 0;
    for (int blockRow = 0; blockRow < rows; blockRow += merge) {
      for (int blockColumn = 0; blockColumn < columns; blockColumn += merge) {
        for (int row = blockRow; row < blockRow + merge; row++) {
          for (int column = blockColumn; column < blockColumn + merge; column++) {
            cut(image, row * patch, column * patch, patches, to);
            to += width;
          }
        }
      }
    }
    return patches;
  }

  private void cut(RgbImage image, int top, int left, float[] patches, int start) {
    byte[] rgb = image.rgb();
    int area = patch * patch;
    int to = start;
    for (int c = 0; c < RgbImage.CHANNELS; c++) {
      float[] values = scale.channel(c);
      for (int y = top; y < top + patch; y++) {
        int from = RgbImage.CHANNELS * (image.width() * y + left) + c;
        for (int x = 0; x < patch; x++) {
          patches[to++] = values[rgb[from + RgbImage.CHANNELS * x] & 0xff];
        }
      }
      // A picture counts as a video of equal frames.
      for (int frame = 1; frame < frames; frame++, to += area) {
        System.arraycopy(patches, to - area, patches, to, area);
      }
    }
  }
}
