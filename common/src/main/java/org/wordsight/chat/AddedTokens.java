package org.wordsight.chat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * The tokens that files beside {@code tokenizer.json} add, in the order of transformers 4.57.6.
 * Tokens of {@code added_tokens_decoder} come first, by their ids. Special tokens that are not
 * among them come next. Checkpoints without {@code added_tokens_decoder} are older and have {@code
 * added_tokens.json}. A new token gets the next free id, whatever the files say.
 */
final class AddedTokens {
  private static final String DECODER = "added_tokens_decoder";
  private static final String ADDITIONAL = "additional_special_tokens";
  private static final String EXTRA = "extra_special_tokens";
  private static final List<String> SINGLE =
      List.of(
          "bos_token",
          "eos_token",
          "unk_token",
          "sep_token",
          "pad_token",
          "cls_token",
          "mask_token");

  private static final String END_OF_TEXT = "<|endoftext|>";

  /** The tokens of a class in transformers 4.57.6, for keys that the file does not have. */
  private static final Map<String, Map<String, String>> CLASS_DEFAULTS =
      Map.of(
          "Qwen2Tokenizer",
          Map.of("unk_token", END_OF_TEXT, "eos_token", END_OF_TEXT, "pad_token", END_OF_TEXT),
          "GPT2Tokenizer",
          Map.of("unk_token", END_OF_TEXT, "bos_token", END_OF_TEXT, "eos_token", END_OF_TEXT),
          "LlamaTokenizer",
          Map.of("unk_token", "<unk>", "bos_token", "<s>", "eos_token", "</s>"));

  private final TokenizerFiles files;
  private final JsonNode config;
  private final boolean older;

  AddedTokens(TokenizerFiles files) {
    this.files = files;
    this.config = files.tokenizerConfig();
    this.older = !config.has(DECODER);
  }

  /**
   * The tokens to add, in the form of {@code tokenizer.json}, without ids.
   *
   * @param present the tokens that {@code tokenizer.json} adds itself
   */
  List<ObjectNode> missing(JsonNode present) {
    Map<String, ObjectNode> known = new LinkedHashMap<>();
    present.forEach(token -> known.put(token.path("content").asText(), token(token, false)));
    Map<String, ObjectNode> added = new LinkedHashMap<>();
    Map<String, ObjectNode> special = specialTokens();
    decoder(special.keySet())
        .forEach(
            token -> {
              String content = content(token);
              token.put(
                  "special", token.get("special").asBoolean() || special.containsKey(content));
              if (!token.equals(known.get(content))) {
                added.put(content, token);
              }
            });
    special.forEach(
        (content, token) -> {
          if (!known.containsKey(content)) {
            added.putIfAbsent(content, token);
          }
        });
    return List.copyOf(added.values());
  }

  /** The special tokens by their names in chat templates. */
  Map<String, Object> named() {
    Map<String, Object> named = new LinkedHashMap<>(classDefaults());
    List<String> additional = new ArrayList<>();
    for (JsonNode source : sources()) {
      for (String name : SINGLE) {
        tokens(source.path(name)).forEach(token -> named.put(name, content(token)));
      }
      tokens(source.path(ADDITIONAL)).map(AddedTokens::content).forEach(additional::add);
      source
          .path(EXTRA)
          .fields()
          .forEachRemaining(
              field ->
                  tokens(field.getValue())
                      .forEach(token -> named.put(field.getKey(), content(token))));
    }
    if (!additional.isEmpty()) {
      named.put(ADDITIONAL, additional.stream().distinct().toList());
    }
    return named;
  }

  /** The tokens of the class whose keys the file lacks. A file that says null has no such token. */
  private Map<String, String> classDefaults() {
    Map<String, String> defaults =
        new LinkedHashMap<>(CLASS_DEFAULTS.getOrDefault(files.tokenizerClass(), Map.of()));
    defaults.keySet().removeIf(config::has);
    return defaults;
  }

  /** In older checkpoints, a file of its own comes before the configuration. */
  private List<JsonNode> sources() {
    return older ? List.of(config, files.specialTokensMap()) : List.of(config);
  }

  /**
   * Special tokens by their contents: single ones, then lists, then those that a model names
   * itself.
   */
  private Map<String, ObjectNode> specialTokens() {
    Map<String, ObjectNode> single = new LinkedHashMap<>();
    classDefaults().forEach((name, token) -> single.put(name, token(token, true)));
    List<ObjectNode> several = new ArrayList<>();
    for (JsonNode source : sources()) {
      for (String name : SINGLE) {
        tokens(source.path(name)).forEach(token -> single.put(name, token));
      }
      tokens(source.path(ADDITIONAL)).forEach(several::add);
      // Since transformers 5 this is a list. Before, it was a mapping from names to tokens.
      source.path(EXTRA).forEach(each -> tokens(each).forEach(several::add));
    }
    Map<String, ObjectNode> all = new LinkedHashMap<>();
    Stream.concat(SINGLE.stream().filter(single::containsKey).map(single::get), several.stream())
        .forEach(token -> all.putIfAbsent(content(token), token.put("special", true)));
    return all;
  }

  /** Tokens in the order of the ids in the files. */
  private List<ObjectNode> decoder(Set<String> special) {
    Map<Long, ObjectNode> byId = new TreeMap<>();
    if (older) {
      files
          .addedTokens()
          .fields()
          .forEachRemaining(
              field ->
                  byId.put(
                      field.getValue().asLong(),
                      token(field.getKey(), special.contains(field.getKey()))));
    } else {
      config
          .path(DECODER)
          .fields()
          .forEachRemaining(
              field -> byId.put(files.id(DECODER, field.getKey()), token(field.getValue(), false)));
    }
    return new ArrayList<>(byId.values());
  }

  private static ObjectNode token(String content, boolean special) {
    return JsonNodeFactory.instance
        .objectNode()
        .put("content", content)
        .put("single_word", false)
        .put("lstrip", false)
        .put("rstrip", false)
        .put("normalized", !special)
        .put("special", special);
  }

  /**
   * @param special whether a token is special if the file does not say
   */
  private static ObjectNode token(JsonNode stated, boolean special) {
    ObjectNode token =
        token(stated.path("content").asText(), stated.path("special").asBoolean(special));
    for (String flag : List.of("single_word", "lstrip", "rstrip", "normalized")) {
      if (stated.path(flag).isBoolean()) {
        token.put(flag, stated.path(flag).booleanValue());
      }
    }
    return token;
  }

  /** One token, or each of a list; empty if there is none. */
  private static Stream<ObjectNode> tokens(JsonNode stated) {
    Stream<JsonNode> all =
        stated.isArray() ? StreamSupport.stream(stated.spliterator(), false) : Stream.of(stated);
    return all.map(each -> each.isTextual() ? token(each.asText(), true) : token(each, true))
        .filter(token -> !content(token).isEmpty());
  }

  private static String content(ObjectNode token) {
    return token.get("content").asText();
  }
}
