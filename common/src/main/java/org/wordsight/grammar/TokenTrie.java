package org.wordsight.grammar;

import java.util.Arrays;
import java.util.BitSet;
import java.util.Comparator;
import java.util.List;
import org.wordsight.chat.TokenBytes;

/**
 * The tokens of a vocabulary as a tree of their bytes, in one row: each node is before its
 * children. A common beginning of several tokens is walked once. At a byte that is not allowed, all
 * tokens that continue with it are skipped.
 */
final class TokenTrie {
  private final int[] ids;
  private final byte[] bytes;
  private final int[] depths;

  /** For each node, the next node that is not below it. */
  private final int[] ends;

  /**
   * For each node, the first of the tokens that end at it. The tokens are in the order of nodes.
   */
  private final int[] firsts;

  private final int longest;

  private TokenTrie(int[] ids, byte[] bytes, int[] depths, int[] ends, int[] firsts) {
    this.ids = ids;
    this.bytes = bytes;
    this.depths = depths;
    this.ends = ends;
    this.firsts = firsts;
    this.longest = Arrays.stream(depths).max().orElse(0);
  }

  /**
   * @param limit ids from here on are left out
   */
  static TokenTrie of(TokenBytes tokens, int limit) {
    record Token(int id, byte[] bytes) {}
    List<Token> sorted =
        tokens.ids().stream()
            .filter(id -> id < limit)
            .map(id -> new Token(id, tokens.of(id)))
            .sorted(Comparator.comparing(Token::bytes, Arrays::compareUnsigned))
            .toList();
    int most = sorted.stream().mapToInt(token -> token.bytes.length).sum();
    byte[] bytes = new byte[most];
    int[] depths = new int[most];
    int[] firsts = new int[most + 1];
    int size = 0;
    byte[] before = {};
    for (int i = 0; i < sorted.size(); i++) {
      byte[] token = sorted.get(i).bytes;
      int mismatch = Arrays.mismatch(before, token);
      for (int j = mismatch < 0 ? token.length : mismatch; j < token.length; j++) {
        bytes[size] = token[j];
        depths[size] = j + 1;
        firsts[size++] = i;
      }
      before = token;
    }
    firsts[size] = sorted.size();
    int[] ids = sorted.stream().mapToInt(Token::id).toArray();
    int[] used = Arrays.copyOf(depths, size);
    return new TokenTrie(
        ids, Arrays.copyOf(bytes, size), used, ends(used), Arrays.copyOf(firsts, size + 1));
  }

  private static int[] ends(int[] depths) {
    int[] ends = new int[depths.length];
    int[] open = new int[depths.length + 1];
    int count = 0;
    for (int node = 0; node < depths.length; node++) {
      while (count > 0 && depths[open[count - 1]] >= depths[node]) {
        ends[open[--count]] = node;
      }
      open[count++] = node;
    }
    while (count > 0) {
      ends[open[--count]] = depths.length;
    }
    return ends;
  }

  /** The bytes of the longest token. */
  int longest() {
    return longest;
  }

  /** The bytes that are tokens by themselves. */
  BitSet single() {
    BitSet single = new BitSet();
    for (int node = 0; node < bytes.length; node = ends[node]) {
      if (isToken(node)) {
        single.set(bytes[node] & 0xFF);
      }
    }
    return single;
  }

  /**
   * The tokens that may come next.
   *
   * @param room the number by which the fewest tokens that end the answer may grow
   * @param stops that end the turn
   * @param size of the vocabulary, with tokens without bytes
   */
  TokenMask allowed(Automaton automaton, long state, long room, int[] stops, int size) {
    TokenMask.Builder mask = new TokenMask.Builder(size);
    if (automaton.accepts(state)) {
      Arrays.stream(stops).forEach(mask::allow);
    }
    long closing = automaton.closing(state);
    long most = Math.min(room, Automaton.IMPOSSIBLE - closing - 1);
    long[] states = new long[longest + 1];
    states[0] = state;
    for (int node = 0; node < bytes.length; ) {
      long to = automaton.next(states[depths[node] - 1], bytes[node] & 0xFF);
      if (to == State.DEAD) {
        node = ends[node];
        continue;
      }
      states[depths[node]] = to;
      if (isToken(node)) {
        long growth = automaton.closing(to) - closing;
        if (growth <= most) {
          allow(mask, node, growth);
        }
      }
      node++;
    }
    return mask.build();
  }

  private boolean isToken(int node) {
    return firsts[node + 1] > firsts[node];
  }

  private void allow(TokenMask.Builder mask, int node, long growth) {
    for (int i = firsts[node]; i < firsts[node + 1]; i++) {
      mask.allow(ids[i]);
    }
    mask.grow(growth);
  }
}
