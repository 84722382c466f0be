package org.wordsight.grammar;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.wordsight.chat.TokenBytes;

/** Made-up vocabularies for tests. */
final class Vocabularies {
  private Vocabularies() {}

  /** Tokens with the bytes of these texts, one character a byte. */
  static TokenBytes of(String... tokens) {
    return TokenBytes.of(List.of(tokens).stream().map(text -> text.getBytes(ISO_8859_1)).toList());
  }

  /** All bytes, by their values as ids. */
  static List<byte[]> allBytes() {
    List<byte[]> tokens = new ArrayList<>();
    for (int b = 0; b < 256; b++) {
      tokens.add(new byte[] {(byte) b});
    }
    return tokens;
  }

  /**
   * All bytes and a token that ends the turn (256). There are also tokens that cross the borders of
   * characters, texts and fields, some of them twice, and some that no text can have.
   */
  static TokenBytes hostile(long seed) {
    List<byte[]> tokens = allBytes();
    tokens.add(new byte[0]);
    for (String text :
        List.of(
            "\", \"",
            "\"]",
            "\": \"",
            "\"},",
            "\"}]",
            "}, {\"",
            "[{\"situation\": \"",
            "\\",
            "\\\\",
            "\\u",
            "\\uD83D",
            "\\\"",
            ". ",
            ".\"",
            "!\", \"",
            "    ",
            "\n\n",
            "日",
            "日本",
            "🙂",
            "a",
            "a",
            "[]",
            "[[",
            "true",
            "tr",
            ",true",
            ", true",
            "12",
            "-1",
            "A",
            "B\"",
            "A. ",
            "\"A. ")) {
      tokens.add(text.getBytes(UTF_8));
    }
    Random random = new Random(seed);
    String letters = "abc .,\"{}[]:\\u0D8\n\u00e9\u65e5";
    for (int i = 0; i < 400; i++) {
      byte[] token = new byte[1 + random.nextInt(6)];
      for (int j = 0; j < token.length; j++) {
        byte[] some = letters.getBytes(UTF_8);
        token[j] = i % 3 == 0 ? (byte) random.nextInt(256) : some[random.nextInt(some.length)];
      }
      tokens.add(token);
    }
    return TokenBytes.of(tokens);
  }

  /** The token of {@link #hostile} that ends the turn. */
  static final Set<Integer> STOP = Set.of(256);
}
