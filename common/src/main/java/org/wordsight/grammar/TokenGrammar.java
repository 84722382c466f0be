package org.wordsight.grammar;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.wordsight.chat.TokenBytes;
import org.wordsight.error.WordsightException;

/**
 * A schema for one model's answers. For each state of an answer, this class gives the tokens that
 * may come next. They are computed when they are first needed, and kept within a limit of memory.
 *
 * <p>Every answer is whole. A token is allowed only if the remaining tokens can still end the
 * answer, with the tokens that are kept free for texts that have not begun. If fewer tokens are
 * free for a text, it ends with its sentence. If no token is free, it ends at once.
 *
 * <p>Not thread-safe: one task computes at a time on a device.
 */
public final class TokenGrammar {
  private static final long MASK_BYTES = 64L << 20;
  private static final int FEWEST_MASKS = 16;
  private static final long UNLIMITED = Long.MAX_VALUE;

  private final Automaton automaton;
  private final TokenTrie trie;
  private final TokenBytes tokens;
  private final int[] stops;
  private final int size;
  private final Map<Key, TokenMask> masks;

  /**
   * @param room {@link #UNLIMITED}, or the number by which the tokens needed to end the answer may
   *     grow
   */
  private record Key(long state, long room) {}

  private TokenGrammar(
      Automaton automaton, TokenTrie trie, TokenBytes tokens, int[] stops, int size) {
    this.automaton = automaton;
    this.trie = trie;
    this.tokens = tokens;
    this.stops = stops;
    this.size = size;
    this.masks = newestMasks((int) Math.max(FEWEST_MASKS, MASK_BYTES * Byte.SIZE / size));
  }

  /**
   * @param tokens the bytes of the model's tokens
   * @param stops the tokens that end the model's turn
   * @param size of the model's vocabulary: how many logits it has
   * @throws WordsightException if no token continues an answer, or none ends it
   */
  public static TokenGrammar of(Schema schema, TokenBytes tokens, Set<Integer> stops, int size) {
    int[] known =
        stops.stream().mapToInt(Integer::intValue).filter(id -> id < size).sorted().toArray();
    if (known.length == 0) {
      throw WordsightException.input(
          "Cannot use a grammar for answers: the model has no token that ends an answer, expected eos_token_id in generation_config.json or config.json. Add it there.");
    }
    TokenTrie trie = TokenTrie.of(tokens, size);
    Automaton automaton = Automaton.of(schema, trie.single());
    if (automaton.fewestTokens() >= Automaton.IMPOSSIBLE) {
      throw WordsightException.input(
          "Cannot use a grammar for answers: the tokenizer has no tokens for single bytes that the form needs, expected one for each character of JSON and of the field names. Use another model, or no grammar.");
    }
    return new TokenGrammar(automaton, trie, tokens, known, size);
  }

  private static Map<Key, TokenMask> newestMasks(int most) {
    return new LinkedHashMap<>(16, 0.75f, true) {
      private static final long serialVersionUID = 1L;

      @Override
      protected boolean removeEldestEntry(Map.Entry<Key, TokenMask> eldest) {
        return size() > most;
      }
    };
  }

  /** The fewest tokens that an answer needs. */
  public long fewestTokens() {
    return automaton.fewestTokens();
  }

  /** The size of the vocabulary that masks are for. */
  public int size() {
    return size;
  }

  /** An answer that is about to begin. */
  public Answer begin() {
    return new Answer();
  }

  /** The state of one answer in the grammar. */
  public final class Answer {
    private long state = automaton.start();

    private Answer() {}

    /**
     * The tokens that may come next.
     *
     * @param remaining the tokens that the answer has left, with the next and the last one
     * @throws IllegalStateException if they are too few: fewer than {@link #fewestTokens()} at the
     *     beginning
     */
    public TokenMask allowed(int remaining) {
      long free = remaining - automaton.closing(state);
      TokenMask mask = masks(automaton.hurrying(state, free), free - 1);
      if (free < 0 || mask.count() == 0) {
        throw new IllegalStateException(
            "No token can continue the answer: %d tokens are left and %d are needed"
                .formatted(remaining, automaton.closing(state)));
      }
      return mask;
    }

    /** Adds a token that {@link #allowed} allowed; not one that ends the turn. */
    public void add(int id) {
      long to = automaton.next(state, tokens.of(id));
      if (to == State.DEAD || to == state) {
        throw new IllegalStateException("The grammar does not allow token " + id);
      }
      state = to;
    }

    /** Whether the answer may end here. */
    public boolean isWhole() {
      return automaton.accepts(state);
    }
  }

  private TokenMask masks(long state, long room) {
    long canonical = automaton.canonical(state, trie.longest());
    TokenMask all = mask(new Key(canonical, UNLIMITED));
    return all.growth() <= room ? all : mask(new Key(canonical, room));
  }

  private TokenMask mask(Key key) {
    TokenMask mask = masks.get(key);
    if (mask == null) {
      mask = trie.allowed(automaton, key.state(), key.room(), stops, size);
      masks.put(key, mask);
    }
    return mask;
  }

  /** The number of masks that are held. */
  public int held() {
    return masks.size();
  }
}
