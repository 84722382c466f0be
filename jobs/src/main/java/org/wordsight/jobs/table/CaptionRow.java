package org.wordsight.jobs.table;

/** The caption of an image. */
public record CaptionRow(String itemId, String model, String caption, String imageSha256) {
  public static final Table<CaptionRow> TABLE = Table.of("captions", 1, CaptionRow.class);
}
