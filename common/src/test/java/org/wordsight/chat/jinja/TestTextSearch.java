package org.wordsight.chat.jinja;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Compares searching and sorting with Java's own. */
class TestTextSearch {
  private final Context context =
      new Context(Map.of(), LocalDateTime.of(2024, 7, 26, 9, 5, 3), Budget.Limits.STANDARD);
  private final Random random = new Random(4);

  @Test
  void findsTheFirstAndTheLastPlaceAsJavaDoes() {
    for (int round = 0; round < 5_000; round++) {
      String text = letters(random.nextInt(30));
      String part = letters(random.nextInt(6));
      assertThat(TextSearch.first(context, text, part)).isEqualTo(text.indexOf(part));
      assertThat(TextSearch.last(context, text, part)).isEqualTo(text.lastIndexOf(part));
    }
  }

  @Test
  void findsPlacesThatDoNotOverlap() {
    for (int round = 0; round < 5_000; round++) {
      String text = letters(random.nextInt(30));
      String part = letters(1 + random.nextInt(4));
      long most = random.nextInt(4) - 1;
      assertThat(TextSearch.places(context, text, part, most, false))
          .isEqualTo(forward(text, part, most));
      assertThat(TextSearch.places(context, text, part, most, true))
          .isEqualTo(backward(text, part, most));
    }
  }

  private static int[] forward(String text, String part, long most) {
    List<Integer> places = new ArrayList<>();
    for (int at = text.indexOf(part);
        at >= 0 && places.size() != most;
        at = text.indexOf(part, at + part.length())) {
      places.add(at);
    }
    return places.stream().mapToInt(place -> place).toArray();
  }

  private static int[] backward(String text, String part, long most) {
    List<Integer> places = new ArrayList<>();
    for (int at = text.lastIndexOf(part);
        at >= 0 && places.size() != most;
        at = at < part.length() ? -1 : text.lastIndexOf(part, at - part.length())) {
      places.add(at);
    }
    return places.stream().mapToInt(place -> place).toArray();
  }

  @Test
  void sortsAsJavaDoesAndKeepsEqualItemsInOrder() {
    for (int round = 0; round < 500; round++) {
      List<Object> items = new ArrayList<>();
      for (int i = random.nextInt(50); i > 0; i--) {
        items.add(letters(2) + i);
      }
      List<Object> expected = new ArrayList<>(items);
      expected.sort((a, b) -> key(a).compareTo(key(b)));
      assertThat(Sorting.sorted(context, items, TestTextSearch::key, false)).isEqualTo(expected);
      expected = new ArrayList<>(items);
      expected.sort(Collections.reverseOrder((a, b) -> key(a).compareTo(key(b))));
      assertThat(Sorting.sorted(context, items, TestTextSearch::key, true)).isEqualTo(expected);
    }
  }

  private static String key(Object item) {
    return ((String) item).substring(0, 1);
  }

  private String letters(int length) {
    StringBuilder letters = new StringBuilder();
    for (int i = 0; i < length; i++) {
      letters.append((char) ('a' + random.nextInt(2)));
    }
    return letters.toString();
  }
}
