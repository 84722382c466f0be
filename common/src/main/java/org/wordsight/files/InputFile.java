package org.wordsight.files;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import org.wordsight.error.WordsightException;

/**
 * Reads files from outside. Opening a named pipe or a device may wait forever, and a file without
 * end fills the memory. A file is therefore checked before it is opened, and no more of it is read
 * than its kind allows. Links are followed.
 */
public final class InputFile {
  private InputFile() {}

  /**
   * The whole content of a file.
   *
   * @throws IOException if there is no such file, or it cannot be read
   * @throws WordsightException if it is not a regular file, or is larger than its kind allows
   */
  public static byte[] bytes(Path file, FileKind kind) throws IOException {
    require(file, kind);
    try (InputStream in = Files.newInputStream(file)) {
      // The size in the folder is not reliable, since the file may grow in the meantime.
      byte[] content = in.readNBytes((int) Math.min(Integer.MAX_VALUE - 8, kind.maximumBytes()));
      if (in.read() >= 0) {
        throw tooLarge(file, kind, Files.size(file));
      }
      return content;
    }
  }

  /**
   * The whole content of a file in UTF-8.
   *
   * @throws IOException as {@link #bytes}, and if the content is not UTF-8
   * @throws WordsightException as {@link #bytes}
   */
  public static String text(Path file, FileKind kind) throws IOException {
    ByteBuffer content = ByteBuffer.wrap(bytes(file, kind));
    try {
      return StandardCharsets.UTF_8
          .newDecoder()
          .onMalformedInput(CodingErrorAction.REPORT)
          .onUnmappableCharacter(CodingErrorAction.REPORT)
          .decode(content)
          .toString();
    } catch (CharacterCodingException e) {
      throw new IOException("byte " + content.position() + " is no UTF-8", e);
    }
  }

  /**
   * A file opened for reading at any place.
   *
   * @throws IOException as {@link #bytes}
   * @throws WordsightException as {@link #bytes}
   */
  public static FileChannel open(Path file, FileKind kind) throws IOException {
    require(file, kind);
    return FileChannel.open(file, StandardOpenOption.READ);
  }

  /**
   * Checks a file without opening it.
   *
   * @throws IOException if there is no such file, or its folder cannot be read
   * @throws WordsightException if it is not a regular file, or is larger than its kind allows
   */
  public static void require(Path file, FileKind kind) throws IOException {
    BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
    if (!attributes.isRegularFile()) {
      throw new WordsightException(
          kind.exitCode(),
          "Cannot read %s: it is %s, expected %s in a regular file. Give the path of a file."
              .formatted(
                  file,
                  attributes.isDirectory() ? "a folder" : "a named pipe or a device",
                  kind.words()));
    }
    if (attributes.size() > kind.maximumBytes()) {
      throw tooLarge(file, kind, attributes.size());
    }
  }

  private static WordsightException tooLarge(Path file, FileKind kind, long bytes) {
    return new WordsightException(
        kind.exitCode(),
        "Cannot read %s: it has %,d bytes, expected %s of at most %,d. Give a smaller file."
            .formatted(file, bytes, kind.words(), kind.maximumBytes()));
  }
}
