package org.wordsight.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.wordsight.exchange.SumTree.Addition;
import org.wordsight.exchange.SumTree.Part;

class TestSumTree {
  @Test
  void cutsARangeIntoTheLargestWholeParts() {
    assertThat(SumTree.parts(0, 8)).containsExactly(new Part(0, 8));
    assertThat(SumTree.parts(2, 5)).containsExactly(new Part(2, 2), new Part(4, 1));
    assertThat(SumTree.parts(5, 8)).containsExactly(new Part(5, 1), new Part(6, 2));
    assertThat(SumTree.parts(1, 7))
        .containsExactly(new Part(1, 1), new Part(2, 2), new Part(4, 2), new Part(6, 1));
    assertThat(SumTree.parts(3, 3)).isEmpty();
  }

  /** The text of a sum, with brackets around each addition of the tree. */
  private static String text(int leaves, int workers) {
    List<Part> parts = new ArrayList<>();
    List<String> sums = new ArrayList<>();
    for (int worker = 0; worker < workers; worker++) {
      int from = SumTree.first(worker, workers, leaves);
      for (Part part : SumTree.parts(from, SumTree.first(worker + 1, workers, leaves))) {
        parts.add(part);
        sums.add(text(part));
      }
    }
    int last = 0;
    for (Addition addition : SumTree.additions(parts, place -> false)) {
      last = addition.sum();
      sums.set(last, "(" + sums.get(last) + "+" + sums.get(addition.other()) + ")");
    }
    return sums.get(last);
  }

  private static String text(Part part) {
    if (part.leaves() == 1) {
      return Integer.toString(part.start());
    }
    int half = part.leaves() / 2;
    return "("
        + text(new Part(part.start(), half))
        + "+"
        + text(new Part(part.start() + half, half))
        + ")";
  }

  @Test
  void addsTheSameTreeForAnyNumberOfWorkers() {
    for (int leaves : new int[] {1, 2, 8, 16}) {
      for (int workers = 1; workers <= leaves; workers++) {
        assertThat(text(leaves, workers))
            .as("%d leaves, %d workers", leaves, workers)
            .isEqualTo(text(new Part(0, leaves)));
      }
    }
  }

  @Test
  void putsASumAtTheKeptPlace() {
    List<Part> parts = List.of(new Part(0, 2), new Part(2, 2), new Part(4, 4));
    assertThat(SumTree.additions(parts, place -> place == 1))
        .containsExactly(new Addition(1, 0), new Addition(1, 2));
    assertThat(SumTree.additions(parts, place -> place == 2))
        .containsExactly(new Addition(0, 1), new Addition(2, 0));
  }
}
