package org.wordsight.grammar;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.BitSet;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TestTextTable {
  private static final TextTable TABLE = new TextTable(all());

  private static BitSet all() {
    BitSet all = new BitSet();
    all.set(0, 256);
    return all;
  }

  /** The place after some bytes; -1 if one is not allowed. */
  private static int after(int place, byte[] bytes) {
    int at = place;
    for (int i = 0; i < bytes.length && at >= 0; i++) {
      at = TABLE.next(at, bytes[i] & 0xFF);
    }
    return at;
  }

  private static byte[] utf8(int codePoint) {
    return Character.toString(codePoint).getBytes(UTF_8);
  }

  private static boolean isAllowed(int codePoint) {
    boolean isSurrogate = codePoint >= 0xD800 && codePoint <= 0xDFFF;
    return !isSurrogate
        && !Character.isISOControl(codePoint)
        && codePoint != '"'
        && codePoint != '\\';
  }

  @Test
  void hasEveryCharacterExceptControlsQuotesAndBackslashes() {
    List<Integer> ends = List.of((int) '.', (int) '!', (int) '?', 0x3002, 0xFF01, 0xFF1F);
    for (int codePoint = 0; codePoint <= 0x10FFFF; codePoint++) {
      if (codePoint < 0xD800 || codePoint > 0xDFFF) {
        int expected = ends.contains(codePoint) ? TextTable.SENTENCE_END : TextTable.PLAIN;
        int at = after(TextTable.PLAIN, utf8(codePoint));
        assertThat(at >= 0 && TextTable.isBetween(at) ? at : -1)
            .as("U+%04X", codePoint)
            .isEqualTo(isAllowed(codePoint) ? expected : -1);
      }
    }
  }

  @Test
  void beginsWithNoBlank() {
    for (int codePoint = 0; codePoint <= 0x10FFFF; codePoint++) {
      boolean isBlank =
          Character.isWhitespace(codePoint)
              || Character.isSpaceChar(codePoint)
              || codePoint == 0xFEFF;
      if (isAllowed(codePoint) && (codePoint < 0xD800 || codePoint > 0xDFFF)) {
        int at = after(TextTable.BEGIN, utf8(codePoint));
        assertThat(at >= 0 && TextTable.isBetween(at)).as("U+%04X", codePoint).isEqualTo(!isBlank);
      }
    }
  }

  /** Every two, and some three and four bytes, against Java's strict decoder. */
  @Test
  void hasNoBytesThatAreNotUtf8() {
    int[] later = {0x00, 0x22, 0x7F, 0x80, 0x8F, 0x90, 0x9F, 0xA0, 0xBF, 0xC0, 0xFF};
    for (int first = 0x80; first < 0x100; first++) {
      for (int second = 0; second < 0x100; second++) {
        assertUtf8((byte) first, (byte) second);
        for (int third : later) {
          assertUtf8((byte) first, (byte) second, (byte) third);
          assertUtf8((byte) first, (byte) second, (byte) third, (byte) 0x80);
        }
      }
    }
  }

  private static void assertUtf8(byte... bytes) {
    int at = after(TextTable.PLAIN, bytes);
    if (at >= 0 && TextTable.isBetween(at)) {
      assertThat(new String(bytes, UTF_8).getBytes(UTF_8)).isEqualTo(bytes);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\\n",
        "\\t",
        "\\\"",
        "\\\\",
        "\\/",
        "\\u0020",
        "\\u00e9",
        "\\u007E",
        "\\u00A0",
        "\\u0FFF",
        "\\u2028",
        "\\ud7ff",
        "\\uE000",
        "\\uD83D\\uDE42",
        "\\uDBFF\\uDFFF"
      })
  void hasEscapesOfCharacters(String escape) {
    assertThat(after(TextTable.PLAIN, escape.getBytes(UTF_8))).isEqualTo(TextTable.PLAIN);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\\b",
        "\\f",
        "\\r",
        "\\x",
        "\\u0000",
        "\\u001F",
        "\\u007f",
        "\\u0080",
        "\\u009F",
        "\\u00g",
        "\\uDE42",
        "\\uD83Dx",
        "\\uD83D\\n",
        "\\uD83D\\u0041",
        "\\uD83D\\uD83D"
      })
  void hasNoOtherEscapes(String escape) {
    assertThat(after(TextTable.PLAIN, escape.getBytes(UTF_8))).isNegative();
  }

  @Test
  void knowsHowManyBytesEndACharacter() {
    assertThat(TABLE.left(TextTable.PLAIN)).isZero();
    assertThat(TABLE.left(after(TextTable.PLAIN, new byte[] {(byte) 0xF0}))).isEqualTo(3);
    assertThat(TABLE.left(after(TextTable.PLAIN, new byte[] {(byte) 0xE2, (byte) 0x80})))
        .isEqualTo(1);
    assertThat(TABLE.left(after(TextTable.PLAIN, "\\".getBytes(UTF_8)))).isEqualTo(1);
    assertThat(TABLE.left(after(TextTable.PLAIN, "\\u".getBytes(UTF_8)))).isEqualTo(4);
    assertThat(TABLE.left(after(TextTable.PLAIN, "\\uD8".getBytes(UTF_8)))).isEqualTo(8);
  }

  @Test
  void knowsThatACharacterCannotEndWithoutItsBytes() {
    BitSet ascii = new BitSet();
    ascii.set(0, 0x80);
    TextTable table = new TextTable(ascii);
    assertThat(table.left(table.next(TextTable.PLAIN, 0xE2))).isEqualTo(Automaton.IMPOSSIBLE);
    assertThat(table.left(table.next(TextTable.PLAIN, '\\'))).isEqualTo(1);
  }
}
