package org.wordsight.dedup;

/**
 * Some of the sets of a store, with new numbers.
 *
 * @param numbers the numbers in the store, by the new number
 */
record ChosenSets(Sets store, int[] numbers) implements Sets {
  @Override
  public int size(int number) {
    return store.size(numbers[number]);
  }

  @Override
  public int read(int number, long[] into) {
    return store.read(numbers[number], into);
  }
}
