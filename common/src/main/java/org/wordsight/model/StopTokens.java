package org.wordsight.model;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.wordsight.chat.ChatTemplate;
import org.wordsight.chat.Tokenizer;
import org.wordsight.model.architecture.ConfigFile;

/**
 * The tokens that end an answer, read from a checkpoint by the rules of transformers.
 *
 * @param file the file that names them
 * @param ids in no particular order
 */
public record StopTokens(String file, Set<Integer> ids) {
  private static final String KEY = "eos_token_id";
  private static final String GENERATION = "generation_config.json";
  private static final String CONFIG = "config.json";

  public StopTokens {
    ids = Set.copyOf(ids);
  }

  /**
   * The tokens in {@code generation_config.json}, or else those in {@code config.json}.
   *
   * @throws org.wordsight.error.WordsightException if one of these files is broken
   */
  public static StopTokens read(Path folder) {
    Path generation = folder.resolve(GENERATION);
    if (Files.exists(generation)) {
      List<Integer> ids = ConfigFile.read(generation).integers(KEY);
      if (!ids.isEmpty()) {
        return new StopTokens(GENERATION, Set.copyOf(ids));
      }
    }
    ConfigFile config = ConfigFile.read(folder.resolve(CONFIG));
    List<Integer> ids =
        config.section("text_config").map(config::under).orElse(config).integers(KEY);
    return new StopTokens(CONFIG, Set.copyOf(ids));
  }

  /**
   * The reason why a model's answers would never end, for a person. A model ends its turn with the
   * same tokens as its chat template. If none of these tokens stops an answer, the answer goes on
   * to the limit. Absent if there is no problem, or if the template ends a turn without a token.
   *
   * @param what the model's name in the text
   * @throws org.wordsight.error.WordsightException if a file of the checkpoint is broken
   */
  public static Optional<String> problem(String what, Path folder) {
    String endOfTurn = ChatTemplate.load(folder).endOfTurn();
    StopTokens stop = read(folder);
    try (Tokenizer tokenizer = Tokenizer.load(folder)) {
      int[] ending = tokenizer.encode(endOfTurn);
      if (ending.length == 0 || Arrays.stream(ending).anyMatch(stop.ids()::contains)) {
        return Optional.empty();
      }
      String ids =
          Arrays.stream(ending).mapToObj(String::valueOf).collect(Collectors.joining(", "));
      return Optional.of(
          "%s does not end its answers: its chat template ends a turn with \"%s\" (token %s), but %s in %s is %s. Its answers go on to the limit and are not read as letters. Add the token to %s in %s."
              .formatted(
                  what,
                  endOfTurn.replace("\n", "\\n"),
                  ids,
                  KEY,
                  stop.file(),
                  stop.ids().isEmpty() ? "missing" : new TreeSet<>(stop.ids()),
                  KEY,
                  GENERATION));
    }
  }
}
