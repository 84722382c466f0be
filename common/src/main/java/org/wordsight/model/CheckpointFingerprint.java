package org.wordsight.model;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.wordsight.data.Sha256;
import org.wordsight.error.WordsightException;

/**
 * The hash of a checkpoint's content: its JSON, Jinja and safetensors files, by name. The hash does
 * not depend on the folder's place. Of a file above 64 MiB, only the length and one megabyte in
 * every 32 are hashed. The weights of two trainings always differ in these parts, and hashing takes
 * a second instead of minutes.
 */
public final class CheckpointFingerprint {
  private static final long WHOLE_BYTES = 64L << 20;
  private static final long STRIDE_BYTES = 32L << 20;
  private static final int SAMPLE_BYTES = 1 << 20;
  private static final List<String> SUFFIXES = List.of(".json", ".jinja", ".safetensors");

  private CheckpointFingerprint() {}

  /**
   * Hashes a folder.
   *
   * @param precision part of the hash, since another rounding gives other answers
   * @throws WordsightException if the folder cannot be read
   */
  public static String of(Path folder, Precision precision) {
    Sha256 hash = new Sha256().add(precision.name());
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.filter(CheckpointFingerprint::counts).sorted().toList()) {
        hash.add(file.getFileName().toString());
        add(file, hash);
      }
      return hash.hex();
    } catch (IOException e) {
      throw WordsightException.input(
          "Cannot read checkpoint folder %s: %s. Set the path of the model to its folder."
              .formatted(folder, e),
          e);
    }
  }

  private static boolean counts(Path file) {
    return Files.isRegularFile(file)
        && SUFFIXES.stream().anyMatch(file.getFileName().toString()::endsWith);
  }

  private static void add(Path file, Sha256 hash) throws IOException {
    long length = Files.size(file);
    if (length <= WHOLE_BYTES) {
      hash.add(Files.readAllBytes(file));
      return;
    }
    hash.add(length);
    try (FileChannel channel = FileChannel.open(file)) {
      for (long start = 0; start < length; start += STRIDE_BYTES) {
        ByteBuffer sample = ByteBuffer.allocate((int) Math.min(SAMPLE_BYTES, length - start));
        while (sample.hasRemaining() && channel.read(sample, start + sample.position()) >= 0) {}
        hash.add(sample.array());
      }
    }
  }
}
