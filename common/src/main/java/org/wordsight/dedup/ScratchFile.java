package org.wordsight.dedup;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** A temporary file that is mapped into memory in parts, and deleted when it is closed. */
final class ScratchFile implements AutoCloseable {
  private final Path path;
  private final FileChannel channel;

  /**
   * @param name the beginning of the file's name
   */
  ScratchFile(String name) {
    try {
      path = Files.createTempFile(name, ".bin");
      channel =
          FileChannel.open(
              path,
              StandardOpenOption.READ,
              StandardOpenOption.WRITE,
              StandardOpenOption.DELETE_ON_CLOSE);
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot make a temporary file for curation", e);
    }
  }

  /** Maps a part of the file. The file grows if it is too short. */
  MappedByteBuffer map(long from, long bytes) {
    try {
      return channel.map(FileChannel.MapMode.READ_WRITE, from, bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(
          "Cannot grow " + path + ", the temporary file of curation. Check the disk", e);
    }
  }

  /** The channel, for mappings of another form. */
  FileChannel channel() {
    return channel;
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot close " + path, e);
    }
  }
}
