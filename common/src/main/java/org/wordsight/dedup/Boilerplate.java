package org.wordsight.dedup;

import java.util.function.ObjIntConsumer;

/**
 * The members that many kept sets share, such as the phrases of a template. Such members do not
 * show that two questions are the same, and are left out before sets are compared. A set that has
 * only such members is compared whole.
 *
 * <p>A member is boilerplate if more than {@value #SETS} of the sets have it, and more than {@value
 * #SHARE} of them. If there are many sets, a sample of {@value #SAMPLE} is counted. It is chosen by
 * the sets' numbers, so that the same sets have the same boilerplate.
 */
final class Boilerplate {
  static final int SETS = 50;
  static final double SHARE = 0.01;
  static final int SAMPLE = 20_000;

  static final Boilerplate NONE = new Boilerplate(new LongCounts());

  private final LongCounts members;

  private Boilerplate(LongCounts members) {
    this.members = members;
  }

  /** The boilerplate of the sets with the first numbers. */
  static Boilerplate of(Sets sets, int count) {
    // Few members are in so many sets. Only members that may be are counted one by one.
    MemberFrequencies rough = MemberFrequencies.none();
    int looked = forEachSampled(sets, count, rough::add);
    int most = (int) Math.max(SETS, SHARE * looked);
    LongCounts counts = new LongCounts();
    forEachSampled(
        sets,
        count,
        (hashes, size) -> {
          for (int i = 0; i < size; i++) {
            if (rough.applyAsInt(hashes[i]) > most) {
              counts.add(hashes[i]);
            }
          }
        });
    LongCounts members = new LongCounts();
    counts.forEachAbove(most, members::add);
    return new Boilerplate(members);
  }

  /** Shows the sampled sets. Returns how many they are. */
  private static int forEachSampled(Sets sets, int count, ObjIntConsumer<long[]> shown) {
    int looked = 0;
    long[] hashes = new long[256];
    for (int number = 0; number < count; number++) {
      if (isSampled(number, count)) {
        hashes = roomFor(sets.size(number), hashes);
        shown.accept(hashes, sets.read(number, hashes));
        looked++;
      }
    }
    return looked;
  }

  private static boolean isSampled(int number, int count) {
    if (count <= SAMPLE) {
      return true;
    }
    double place = (Shingles.mixed(number + 1L) >>> 11) * 0x1p-53;
    return place < (double) SAMPLE / count;
  }

  static long[] roomFor(int size, long[] array) {
    return array.length >= size ? array : new long[2 * size];
  }

  int size() {
    return members.size();
  }

  /** Whether the same members are boilerplate. */
  boolean isSameAs(Boilerplate other) {
    return members.hasSameKeys(other.members);
  }

  /**
   * Copies a set without its boilerplate, or the whole set if nothing would be left.
   *
   * @param into has room for the whole set
   * @return the number of members copied
   */
  int remove(long[] hashes, int size, long[] into) {
    if (members.size() == 0) {
      System.arraycopy(hashes, 0, into, 0, size);
      return size;
    }
    int rest = 0;
    for (int i = 0; i < size; i++) {
      if (!members.contains(hashes[i])) {
        into[rest++] = hashes[i];
      }
    }
    if (rest == 0) {
      System.arraycopy(hashes, 0, into, 0, size);
      return size;
    }
    return rest;
  }

  /**
   * Copies the words that are in no shingle of the boilerplate, or all words if none would be left.
   *
   * @param into has room for all words
   * @return the number of words copied
   */
  int removeWords(long[] words, int size, long[] into) {
    int rest = 0;
    int covered = 0;
    for (int i = 0; i < size && members.size() > 0; i++) {
      if (i <= size - Shingles.WIDTH && members.contains(Shingles.ofWords(words, size, i))) {
        covered = i + Shingles.WIDTH;
      }
      if (i >= covered) {
        into[rest++] = words[i];
      }
    }
    if (rest == 0) {
      System.arraycopy(words, 0, into, 0, size);
      return size;
    }
    return rest;
  }
}
