package org.wordsight.grammar;

import java.util.BitSet;
import org.wordsight.grammar.State.Counter;

/**
 * A deterministic automaton over the bytes of answers. It is a list of steps. The {@link State}
 * counts characters and items, so the automaton's size does not depend on the limits of texts and
 * lists.
 *
 * <p>For each state the automaton knows the fewest tokens that end the answer, if every byte were a
 * token of its own. This number is an upper bound for every vocabulary that has these bytes as
 * tokens.
 */
public final class Automaton {
  /** More tokens than any answer has. */
  static final int IMPOSSIBLE = 1 << 28;

  private final Step[] steps;
  private final long[] after;
  private final Around[][] around;

  /**
   * A list that a step is in.
   *
   * @param item the tokens of an item with its comma
   */
  record Around(Counter counter, int fewest, long item) {
    private long missing(long state) {
      return item * Math.max(0, fewest - counter.of(state) - 1);
    }
  }

  /**
   * @param after the tokens left after each step, if every enclosing list ends with its current
   *     item
   * @param around the lists that enclose each step
   */
  Automaton(Step[] steps, long[] after, Around[][] around) {
    this.steps = steps;
    this.after = after;
    this.around = around;
  }

  /** The automaton of a schema, if every byte is a token. */
  public static Automaton of(Schema schema) {
    BitSet all = new BitSet();
    all.set(0, 256);
    return of(schema, all);
  }

  /**
   * @param usable the bytes that are tokens
   * @throws IllegalArgumentException if the schema is too large
   */
  static Automaton of(Schema schema, BitSet usable) {
    return new Compiler(usable).compile(schema);
  }

  /** The fewest tokens that an answer needs, those kept free for texts included. */
  public long fewestTokens() {
    return closing(start());
  }

  long start() {
    return 0;
  }

  /** The state after a byte (0 to 255), or {@link State#DEAD}. */
  long next(long state, int b) {
    return steps[State.step(state)].next(state, b, this);
  }

  /** The state after some bytes. */
  long next(long state, byte[] bytes) {
    long at = state;
    for (int i = 0; i < bytes.length && at != State.DEAD; i++) {
      at = next(at, bytes[i] & 0xFF);
    }
    return at;
  }

  /** Whether the answer may end here. */
  boolean accepts(long state) {
    return closing(state) == 1;
  }

  /**
   * The tokens that are still needed. They end the current text at once, write the rest, keep
   * tokens free for texts that have not begun, and end the turn.
   */
  long closing(long state) {
    int step = State.step(state);
    long tokens = steps[step].left(state) + after[step];
    for (Around list : around[step]) {
      tokens += list.missing(state);
    }
    return tokens;
  }

  /** One state that stands for all states after which the same tokens can come. */
  long canonical(long state, int longestToken) {
    return steps[State.step(state)].canonical(state, longestToken);
  }

  /**
   * The state, marked so that a text ends with its sentence if the text is long enough, or if fewer
   * tokens are free than were kept free for it.
   */
  long hurrying(long state, long freeTokens) {
    return steps[State.step(state)].hurrying(state, freeTokens);
  }
}
