package org.wordsight.vision;

/** The content of an image file whose headers have been read; its pixels have not. */
sealed interface ImageFile permits PngFile, JpegFile, GifFile, WebpFile {
  ImageHeader header();

  /**
   * The pixels.
   *
   * @throws org.wordsight.error.WordsightException INPUT if they are damaged or cut off
   */
  RgbImage decode();
}
