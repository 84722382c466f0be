package org.wordsight.generate;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The part of a row's prompt that is read next. If another row begins with the same tokens, keys
 * and values of these tokens are copied, and the rest is read.
 *
 * @param like the row with the same beginning
 * @param start the number of copied positions; a prefix of the whole group does not count
 * @param round the row to copy from has been read in an earlier round
 */
record Reading(Row row, Optional<Row> like, int start, int round) {
  /**
   * The reading of a row with the longest common beginning.
   *
   * @param read the rows in the cache
   * @param before the readings already chosen
   * @param prefix the length of the whole group's prefix
   */
  static Reading of(Row row, List<Row> read, List<Reading> before, int prefix) {
    Reading best = new Reading(row, Optional.empty(), 0, 0);
    for (Row other : read) {
      best = best.orLike(other, 0, prefix);
    }
    for (Reading other : before) {
      best = best.orLike(other.row(), other.round() + 1, prefix);
    }
    return best;
  }

  private Reading orLike(Row other, int round, int prefix) {
    int common = CommonPrefix.length(other.prompt(), row.prompt()) - prefix;
    // A later round reads all weights once more, so the copied part must save more time than that.
    int gain = round > this.round ? CommonPrefix.WORTHWHILE : 1;
    return common >= CommonPrefix.WORTHWHILE && common - start >= gain
        ? new Reading(row, Optional.of(other), common, round)
        : this;
  }

  /**
   * Puts rows with a common beginning next to one another, so that they are read together. Among
   * these, rows with a longer common beginning are also next to one another. Otherwise rows keep
   * their order.
   *
   * @param prefix the number of tokens that all rows have in common
   */
  static List<Row> sideBySide(List<Row> rows, int prefix) {
    List<List<Row>> alike = new ArrayList<>();
    for (Row row : rows) {
      alike.stream()
          .filter(some -> beginAlike(some.get(0), row, prefix))
          .findFirst()
          .orElseGet(
              () -> {
                alike.add(new ArrayList<>());
                return alike.get(alike.size() - 1);
              })
          .add(row);
    }
    return alike.stream()
        .flatMap(
            some -> (some.size() < 3 ? some : sideBySide(some, CommonPrefix.length(some))).stream())
        .toList();
  }

  private static boolean beginAlike(Row one, Row other, int prefix) {
    return CommonPrefix.length(one.prompt(), other.prompt()) - prefix >= CommonPrefix.WORTHWHILE;
  }

  /** The place in the prompt where reading begins. */
  int from(int prefix) {
    return prefix + start;
  }

  /** The number of positions to read. */
  int count(int prefix) {
    return row.prompt().length() - from(prefix);
  }

  /** Whether the positions to read include images. */
  boolean sees(int prefix) {
    return row.prompt().sight().to() > from(prefix);
  }
}
