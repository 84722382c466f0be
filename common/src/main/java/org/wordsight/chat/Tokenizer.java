package org.wordsight.chat;

import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import ai.djl.huggingface.tokenizers.jni.TokenizersLibrary;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.OptionalInt;
import org.wordsight.error.ExitCode;
import org.wordsight.error.WordsightException;
import org.wordsight.tensor.NativeFolder;

/**
 * A checkpoint's own tokenizer: {@code tokenizer.json}, and the tokens of files beside it ({@link
 * AddedTokens}). It does not truncate, does not pad, and adds no special tokens. Chat templates
 * write special tokens, and the tokenizer recognises them in the text. Several threads may use it.
 */
public final class Tokenizer implements AutoCloseable {
  // All are set, since the library's defaults truncate at 512 tokens, pad, and add special tokens.
  private static final Map<String, String> OPTIONS =
      Map.of("addSpecialTokens", "false", "truncation", "false", "padding", "false");

  private final HuggingFaceTokenizer tokenizer;
  private final int largestId;

  private Tokenizer(HuggingFaceTokenizer tokenizer, int largestId) {
    this.tokenizer = tokenizer;
    this.largestId = largestId;
  }

  /**
   * Reads the tokenizer of a checkpoint folder.
   *
   * @throws WordsightException if it is missing or broken
   */
  public static Tokenizer load(Path folder) {
    TokenizerFiles files = new TokenizerFiles(folder);
    TokenizerFiles.Content content = files.tokenizer();
    NativeFolder.choose();
    try (InputStream in = new ByteArrayInputStream(content.json())) {
      return new Tokenizer(HuggingFaceTokenizer.newInstance(in, OPTIONS), content.largestId());
    } catch (LinkageError e) {
      throw new WordsightException(
          ExitCode.DEVICE,
          "Cannot load the native library of tokenizers: %s. Use Linux on x86-64 with glibc."
              .formatted(e.getMessage()),
          e);
    } catch (WordsightException e) {
      throw e;
    } catch (IOException | RuntimeException e) {
      // The native library throws a bare RuntimeException for a file that it cannot parse.
      throw files.broken(folder.resolve("tokenizer.json"), e.getMessage());
    }
  }

  /** The ids of a text. Special tokens in it are recognised; none are added. */
  public int[] encode(String text) {
    return encode(text, false);
  }

  /** The ids of a text between the special tokens that the tokenizer itself adds to texts. */
  public int[] encodeWithSpecialTokens(String text) {
    return encode(text, true);
  }

  private int[] encode(String text, boolean specialTokens) {
    // The library's own method also makes an object for each token's place in the text.
    long encoding = TokenizersLibrary.LIB.encode(tokenizer.getHandle(), text, specialTokens);
    try {
      return Arrays.stream(TokenizersLibrary.LIB.getTokenIds(encoding))
          .mapToInt(Math::toIntExact)
          .toArray();
    } finally {
      TokenizersLibrary.LIB.deleteEncoding(encoding);
    }
  }

  /** The text of ids, without special tokens. Bytes that are not UTF-8 become U+FFFD. */
  public String decode(int[] ids) {
    return tokenizer.decode(Arrays.stream(ids).asLongStream().toArray(), true);
  }

  /** The id of a text that is one token, such as a special token; empty if it is several. */
  public OptionalInt id(String token) {
    int[] ids = encode(token);
    return ids.length == 1 ? OptionalInt.of(ids[0]) : OptionalInt.empty();
  }

  /** The largest id of any of its tokens. */
  public int largestId() {
    return largestId;
  }

  /** A token's text, special or not. */
  public String token(int id) {
    return tokenizer.decode(new long[] {id}, false);
  }

  @Override
  public void close() {
    tokenizer.close();
  }
}
