package org.wordsight.vision;

import java.awt.image.Raster;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Iterator;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;
import javax.imageio.stream.MemoryCacheImageInputStream;
import org.wordsight.error.WordsightException;

/** The JDK's decoders, used to read stored samples without colour model and profile. */
enum JdkReader {
  PNG("png") {
    @Override
    Raster read(ImageReader reader) throws IOException {
      return reader.read(0).getRaster();
    }
  },
  JPEG("jpeg") {
    @Override
    Raster read(ImageReader reader) throws IOException {
      return reader.readRaster(0, null);
    }
  };

  private final String format;

  JdkReader(String format) {
    this.format = format;
  }

  abstract Raster read(ImageReader reader) throws IOException;

  /** The samples of the first image in {@code content}. */
  Raster raster(byte[] content, String name) {
    ImageReader reader = ofThePlatform();
    try (ImageInputStream in = new MemoryCacheImageInputStream(new ByteArrayInputStream(content))) {
      reader.setInput(in, true, true);
      return read(reader);
    } catch (IOException | RuntimeException e) {
      // The JDK's decoders throw either of these for damaged data.
      throw WordsightException.input(
          "Cannot read image %s: its %s data is damaged or truncated (%s). Copy it again or save it again."
              .formatted(name, name(), reason(e)),
          e);
    } finally {
      reader.dispose();
    }
  }

  /** The JDK's own reader, since the class path of a cluster may bring others. */
  private ImageReader ofThePlatform() {
    Iterator<ImageReader> readers = ImageIO.getImageReadersByFormatName(format);
    while (readers.hasNext()) {
      ImageReader reader = readers.next();
      if (reader.getClass().getModule().equals(ImageReader.class.getModule())) {
        return reader;
      }
      reader.dispose();
    }
    throw new IllegalStateException("Every Java platform reads " + format);
  }

  private static String reason(Exception e) {
    Throwable deepest = e;
    while (deepest.getCause() != null) {
      deepest = deepest.getCause();
    }
    return deepest.getMessage() == null ? deepest.getClass().getSimpleName() : deepest.getMessage();
  }
}
