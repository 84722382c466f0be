package org.wordsight.chat;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.wordsight.error.IoReason;
import org.wordsight.error.WordsightException;
import org.wordsight.json.Json;

/**
 * The bytes that each token adds to a text when an answer is decoded.
 *
 * <p>Byte-level tokenizers (Qwen, Llama 3, SmolLM2) write each byte as one character of GPT-2's
 * table. Others (Llama 2, Mistral) write a blank as {@code ▁}, and a byte without a token of its
 * own as {@code <0x0A>}. A token may be part of a character. Added tokens have no bytes here: they
 * mark turns, images and tools, and are no part of a text.
 */
public final class TokenBytes {
  private static final JsonMapper JSON = Json.mapper();
  private static final Pattern ONE_BYTE = Pattern.compile("<0x([0-9A-F]{2})>");
  private static final String BLANK = "\u2581";
  private static final byte[] NOTHING = {};

  private final byte[][] byId;

  private TokenBytes(byte[][] byId) {
    this.byId = byId;
  }

  /** The ways in which vocabularies write bytes. */
  private enum Form {
    BYTE_LEVEL,
    BYTE_FALLBACK
  }

  /**
   * Reads the tokens of a checkpoint folder.
   *
   * @throws WordsightException if the tokenizer is missing or broken, or writes bytes in another
   *     way
   */
  public static TokenBytes read(Path folder) {
    TokenizerFiles files = new TokenizerFiles(folder);
    TokenizerFiles.Content content = files.tokenizer();
    try {
      JsonNode tokenizer = JSON.readTree(content.json());
      Set<String> decoders = new HashSet<>();
      types(tokenizer.path("decoder"), decoders);
      Form form =
          form(decoders)
              .orElseThrow(
                  () ->
                      WordsightException.input(
                          "Cannot read the bytes of tokens: decoder in %s has the types %s, expected ByteLevel, ByteFallback or Metaspace. Use another checkpoint, or no grammar."
                              .formatted(folder.resolve("tokenizer.json"), decoders)));
      return new TokenBytes(
          read(tokenizer, form, decoders.contains("ByteFallback"), content.largestId()));
    } catch (JsonProcessingException e) {
      throw files.broken(folder.resolve("tokenizer.json"), e.getOriginalMessage());
    } catch (IOException e) {
      throw files.broken(folder.resolve("tokenizer.json"), IoReason.of(e));
    }
  }

  /** Tokens with these bytes, by their ids. A token without bytes is no part of a text. */
  public static TokenBytes of(List<byte[]> tokens) {
    return new TokenBytes(tokens.stream().map(byte[]::clone).toArray(byte[][]::new));
  }

  private static void types(JsonNode decoder, Set<String> types) {
    if (decoder.path("type").asText().equals("Sequence")) {
      decoder.path("decoders").forEach(each -> types(each, types));
    } else if (decoder.hasNonNull("type")) {
      types.add(decoder.path("type").asText());
    }
  }

  private static Optional<Form> form(Set<String> decoders) {
    if (decoders.contains("ByteLevel")) {
      return Optional.of(Form.BYTE_LEVEL);
    }
    return decoders.contains("ByteFallback") || decoders.contains("Metaspace")
        ? Optional.of(Form.BYTE_FALLBACK)
        : Optional.empty();
  }

  private static byte[][] read(JsonNode tokenizer, Form form, boolean fallback, int largestId) {
    byte[][] byId = new byte[largestId + 1][];
    Arrays.fill(byId, NOTHING);
    JsonNode vocabulary = tokenizer.path("model").path("vocab");
    int[] byteOf = ByteLevelCharacters.bytes();
    vocabulary
        .fields()
        .forEachRemaining(
            token ->
                byId[token.getValue().intValue()] = bytes(token.getKey(), form, fallback, byteOf));
    int id = 0;
    for (JsonNode token : vocabulary.isArray() ? vocabulary : JSON.createArrayNode()) {
      byId[id++] = bytes(token.path(0).asText(), form, fallback, byteOf);
    }
    tokenizer.path("added_tokens").forEach(added -> byId[added.path("id").intValue()] = NOTHING);
    return byId;
  }

  private static byte[] bytes(String token, Form form, boolean fallback, int[] byteOf) {
    Matcher oneByte = ONE_BYTE.matcher(token);
    boolean isOneByte = fallback && oneByte.matches();
    return switch (form) {
      case BYTE_LEVEL -> isOneByte ? NOTHING : ByteLevelCharacters.decode(token, byteOf);
      case BYTE_FALLBACK ->
          isOneByte
              ? new byte[] {(byte) Integer.parseInt(oneByte.group(1), 16)}
              : token.replace(BLANK, " ").getBytes(UTF_8);
    };
  }

  /** The number of ids, with those of tokens without bytes. */
  public int count() {
    return byId.length;
  }

  /** A token's bytes; none if it is no part of a text. */
  public byte[] of(int id) {
    return id < byId.length ? byId[id].clone() : NOTHING;
  }

  /** The ids of all tokens that are part of a text, ascending. */
  public List<Integer> ids() {
    List<Integer> ids = new ArrayList<>();
    for (int id = 0; id < byId.length; id++) {
      if (byId[id].length > 0) {
        ids.add(id);
      }
    }
    return ids;
  }
}
