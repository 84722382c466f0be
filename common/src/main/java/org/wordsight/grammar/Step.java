package org.wordsight.grammar;

import org.wordsight.grammar.State.Counter;

/**
 * A step of the automaton. A step reads bytes until one of them belongs to the next step. The state
 * says what the step has read. "Left" is the fewest tokens that end the step, counted as bytes.
 */
sealed interface Step {
  /** The state after a byte, or {@link State#DEAD}. */
  long next(long state, int b, Automaton automaton);

  /** The tokens left before the step begins, with those kept free for a text. */
  long whole();

  /** The tokens left at a state inside the step. */
  default long left(long state) {
    return whole();
  }

  /** One state that stands for all states after which the same tokens can come. */
  default long canonical(long state, int longestToken) {
    return state;
  }

  /** The state, marked to end soon or not. */
  default long hurrying(long state, long freeTokens) {
    return State.hurrying(state, false);
  }

  /** One byte. */
  record One(int expected, long whole) implements Step {
    @Override
    public long next(long state, int b, Automaton automaton) {
      return b == expected ? State.at(state, State.step(state) + 1) : State.DEAD;
    }
  }

  /**
   * Blanks and line breaks, or none. Their number is limited, since some models would write them
   * without end.
   */
  record Blanks() implements Step {
    private static final int MOST = 20;

    @Override
    public long next(long state, int b, Automaton automaton) {
      if (b != ' ' && b != '\n' && b != '\t' && b != '\r') {
        return automaton.next(State.at(state, State.step(state) + 1), b);
      }
      int count = State.count(state) + 1;
      return count > MOST ? State.DEAD : State.inside(state, 0, count);
    }

    @Override
    public long whole() {
      return 0;
    }
  }

  /** A text after its first quote, with its last one. */
  record Words(TextTable table, Schema.Text text, long quote) implements Step {
    @Override
    public long next(long state, int b, Automaton automaton) {
      int place = State.place(state);
      int count = State.count(state);
      if (TextTable.isBetween(place)) {
        if (b == '"') {
          return count < text.fewest() ? State.DEAD : State.at(state, State.step(state) + 1);
        }
        boolean ends =
            place == TextTable.SENTENCE_END && State.hurries(state) && count >= text.fewest();
        if (ends || count == text.most()) {
          return State.DEAD;
        }
      }
      int to = table.next(place, b);
      if (to < 0) {
        return State.DEAD;
      }
      return State.inside(state, to, TextTable.isBetween(to) ? count + 1 : count);
    }

    @Override
    public long whole() {
      return Math.max(text.fewest(), text.reservedTokens()) + quote;
    }

    @Override
    public long left(long state) {
      int place = State.place(state);
      int unfinished = TextTable.isBetween(place) ? 0 : 1;
      int missing = Math.max(0, text.fewest() - State.count(state) - unfinished);
      return table.left(place) + missing + quote;
    }

    @Override
    public long canonical(long state, int longestToken) {
      int count = State.count(state);
      if (count + longestToken >= text.most()) {
        return state;
      }
      if (count + longestToken < text.fewest()) {
        return State.inside(state, State.place(state), 0);
      }
      return count < text.fewest() ? state : State.inside(state, State.place(state), text.fewest());
    }

    @Override
    public long hurrying(long state, long freeTokens) {
      boolean hurry = State.count(state) >= text.enough() || freeTokens < text.reservedTokens();
      return State.hurrying(state, hurry);
    }
  }

  /**
   * One of some sequences of bytes.
   *
   * @param places the next place, by place and byte; the last place is the end
   * @param left the tokens left, by place
   */
  record Alternatives(int[][] places, long[] left) implements Step {
    @Override
    public long next(long state, int b, Automaton automaton) {
      int to = places[State.place(state)][b];
      if (to < 0) {
        return State.DEAD;
      }
      return to == places.length
          ? State.at(state, State.step(state) + 1)
          : State.inside(state, to, 0);
    }

    @Override
    public long whole() {
      return left[0];
    }

    @Override
    public long left(long state) {
      return left[State.place(state)];
    }
  }

  /** A whole number without leading zeros. Places: the beginning, after the sign, zero, digits. */
  record Digits(int most, long digit) implements Step {
    private static final int SIGNED = 1;
    private static final int ZERO = 2;
    private static final int SOME = 3;

    @Override
    public long next(long state, int b, Automaton automaton) {
      int place = State.place(state);
      int count = State.count(state);
      boolean isDigit = b >= '0' && b <= '9';
      if (isDigit) {
        boolean allowed = place != ZERO && count < most;
        int to = b == '0' && place != SOME ? ZERO : SOME;
        return allowed ? State.inside(state, to, count + 1) : State.DEAD;
      }
      if (b == '-' && place == 0) {
        return State.inside(state, SIGNED, 0);
      }
      return place < ZERO ? State.DEAD : automaton.next(State.at(state, State.step(state) + 1), b);
    }

    @Override
    public long whole() {
      return digit;
    }

    @Override
    public long left(long state) {
      return State.place(state) < ZERO ? digit : 0;
    }
  }

  /** The end of a list that may be empty, or its first item. */
  record MayEnd(int end, long whole) implements Step {
    @Override
    public long next(long state, int b, Automaton automaton) {
      return b == ']'
          ? State.at(State.withLength(state, 0), end)
          : automaton.next(State.at(state, State.step(state) + 1), b);
    }
  }

  /** After an item: the next item, or the end of the list. */
  record Another(Counter counter, int fewest, int most, int item, long whole) implements Step {
    @Override
    public long next(long state, int b, Automaton automaton) {
      int items = counter.of(state) + 1;
      if (b == ',' && items < most) {
        return State.at(counter.with(state, items), item);
      }
      return b == ']' && items >= fewest
          ? State.at(State.withLength(counter.with(state, 0), items), State.step(state) + 1)
          : State.DEAD;
    }
  }

  /** The letter that an item of a list begins with. */
  record Label(Counter counter, long whole) implements Step {
    @Override
    public long next(long state, int b, Automaton automaton) {
      return b == 'A' + counter.of(state) ? State.at(state, State.step(state) + 1) : State.DEAD;
    }
  }

  /** The letter of an item of the list that ended last. */
  record Choice(long whole) implements Step {
    @Override
    public long next(long state, int b, Automaton automaton) {
      return b >= 'A' && b < 'A' + State.length(state)
          ? State.at(state, State.step(state) + 1)
          : State.DEAD;
    }
  }

  /** The end of the answer. The token that ends the model's turn is left. */
  record End() implements Step {
    @Override
    public long next(long state, int b, Automaton automaton) {
      return State.DEAD;
    }

    @Override
    public long whole() {
      return 1;
    }
  }
}
