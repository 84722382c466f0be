package org.wordsight.evaluate;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.wordsight.data.Sha256;
import org.wordsight.error.WordsightException;
import org.wordsight.vision.ImageDecoder;
import org.wordsight.vision.RgbImage;

/**
 * An item's image. The file is read and hashed once, and decoded at most once. If that fails, the
 * reason is kept instead.
 */
public final class ItemImage {
  public static final String MISSING = "missing-image";
  public static final String UNREADABLE = "unreadable-image";

  private final String address;
  private final byte[] content;
  private final String sha256;
  private String reason;
  private String detail;
  private Optional<RgbImage> pixels = Optional.empty();
  private ImageFacts facts;

  private ItemImage(String address, byte[] content, String sha256, String reason, String detail) {
    this.address = address;
    this.content = content;
    this.sha256 = sha256;
    this.reason = reason;
    this.detail = detail;
    this.facts = ImageFacts.undecoded(sha256);
  }

  /**
   * Reads the image file of an item.
   *
   * @param file on this machine
   * @param address of the image for people; the file may be a copy of it
   */
  public static ItemImage read(Path file, String address) {
    if (!Files.exists(file)) {
      return missing(address);
    }
    try {
      byte[] content = ImageDecoder.bytes(file, address);
      return new ItemImage(address, content, Sha256.plain(content), "", "");
    } catch (WordsightException e) {
      return new ItemImage(address, new byte[0], "", UNREADABLE, e.getMessage());
    }
  }

  /** An image that does not exist. */
  public static ItemImage missing(String address) {
    return new ItemImage(address, new byte[0], "", MISSING, address + " does not exist");
  }

  /** The pixels; empty if the file is missing or cannot be decoded. */
  public Optional<RgbImage> pixels() {
    if (pixels.isEmpty() && reason.isEmpty()) {
      try {
        pixels = Optional.of(ImageDecoder.decode(content, address));
        facts = ImageFacts.of(sha256, pixels.get());
      } catch (WordsightException e) {
        reason = UNREADABLE;
        detail = e.getMessage();
      }
    }
    return pixels;
  }

  /** The hash of the file's bytes; empty if there are none. */
  public String sha256() {
    return sha256;
  }

  /**
   * The file's hash. After a call of {@link #pixels}, also the size and hash of the decoded pixels.
   */
  public ImageFacts facts() {
    return facts;
  }

  /** {@link #MISSING} or {@link #UNREADABLE} after a failed call of {@link #pixels}; else empty. */
  public String reason() {
    return reason;
  }

  /** The problem for a person; empty if there is none. */
  public String detail() {
    return detail;
  }
}
