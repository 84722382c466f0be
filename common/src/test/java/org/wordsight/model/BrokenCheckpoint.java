package org.wordsight.model;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.wordsight.chat.ChatTemplate;
import org.wordsight.chat.Message;
import org.wordsight.chat.Tokenizer;

/** A copy of a correct checkpoint that tests damage. */
final class BrokenCheckpoint {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Path folder;

  private BrokenCheckpoint(Path folder) {
    this.folder = folder;
  }

  static BrokenCheckpoint copyOf(String reference, Path folder) throws IOException {
    try (Stream<Path> files = Files.list(sound(reference))) {
      for (Path file : files.toList()) {
        Files.copy(file, folder.resolve(file.getFileName()));
      }
    }
    return new BrokenCheckpoint(folder);
  }

  private static Path sound(String reference) {
    try {
      return Path.of(
          BrokenCheckpoint.class.getResource("/references/" + reference + "/checkpoint").toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Reads all that is checked before a model computes. */
  void read() {
    try (Checkpoint checkpoint = Checkpoint.open(folder);
        Tokenizer tokenizer = Tokenizer.load(folder)) {
      String chat = ChatTemplate.load(folder).prompt(List.of(Message.user("What next?")));
      checkpoint.requireKnown(tokenizer.encode(chat));
      checkpoint.requireKnown(tokenizer);
      checkpoint.blueprint().requireImageProcessor();
      StopTokens.read(folder);
      checkpoint.requireFinite(bytes -> {});
    }
  }

  Path path(String file) {
    return folder.resolve(file);
  }

  /** Replaces a file by a named pipe. A program that opens it waits for ever. */
  void pipe(String file) throws IOException {
    Files.deleteIfExists(path(file));
    try {
      if (new ProcessBuilder("mkfifo", path(file).toString()).start().waitFor() != 0) {
        throw new IOException("Cannot make a named pipe");
      }
    } catch (InterruptedException e) {
      throw new IOException(e);
    }
  }

  void rename(String file, String name) throws IOException {
    Files.move(path(file), path(name));
  }

  void write(String file, String text) throws IOException {
    Files.writeString(path(file), text);
  }

  void delete(String file) throws IOException {
    Files.delete(path(file));
  }

  /** Keeps the first bytes. */
  void cut(String file, int length) throws IOException {
    Files.write(path(file), Arrays.copyOf(Files.readAllBytes(path(file)), length));
  }

  void editJson(String file, Consumer<ObjectNode> change) throws IOException {
    ObjectNode values = (ObjectNode) JSON.readTree(path(file).toFile());
    change.accept(values);
    JSON.writeValue(path(file).toFile(), values);
  }

  /** Writes a length that is not the header's. */
  void setHeaderLength(String file, long length) throws IOException {
    byte[] bytes = Files.readAllBytes(path(file));
    ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).putLong(0, length);
    Files.write(path(file), bytes);
  }

  void editHeader(String file, Consumer<ObjectNode> change) throws IOException {
    ObjectNode header = (ObjectNode) JSON.readTree(headerText(file));
    change.accept(header);
    replaceHeader(file, JSON.writeValueAsString(header));
  }

  void replaceHeader(String file, String header) throws IOException {
    byte[] bytes = Files.readAllBytes(path(file));
    int dataStart = 8 + headerText(file).length;
    byte[] text = header.getBytes(UTF_8);
    ByteBuffer changed =
        ByteBuffer.allocate(8 + text.length + bytes.length - dataStart)
            .order(ByteOrder.LITTLE_ENDIAN)
            .putLong(text.length)
            .put(text)
            .put(bytes, dataStart, bytes.length - dataStart);
    Files.write(path(file), changed.array());
  }

  private byte[] headerText(String file) throws IOException {
    byte[] bytes = Files.readAllBytes(path(file));
    long length = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getLong();
    return Arrays.copyOfRange(bytes, 8, 8 + Math.toIntExact(length));
  }

  /** Makes the last element of a float16 tensor an infinity. */
  void putInfinity(String file, String tensor) throws IOException {
    putLast(
        file,
        tensor,
        ByteBuffer.allocate(2).order(ByteOrder.LITTLE_ENDIAN).putShort(0, (short) 0x7c00));
  }

  /** Changes the last element of a float32 tensor. */
  void putFloat(String file, String tensor, float value) throws IOException {
    putLast(file, tensor, ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN).putFloat(0, value));
  }

  private void putLast(String file, String tensor, ByteBuffer element) throws IOException {
    byte[] header = headerText(file);
    int end = JSON.readTree(header).path(tensor).path("data_offsets").path(1).intValue();
    byte[] bytes = Files.readAllBytes(path(file));
    ByteBuffer.wrap(bytes)
        .put(8 + header.length + end - element.capacity(), element, 0, element.capacity());
    Files.write(path(file), bytes);
  }
}
