package org.wordsight.vision;

/**
 * The release of Pillow whose pixels a resize gives. The order of the two passes changes the last
 * bit or two, since the first one rounds to 8 bits. Release 13 changed the order for some sizes.
 */
public enum PillowRelease {
  /** Rows first, always. */
  UP_TO_12,
  /** Columns first if the height shrinks by more than twice as many pixels as the width. */
  SINCE_13;

  /** The default. */
  public static final PillowRelease CURRENT = SINCE_13;

  /**
   * The release of a version such as {@code 12.1.0}; {@link #CURRENT} if the text is not a version.
   */
  public static PillowRelease of(String version) {
    String major = version.split("\\.", 2)[0];
    if (!major.matches("[0-9]{1,4}")) {
      return CURRENT;
    }
    return Integer.parseInt(major) < 13 ? UP_TO_12 : SINCE_13;
  }

  boolean columnsFirst(RgbImage from, int width, int height) {
    int fewerRows = from.height() - height;
    return this == SINCE_13 && fewerRows > 0 && fewerRows > (from.width() - width) * 2L;
  }
}
