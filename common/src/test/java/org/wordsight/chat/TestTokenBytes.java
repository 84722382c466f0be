package org.wordsight.chat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.wordsight.error.ExitCode;
import org.wordsight.error.WordsightException;

class TestTokenBytes {
  /** Characters of one to four bytes, quotes, escapes, blanks, and a part of the demo's words. */
  private static final List<String> TEXTS =
      List.of(
          "[{\"situation\": \"A nurse, 34,\\n waits.\", \"options\": [\"A. Go\"]}]",
          "  two  blanks\ttab\n\nlines",
          "Zürich — “quoted” 日本語。 🙂👩‍🚒 \u00a0\u2028 \u0001");

  static Stream<Path> folders() {
    return Stream.of(
        ChatCases.folder("qwen"),
        ChatCases.folder("llama"),
        Path.of("..", "conf", "demo", "teacher"));
  }

  @ParameterizedTest
  @MethodSource("folders")
  void equalTheBytesOfDecodedTexts(Path folder) {
    TokenBytes tokens = TokenBytes.read(folder);
    try (Tokenizer tokenizer = Tokenizer.load(folder)) {
      assertThat(tokens.count()).isEqualTo(tokenizer.largestId() + 1);
      for (String text : TEXTS) {
        int[] ids = tokenizer.encode(text);
        assertThat(joined(tokens, ids)).isEqualTo(tokenizer.decode(ids));
      }
    }
  }

  /** Every token that is made of whole characters, alone. */
  @ParameterizedTest
  @MethodSource("folders")
  void equalTheBytesOfEachTokenAlone(Path folder) {
    TokenBytes tokens = TokenBytes.read(folder);
    try (Tokenizer tokenizer = Tokenizer.load(folder)) {
      for (int id : tokens.ids()) {
        assertThat(new String(tokens.of(id), StandardCharsets.UTF_8))
            .as("token %d", id)
            .isEqualTo(tokenizer.token(id));
      }
    }
  }

  @ParameterizedTest
  @MethodSource("folders")
  void areNoneForAddedTokensAndIdsBeyondTheVocabulary(Path folder) {
    TokenBytes tokens = TokenBytes.read(folder);
    try (Tokenizer tokenizer = Tokenizer.load(folder)) {
      for (String mark : List.of("<|im_end|>", "<|eot_id|>", "<|endoftext|>")) {
        tokenizer.id(mark).ifPresent(id -> assertThat(tokens.of(id)).as(mark).isEmpty());
      }
      assertThat(tokens.of(tokens.count() + 7)).isEmpty();
      assertThat(tokens.ids()).isNotEmpty().doesNotContain(tokens.count());
    }
  }

  /** The form of Llama 2: blanks as a low line, bytes without a token of their own in hex. */
  private static final String SENTENCEPIECE =
      """
      {"version": "1.0", "added_tokens": [{"id": 0, "content": "<s>", "special": true,
        "single_word": false, "lstrip": false, "rstrip": false, "normalized": false}],
       "normalizer": {"type": "Sequence", "normalizers": [
         {"type": "Prepend", "prepend": "▁"},
         {"type": "Replace", "pattern": {"String": " "}, "content": "▁"}]},
       "decoder": {"type": "Sequence", "decoders": [
         {"type": "Replace", "pattern": {"String": "▁"}, "content": " "},
         {"type": "ByteFallback"}, {"type": "Fuse"},
         {"type": "Strip", "content": " ", "start": 1, "stop": 0}]},
       "model": {"type": "BPE", "byte_fallback": true, "unk_token": null, "merges": ["▁ a"],
         "vocab": {"<s>": 0, "▁": 1, "a": 2, "▁a": 3, "é": 4, "<0x0A>": 5, "<0xE6>": 6,
           "<0x97>": 7, "<0xA5>": 8, "<0x22>": 9}}}
      """;

  @Test
  void readVocabulariesWithBlanksAsLowLinesAndBytesInHex(@TempDir Path folder) throws IOException {
    Files.writeString(folder.resolve("tokenizer.json"), SENTENCEPIECE);
    TokenBytes tokens = TokenBytes.read(folder);
    assertThat(tokens.of(0)).isEmpty();
    assertThat(tokens.of(3)).isEqualTo(" a".getBytes(StandardCharsets.UTF_8));
    assertThat(tokens.of(5)).containsExactly('\n');
    assertThat(tokens.of(6)).containsExactly(0xE6);
    try (Tokenizer tokenizer = Tokenizer.load(folder)) {
      for (String text : List.of("a a\n日é\"a", "日 日")) {
        int[] ids = tokenizer.encode(text);
        assertThat(joined(tokens, ids)).isEqualTo(" " + tokenizer.decode(ids));
      }
    }
  }

  @Test
  void refuseAVocabularyThatWritesBytesInAnotherWay(@TempDir Path folder) throws IOException {
    Files.writeString(
        folder.resolve("tokenizer.json"),
        SENTENCEPIECE.replaceAll(
            "(?s)\"decoder\": .*?\\]\\},\\n", "\"decoder\": {\"type\": \"WordPiece\"},\n"));
    assertThatThrownBy(() -> TokenBytes.read(folder))
        .isInstanceOfSatisfying(
            WordsightException.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.INPUT))
        .hasMessage(
            "Cannot read the bytes of tokens: decoder in %s has the types [WordPiece], expected ByteLevel, ByteFallback or Metaspace. Use another checkpoint, or no grammar."
                .formatted(folder.resolve("tokenizer.json")));
  }

  private static String joined(TokenBytes tokens, int[] ids) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (int id : ids) {
      all.writeBytes(tokens.of(id));
    }
    return all.toString(StandardCharsets.UTF_8);
  }
}
