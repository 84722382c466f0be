package org.wordsight.safetensors;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.wordsight.error.ExitCode;
import org.wordsight.error.WordsightException;

class TestHeader {
  private static final String SOUND =
      """
      {"__metadata__": {"format": "pt"},
       "a": {"dtype": "F32", "shape": [2, 3], "data_offsets": [0, 24]},
       "b.weight": {"dtype": "BF16", "shape": [], "data_offsets": [24, 26]},
       "nothing": {"dtype": "F16", "shape": [0, 7], "data_offsets": [26, 26]},
       "c": {"data_offsets": [26, 34], "shape": [1], "new": [{}], "dtype": "I64"}}""";
  private static final int SOUND_BYTES = 34;

  @TempDir private Path folder;

  private Path file(byte[] header, int dataBytes) throws IOException {
    ByteBuffer bytes =
        ByteBuffer.allocate(8 + header.length + dataBytes).order(ByteOrder.LITTLE_ENDIAN);
    return Files.write(
        folder.resolve("model.safetensors"), bytes.putLong(header.length).put(header).array());
  }

  private void refuses(String header, String message) throws IOException {
    Path file = file(header.getBytes(UTF_8), 4);
    assertThatThrownBy(() -> SafetensorsFile.open(file))
        .isInstanceOf(WordsightException.class)
        .hasMessage(
            "Cannot read %s: %s The file is truncated or damaged: copy it again.", file, message);
  }

  private static String tensor(String entry) {
    return "{\"x\": " + entry + "}";
  }

  private static String shaped(String shape) {
    return tensor("{\"dtype\": \"F32\", \"data_offsets\": [0, 4], \"shape\": " + shape + "}");
  }

  @Test
  void readsEmptyScalarAndUnsortedTensors() throws IOException {
    try (SafetensorsFile file = SafetensorsFile.open(file(SOUND.getBytes(UTF_8), SOUND_BYTES))) {
      assertThat(file.entries().keySet()).containsExactly("a", "b.weight", "nothing", "c");
      assertThat(file.entry("b.weight").shape()).isEmpty();
      assertThat(file.entry("nothing").elements()).isZero();
      assertThat(file.floats("nothing")).isEmpty();
      assertThat(file.entry("c").dtype()).isEqualTo(Dtype.I64);
    }
  }

  @Test
  void refusesNestingWithoutEnd() throws IOException {
    String deep = "its header is no JSON (Depth (1001) exceeds the maximum allowed nesting depth";
    refuses("{\"a\": {\"b\": " + "[".repeat(300_000), deep + " (1000)).");
    refuses("[".repeat(300_000), "its header is no JSON object.");
  }

  @Test
  void refusesNamesThatComeTwice() throws IOException {
    String entry = "{\"dtype\": \"F32\", \"shape\": [1], \"data_offsets\": [0, 4]}";
    refuses(
        "{\"x\": " + entry + ", \"x\": " + entry + "}",
        "its header is no JSON (Duplicate field 'x').");
    refuses(
        tensor("{\"dtype\": \"F32\", \"dtype\": \"F32\", \"shape\": [1]}"),
        "its header is no JSON (Duplicate field 'dtype').");
  }

  @Test
  void refusesNumbersThatAreNoSizes() throws IOException {
    String expected = " in its shape, expected a list of whole numbers.";
    refuses(shaped("[-1]"), "tensor x has -1" + expected);
    refuses(shaped("[1.0]"), "tensor x has 1.0" + expected);
    refuses(shaped("[\"1\"]"), "tensor x has 1" + expected);
    refuses(shaped("[[1]]"), "tensor x has a list" + expected);
    refuses(shaped("[9223372036854775808]"), "tensor x has 9223372036854775808" + expected);
    refuses(
        shaped("[" + "9".repeat(900) + "]"), "tensor x has " + "9".repeat(200) + "…" + expected);
    refuses(
        shaped("[9223372036854775807, 2]"),
        "tensor x has shape [9223372036854775807, 2], more than a file can hold.");
    refuses(shaped("7"), "tensor x has shape 7, expected a list of whole numbers.");
    refuses(
        shaped("[" + "1, ".repeat(64) + "1]"),
        "tensor x has over 64 numbers in its shape, expected a list of whole numbers.");
  }

