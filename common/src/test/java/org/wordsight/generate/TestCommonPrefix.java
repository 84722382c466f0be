package org.wordsight.generate;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.wordsight.model.architecture.Prompt;

class TestCommonPrefix {
  private record Picture(String key) implements Prompt.PreparedImage {
    @Override
    public long encodingBytes() {
      return 1;
    }
  }

  /** A prompt of equal tokens except the last one, with an image at [from, to) if there is one. */
  private static Row row(int length, int last, int from, int to, String... pictures) {
    int[] ids = new int[length];
    ids[length - 1] = last;
    List<Prompt.PreparedImage> images =
        Arrays.stream(pictures).<Prompt.PreparedImage>map(Picture::new).toList();
    Prompt.TokenRange sight =
        pictures.length == 0
            ? new Prompt.TokenRange(length, length)
            : new Prompt.TokenRange(from, to);
    Prompt prompt = new Prompt(ids, new long[1][length], length, images, sight);
    return new Row(0, prompt, 1, Sampling.greedy(), new int[0]);
  }

  @Test
  void leavesATokenOfEachPromptToPredictFrom() {
    assertThat(CommonPrefix.length(List.of(row(50, 0, 0, 0), row(50, 0, 0, 0)))).isEqualTo(49);
    assertThat(CommonPrefix.length(List.of(row(60, 1, 0, 0), row(70, 2, 0, 0)))).isEqualTo(59);
  }

  @Test
  void sharesNothingForOnePromptOrAFewTokens() {
    assertThat(CommonPrefix.length(List.of(row(50, 0, 0, 0)))).isZero();
    assertThat(CommonPrefix.length(List.of(row(32, 1, 0, 0), row(32, 2, 0, 0)))).isZero();
  }

  @Test
  void endsBeforeTheFirstImageIfImagesDiffer() {
    List<Row> rows = List.of(row(90, 1, 40, 60, "cat"), row(90, 2, 40, 60, "dog"));
    assertThat(CommonPrefix.length(rows)).isEqualTo(40);
  }

  @Test
  void continuesAfterAnImageThatAllPromptsShow() {
    List<Row> rows = List.of(row(90, 1, 40, 60, "cat"), row(90, 2, 40, 60, "cat"));
    assertThat(CommonPrefix.length(rows)).isEqualTo(89);
  }

  @Test
  void endsBeforeImagesOfWhichOnlySomeAreCommon() {
    List<Row> rows = List.of(row(90, 1, 40, 60, "cat"), row(90, 2, 40, 80, "cat", "dog"));
    assertThat(CommonPrefix.length(rows)).isEqualTo(40);
  }
}
