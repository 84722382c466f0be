package org.wordsight.vision;

import java.math.BigDecimal;
import java.math.RoundingMode;

/**
 * The features of an image's tiles that LLaVA-OneVision keeps, as one map. The map has the part of
 * the image without padding. If the map is too large, it is pooled to fewer rows and columns. Every
 * rounding is the same as Hugging Face's, because the number of tokens depends on it.
 *
 * @param top rows of padding above the image; as many are left out below
 * @param left columns of padding before it; as many are left out after it
 * @param rows of the image, before pooling; 0 if it is lower than one
 * @param columns of the image, before pooling; 0 if it is narrower than one
 * @param keptRows rows after pooling
 * @param keptColumns columns after pooling
 */
public record FeatureMap(int top, int left, int rows, int columns, int keptRows, int keptColumns) {
  /** Maps whose sides are above the limit by less than this factor are not pooled. */
  private static final double POOLED_ABOVE = 1.1;

  /**
   * The map of an image.
   *
   * @param width of the image, in pixels
   * @param height of the image, in pixels
   * @param tileRows tiles of its canvas from top to bottom
   * @param tileColumns tiles of its canvas from left to right
   * @param grid features of a tile's side
   * @param largestTiles a map with more features than this number of tiles is pooled
   */
  public static FeatureMap of(
      int width, int height, int tileRows, int tileColumns, int grid, int largestTiles) {
    int rows = grid * tileRows;
    int columns = grid * tileColumns;
    int top = 0;
    int left = 0;
    if ((double) width / height > (double) columns / rows) {
      top = (rows - whole(height * ((double) columns / width))) / 2;
    } else {
      left = (columns - whole(width * ((double) rows / height))) / 2;
    }
    rows -= 2 * top;
    columns -= 2 * left;
    double ratio =
        Math.sqrt((double) ((long) rows * columns) / ((long) largestTiles * grid * grid));
    return ratio > POOLED_ABOVE
        ? new FeatureMap(top, left, rows, columns, quotient(rows, ratio), quotient(columns, ratio))
        : new FeatureMap(top, left, rows, columns, rows, columns);
  }

  /** Python's {@code int(round(number, 7))}. */
  private static int whole(double number) {
    return new BigDecimal(number).setScale(7, RoundingMode.HALF_EVEN).intValue();
  }

  /**
   * Python's {@code dividend // divisor}, which is not always the floor of the rounded quotient.
   */
  private static int quotient(int dividend, double divisor) {
    double exact = (dividend - dividend % divisor) / divisor;
    double floor = Math.floor(exact);
    return (int) (exact - floor > 0.5 ? floor + 1 : floor);
  }

  /** Whether pooling leaves nothing of the image. */
  public boolean vanishes() {
    return rows * columns > 0 && keptRows * keptColumns == 0;
  }

  /** The tokens of the map: its features, and a newline after each row. */
  public int tokens() {
    return keptRows * (keptColumns + 1);
  }
}
