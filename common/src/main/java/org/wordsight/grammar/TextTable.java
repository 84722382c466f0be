package org.wordsight.grammar;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The bytes that may come inside a JSON text: whole characters in UTF-8, and escapes. There are no
 * control characters and no halves of surrogate pairs, neither written nor escaped. The first
 * character is not blank, so that the text does not become empty when blanks around it are removed.
 */
final class TextTable {
  /** The places between characters: before the first, after any, after the end of a sentence. */
  static final int BEGIN = 0;

  static final int PLAIN = 1;
  static final int SENTENCE_END = 2;

  private static final int BETWEEN = 3;
  private static final int NOWHERE = -1;
  private static final String HEX = "0-9a-fA-F";

  /** The rest of a character that is partly read: its missing bytes, and the place after it. */
  private record Rest(List<BitSet> bytes, int target) {}

  private final List<int[]> rows = new ArrayList<>();
  private final int[] left;

  /**
   * @param usable the bytes that are tokens; others are not needed to end a character
   */
  TextTable(BitSet usable) {
    Map<Set<Rest>, Integer> places = new HashMap<>();
    List<Set<Rest>> known = new ArrayList<>();
    Set<Rest> any = characters();
    for (Set<Rest> place : List.of(first(any), any, any)) {
      known.add(place);
    }
    for (int i = 0; i < known.size(); i++) {
      rows.add(row(known.get(i), places, known));
    }
    left = left(usable);
  }

  private static Set<Rest> characters() {
    Set<Rest> rests = new HashSet<>();
    CharacterBytes ends =
        new CharacterBytes()
            .written(".!?")
            .utf8('\u3002', '\u3002')
            .utf8('\uFF01', '\uFF01')
            .utf8('\uFF1F', '\uFF1F');
    add(rests, ends, SENTENCE_END);
    CharacterBytes others =
        new CharacterBytes()
            .written(" #--/0->@A-[]-~")
            .utf8(0xA0, 0x3001)
            .utf8(0x3003, 0xD7FF)
            .utf8(0xE000, 0xFF00)
            .utf8(0xFF02, 0xFF1E)
            .utf8(0xFF20, 0x10FFFF);
    add(rests, others, PLAIN);
    add(rests, escapes(), PLAIN);
    return rests;
  }

  private static CharacterBytes escapes() {
    return new CharacterBytes()
        .written("\\", "\"\\/nt")
        // Neither U+0000 to U+001F nor U+007F to U+009F.
        .written("\\", "u", "0", "0", "2-6aAbBcCdDeEfF", HEX)
        .written("\\", "u", "0", "0", "7", "0-9a-eA-E")
        .written("\\", "u", "0", "1-9a-fA-F", HEX, HEX)
        .written("\\", "u", "1-9a-cA-CeEfF", HEX, HEX, HEX)
        .written("\\", "u", "dD", "0-7", HEX, HEX)
        .written("\\", "u", "dD", "89abAB", HEX, HEX, "\\", "u", "dD", "c-fC-F", HEX, HEX);
  }

  /**
   * The characters with which a text may begin: no blank, and of the escapes only quote and
   * backslash.
   */
  private static Set<Rest> first(Set<Rest> any) {
    Set<Rest> rests = new HashSet<>();
    for (Rest rest : any) {
      BitSet head = (BitSet) rest.bytes.get(0).clone();
      head.clear(' ');
      head.clear('\\');
      if (!head.isEmpty() && head.nextSetBit(0) < 0x80) {
        rests.add(new Rest(withHead(head, rest.bytes), rest.target));
      }
    }
    CharacterBytes begun = new CharacterBytes().written("\\", "\"\\/");
    int from = NOWHERE;
    for (int codePoint = 0xA1; codePoint <= 0x10000; codePoint++) {
      boolean begins = codePoint < 0x10000 && !isBlank(codePoint) && !isSurrogate(codePoint);
      if (begins && from == NOWHERE) {
        from = codePoint;
      } else if (!begins && from != NOWHERE) {
        begun.utf8(from, codePoint - 1);
        from = NOWHERE;
      }
    }
    add(rests, begun.utf8(0x10000, 0x10FFFF), PLAIN);
    return rests;
  }

  private static boolean isSurrogate(int codePoint) {
    return codePoint >= Character.MIN_SURROGATE && codePoint <= Character.MAX_SURROGATE;
  }

  private static boolean isBlank(int codePoint) {
    return Character.isWhitespace(codePoint)
        || Character.isSpaceChar(codePoint)
        || codePoint == '\uFEFF';
  }

  private static List<BitSet> withHead(BitSet head, List<BitSet> bytes) {
    List<BitSet> all = new ArrayList<>(bytes);
    all.set(0, head);
    return all;
  }

  private static void add(Set<Rest> rests, CharacterBytes characters, int target) {
    characters.sequences().forEach(sequence -> rests.add(new Rest(sequence, target)));
  }

  /** The place after each byte. New places are added to the known ones. */
  private static int[] row(Set<Rest> place, Map<Set<Rest>, Integer> places, List<Set<Rest>> known) {
    int[] row = new int[256];
    Arrays.fill(row, NOWHERE);
    for (int b = 0; b < row.length; b++) {
      Set<Rest> next = new HashSet<>();
      for (Rest rest : place) {
        if (rest.bytes.get(0).get(b)) {
          next.add(new Rest(rest.bytes.subList(1, rest.bytes.size()), rest.target));
        }
      }
      if (next.size() == 1 && next.iterator().next().bytes.isEmpty()) {
        row[b] = next.iterator().next().target;
      } else if (!next.isEmpty()) {
        row[b] =
            places.computeIfAbsent(
                next,
                unseen -> {
                  known.add(unseen);
                  return known.size() - 1;
                });
      }
    }
    return row;
  }

  /** The fewest usable bytes that end the character at each place. */
  private int[] left(BitSet usable) {
    int[] fewest = new int[rows.size()];
    Arrays.fill(fewest, BETWEEN, fewest.length, Automaton.IMPOSSIBLE);
    for (boolean changed = true; changed; ) {
      changed = false;
      for (int place = BETWEEN; place < fewest.length; place++) {
        for (int b = usable.nextSetBit(0); b >= 0; b = usable.nextSetBit(b + 1)) {
          int to = rows.get(place)[b];
          if (to != NOWHERE && fewest[to] + 1 < fewest[place]) {
            fewest[place] = fewest[to] + 1;
            changed = true;
          }
        }
      }
    }
    return fewest;
  }

  /** The place after a byte, or a negative number. */
  int next(int place, int b) {
    return rows.get(place)[b];
  }

  /** Whether a place is between characters. */
  static boolean isBetween(int place) {
    return place < BETWEEN;
  }

  /** The number of bytes that are missing to the end of the character at a place. */
  int left(int place) {
    return left[place];
  }
}
