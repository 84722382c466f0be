package org.wordsight.dedup;

/** Sets of hashes in a mapped file, with their index. Not thread-safe. */
final class SavedSets implements Sets {
  private final MappedBytes places;
  private final MappedBytes values;
  private final SavedTable table;
  private final RareFirst prefix;

  /**
   * @param places the beginning of each set in {@code values}, in longs; one more entry ends the
   *     last
   * @param frequencies as {@link MemberFrequencies} counts them, as ints
   * @param threshold of the index
   */
  SavedSets(
      MappedBytes places,
      MappedBytes values,
      MappedBytes frequencies,
      SavedTable table,
      double threshold) {
    this.places = places;
    this.values = values;
    this.table = table;
    int cells = Math.toIntExact(frequencies.bytes() / Integer.BYTES);
    this.prefix =
        new RareFirst(threshold, hash -> frequencies.getInt(MemberFrequencies.cell(hash, cells)));
  }

  @Override
  public int size(int number) {
    return (int) (places.getLong(number + 1L) - places.getLong(number));
  }

  @Override
  public int read(int number, long[] into) {
    int size = size(number);
    values.getLongs(places.getLong(number), into, size);
    return size;
  }

  /** Reports the sets that can reach the threshold. A number may be reported more than once. */
  void candidates(long[] members, int size, CandidateIndex.Found found) {
    int keys = prefix.keys(members, size);
    for (int i = 0; i < keys; i++) {
      int without = i;
      table.forEach(prefix.key(i), number -> found.accept(number, without));
    }
  }
}
