package org.wordsight.embed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.wordsight.error.ExitCode;
import org.wordsight.error.WordsightException;

class TestTextVectors {
  /** Gives the same vector for every text. */
  private record Constant(TextVector embedding) implements Embedder {
    @Override
    public String name() {
      return "constant";
    }

    @Override
    public int dimensions() {
      return embedding.vector().length;
    }

    @Override
    public List<TextVector> embed(List<String> texts) {
      return texts.stream().map(text -> embedding).toList();
    }

    @Override
    public void close() {}
  }

  @Test
  void refusesVectorsThatAreNoNumbersAndNamesTheText() {
    Embedder broken = new Constant(TextVector.of(new double[] {1, Double.NaN}, false));
    String text = "A man\nfell on the icy steps in front of the library and cannot get up 🚒 now";
    assertThatThrownBy(() -> TextVectors.of(broken, List.of("r1-0"), List.of(text)))
        .isInstanceOfSatisfying(
            WordsightException.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.INPUT))
        .hasMessage(
            "Cannot compare texts by meaning: the embedder constant gives NaN for r1-0, \"A man fell on the icy steps in front of the library and cann…\", expected a finite number. Set another curation.semantic.embedder or path.");
    Embedder infinite =
        new Constant(new TextVector(new float[] {Float.POSITIVE_INFINITY, 0}, false));
    assertThatThrownBy(() -> TextVectors.of(infinite, List.of("r1-0"), List.of("short")))
        .hasMessageContaining("gives Infinity for r1-0, \"short\", expected");
  }

  @Test
  void scalesVectorsToLengthOne() {
    assertThat(TextVector.of(new double[] {3, 4}, false).vector()).containsExactly(0.6f, 0.8f);
    assertThat(TextVector.of(new double[] {0, 0}, false).vector()).containsExactly(0, 0);
  }
}