  @Test
  void refusesAnEmptyTensorWithBytesAndATensorWithoutBytes() throws IOException {
    refuses(
        shaped("[0]"),
        "tensor x has data_offsets [0, 4], 4 bytes, but its shape [0] of F32 takes 0.");
    refuses(
        tensor("{\"dtype\": \"F32\", \"shape\": [1], \"data_offsets\": [4, 4]}"),
        "tensor x has data_offsets [4, 4], 0 bytes, but its shape [1] of F32 takes 4.");
  }

  @Test
  void refusesOffsetsBeyondAllFiles() throws IOException {
    refuses(
        tensor(
            "{\"dtype\": \"U8\", \"shape\": [1], \"data_offsets\": [9223372036854775806,"
                + " 9223372036854775807]}"),
        "tensor x ends at byte 9,223,372,036,854,775,807 of the data, but the file has 4 of it.");
    refuses(
        tensor("{\"dtype\": \"U8\", \"shape\": [1], \"data_offsets\": [1, 0]}"),
        "tensor x has data_offsets [1, 0], expected [begin, end].");
  }

  @Test
  void refusesIncompleteEntries() throws IOException {
    refuses(tensor("7"), "tensor x is said to be 7, expected an object.");
    refuses(tensor("{}"), "tensor x has no shape, expected one.");
    refuses(tensor("{\"shape\": []}"), "tensor x has no data_offsets, expected one.");
    refuses("{} {}", "its header is no JSON: something follows the object.");
    refuses("", "its header is no JSON object.");
  }

  @Test
  void readsAMillionEntriesInLittleMemory() throws IOException {
    int count = 1_000_000;
    String header =
        IntStream.range(0, count)
            .mapToObj(
                i ->
                    ("\"t" + i + "\":{\"dtype\":\"U8\",\"shape\":[1],\"data_offsets\":[" + i)
                        + ("," + (i + 1) + "]}"))
            .collect(Collectors.joining(",", "{", "}"));
    Path file = file(header.getBytes(UTF_8), count);
    try (SafetensorsFile opened = SafetensorsFile.open(file)) {
      assertThat(opened.entries()).hasSize(count);
    }
  }

  @Test
  void refusesOrReadsAnyChangedText() throws IOException {
    Random random = new Random(17);
    byte[] sound = SOUND.getBytes(UTF_8);
    int read = 0;
    for (int round = 0; round < 20_000; round++) {
      Path file = file(mutated(sound, random), SOUND_BYTES);
      try (SafetensorsFile opened = SafetensorsFile.open(file)) {
        long bytes = opened.entries().values().stream().mapToLong(TensorEntry::bytes).sum();
        assertThat(bytes).isEqualTo(SOUND_BYTES);
        read++;
      } catch (WordsightException e) {
        assertThat(e.exitCode()).isEqualTo(ExitCode.INPUT);
        assertThat(e).hasMessageStartingWith("Cannot read " + file + ": ");
      }
    }
    assertThat(read).as("some changes are harmless").isBetween(1, 19_999);
  }

  /** A few bytes changed, dropped, doubled or taken from elsewhere in the text. */
  private static byte[] mutated(byte[] sound, Random random) {
    StringBuilder text = new StringBuilder(new String(sound, UTF_8));
    for (int i = 0; i <= random.nextInt(3); i++) {
      int at = random.nextInt(text.length());
      int other = random.nextInt(text.length());
      int length = 1 + random.nextInt(Math.min(12, text.length() - Math.max(at, other)));
      switch (random.nextInt(5)) {
        case 0 -> text.setCharAt(at, (char) random.nextInt(256));
        case 1 -> text.delete(at, at + length);
        case 2 -> text.insert(at, text.substring(other, other + length));
        case 3 -> text.replace(at, at + length, text.substring(other, other + length));
        default -> text.setCharAt(at, "0123456789[]{}\",:-".charAt(random.nextInt(18)));
      }
    }
    return text.toString().getBytes(UTF_8);
  }
}
