package org.wordsight.generate;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What is read next of a row's prompt: all of it, or what comes behind a beginning that another row
 * has too, whose keys and values are copied.
 *
 * @param like the row that begins the same
 * @param start how many positions are copied, a prefix of the whole group excluded
 * @param round what is copied has been read in an earlier round
 */
record Reading(Row row, Optional<Row> like, int start, int round) {
  /**
   * A row's reading with the longest beginning there is.
   *
   * @param read rows in the cache
   * @param before readings that are under way
   * @param prefix tokens of the whole group's prefix
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
    // A later round reads all weights once more: it must be worthwhile by itself.
    int gain = round > this.round ? CommonPrefix.WORTHWHILE : 1;
    return common >= CommonPrefix.WORTHWHILE && common - start >= gain
        ? new Reading(row, Optional.of(other), common, round)
        : this;
  }

  /**
   * The rows, those that begin alike beside one another, so that they are read together, and among
   * these those that are alike for longer; otherwise in their order.
   *
   * @param prefix tokens that all of them have in common
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

  /** Where in the prompt reading begins. */
  int from(int prefix) {
    return prefix + start;
  }

  /** Positions to read. */
  int count(int prefix) {
    return row.prompt().length() - from(prefix);
  }

  /** Whether images are among them. */
  boolean sees(int prefix) {
    return row.prompt().sight().to() > from(prefix);
  }
}
