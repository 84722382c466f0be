package org.wordsight.safetensors;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.wordsight.error.WordsightException;

class TestSafetensorsFile {
  @TempDir private Path folder;

  private Path file(String header, int dataBytes) throws IOException {
    byte[] text = header.getBytes(UTF_8);
    ByteBuffer bytes =
        ByteBuffer.allocate(8 + text.length + dataBytes).order(ByteOrder.LITTLE_ENDIAN);
    bytes.putLong(text.length).put(text);
    return Files.write(folder.resolve("model.safetensors"), bytes.array());
  }

  private void refuses(String header, int dataBytes, String... words) throws IOException {
    Path file = file(header, dataBytes);
    assertThatThrownBy(() -> SafetensorsFile.open(file))
        .isInstanceOf(WordsightException.class)
        .hasMessageContaining(file.toString())
        .hasMessageContainingAll(words);
  }

  @Test
  void readsTheFilesOfTheWriter() {
    Path file = folder.resolve("weights.safetensors");
    TensorSource halves =
        new TensorSource(
            "halves",
            Dtype.BF16,
            List.of(2L),
            channel ->
                channel.write(ByteBuffer.wrap(new byte[] {(byte) 0x80, 0x3f, 0, (byte) 0xc0})));
    SafetensorsWriter.write(
        file,
        SafetensorsWriter.PYTORCH,
        List.of(
            halves, TensorSource.floats("whole", FloatBuffer.wrap(new float[] {1, 2, 3}), 3, 1)));
    try (SafetensorsFile opened = SafetensorsFile.open(file)) {
      assertThat(opened.metadata()).isEqualTo(Map.of("format", "pt"));
      assertThat(opened.entries().keySet()).containsExactly("whole", "halves");
      assertThat(opened.entry("whole").shape()).containsExactly(3L, 1L);
      assertThat(opened.floats("whole")).containsExactly(1, 2, 3);
      assertThat(opened.floats("halves")).containsExactly(1, -2);
      assertThat(opened.entry("whole").start() % 8).isZero();
    }
  }

  @Test
  void writesTheSameBytesInAnyOrder() throws IOException {
    TensorSource a = TensorSource.floats("a", FloatBuffer.wrap(new float[] {1}), 1);
    TensorSource b = TensorSource.floats("b", FloatBuffer.wrap(new float[] {2}), 1);
    SafetensorsWriter.write(folder.resolve("1"), SafetensorsWriter.PYTORCH, List.of(a, b));
    SafetensorsWriter.write(folder.resolve("2"), SafetensorsWriter.PYTORCH, List.of(b, a));
    assertThat(folder.resolve("1")).hasSameBinaryContentAs(folder.resolve("2"));
  }

  @Test
  void widensEverySixteenBitNumberExactly() {
    assertThat(Widening.float16((short) 0x3555)).isEqualTo(0.333251953125f);
    assertThat(Widening.float16((short) 0x0001)).isEqualTo(0x1p-24f);
    assertThat(Widening.float16((short) 0x83ff)).isEqualTo(-1023 * 0x1p-24f);
    assertThat(Widening.float16((short) 0x8000)).isEqualTo(-0f);
    assertThat(Widening.float16((short) 0xfc00)).isEqualTo(Float.NEGATIVE_INFINITY);
    assertThat(Widening.float16((short) 0x7e00)).isNaN();
    assertThat(Widening.bfloat16((short) 0x4049)).isEqualTo(3.140625f);
  }

  @Test
  void refusesAFileShorterThanItsLength() throws IOException {
    Path file = Files.write(folder.resolve("short.safetensors"), new byte[5]);
    assertThatThrownBy(() -> SafetensorsFile.open(file))
        .hasMessageContainingAll("short.safetensors", "5 bytes", "copy it again");
  }

  @Test
  void refusesAnAbsurdHeaderLengthWithoutReadingIt() throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(16).order(ByteOrder.LITTLE_ENDIAN);
    bytes.putLong(1L << 62);
    Path file = Files.write(folder.resolve("long.safetensors"), bytes.array());
    assertThatThrownBy(() -> SafetensorsFile.open(file))
        .hasMessageContaining("header length is 4611686018427387904, expected at most 100,000,000");
  }

  @Test
  void refusesAHeaderBeyondTheFile() throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(16).order(ByteOrder.LITTLE_ENDIAN);
    bytes.putLong(1000);
    Path file = Files.write(folder.resolve("beyond.safetensors"), bytes.array());
    assertThatThrownBy(() -> SafetensorsFile.open(file))
        .hasMessageContaining("its header length is 1,000, but the file has 16 bytes");
  }

  @Test
  void refusesAHeaderThatIsNoJson() throws IOException {
    refuses("{\"a\": {", 0, "is no JSON");
    refuses("[1, 2]", 0, "no JSON object");
    refuses("{} {}", 0, "is no JSON");
  }

  @Test
  void refusesATensorThatEndsBeyondTheFile() throws IOException {
    refuses(
        "{\"x\": {\"dtype\": \"F32\", \"shape\": [4], \"data_offsets\": [0, 16]}}",
        12,
        "tensor x ends at byte",
        "truncated");
  }

  @Test
  void refusesOffsetsThatDisagreeWithTheShape() throws IOException {
    refuses(
        "{\"x\": {\"dtype\": \"F32\", \"shape\": [5], \"data_offsets\": [0, 16]}}",
        16,
        "tensor x",
        "16 bytes, but its shape [5] of F32 takes 20");
    refuses(
        "{\"x\": {\"dtype\": \"F32\", \"shape\": [-1], \"data_offsets\": [0, 16]}}",
        16,
        "tensor x has -1 in its shape");
    refuses(
        "{\"x\": {\"dtype\": \"F32\", \"shape\": [4294967296, 4294967296], \"data_offsets\": [0, 16]}}",
        16,
        "more than a file can hold");
  }

  @Test
  void refusesTensorsThatOverlapOrLeaveAGap() throws IOException {
    String x = "{\"x\": {\"dtype\": \"F32\", \"shape\": [1], \"data_offsets\": [0, 4]}, \"y\": ";
    String y = "{\"dtype\": \"F32\", \"shape\": [1], \"data_offsets\": ";
    refuses(x + y + "[0, 4]}}", 4, "tensor y begins at byte", "overlap");
    refuses(x + y + "[8, 12]}}", 12, "tensor y begins at byte", "gap");
    refuses(x + y + "[4, 8]}}", 9, "its last tensor ends at");
  }

  @Test
  void refusesAnUnknownDtype() throws IOException {
    refuses(
        "{\"x\": {\"dtype\": \"F12\", \"shape\": [1], \"data_offsets\": [0, 4]}}",
        4,
        "tensor x has dtype \"F12\", expected one of [BOOL");
  }

  @Test
  void namesAFileThatIsMissing() {
    assertThatThrownBy(() -> SafetensorsFile.open(folder.resolve("none")))
        .hasMessageContainingAll("none", "no such file");
  }
}
