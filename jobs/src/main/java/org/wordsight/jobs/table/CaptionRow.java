package org.wordsight.jobs.table;

/**
 * The caption of an image. {@code imageSha256} is the hash of the file. {@code pixelsSha256} is the
 * hash of the decoded pixels: 8-bit red, green and blue, row by row.
 */
public record CaptionRow(
    String itemId,
    String model,
    String caption,
    String imageSha256,
    int imageWidth,
    int imageHeight,
    String pixelsSha256) {
  public static final Table<CaptionRow> TABLE = Table.of("captions", 1, CaptionRow.class);
}
