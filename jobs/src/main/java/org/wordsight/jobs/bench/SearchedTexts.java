package org.wordsight.jobs.bench;

import java.util.Map;
import java.util.function.IntFunction;
import java.util.function.IntPredicate;

/**
 * The texts among which duplicates are searched.
 *
 * @param name of the case, before the number of texts
 * @param isCopy whether a text was planted as a copy
 */
record SearchedTexts(String name, int count, IntFunction<String> text, IntPredicate isCopy) {

  /** Texts of which a tenth are copies. */
  static SearchedTexts planted(String name, int count) {
    return new SearchedTexts(name, count, PlantedTexts::text, PlantedTexts::isCopy);
  }

  static SearchedTexts identical(int count) {
    String same = PlantedTexts.text(0);
    return new SearchedTexts("identical texts:", count, number -> same, number -> number > 0);
  }

  static SearchedTexts nearlyIdentical(int count) {
    return new SearchedTexts(
        "nearly identical texts:", count, PlantedTexts::nearlyTheSame, number -> number > 0);
  }

  BenchCase benchCase() {
    return BenchCase.of(
        "%s %,d".formatted(name, count),
        "texts/s",
        Map.of("texts", count, "threshold", DuplicateSearch.THRESHOLD));
  }
}
