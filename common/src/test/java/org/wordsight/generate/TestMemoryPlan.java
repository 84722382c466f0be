package org.wordsight.generate;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.wordsight.model.architecture.Prompt;
import org.wordsight.model.layer.ActivationType;
import org.wordsight.model.layer.Backend;
import org.wordsight.model.layer.CpuBackend;
import org.wordsight.model.layer.DecoderConfig;
import org.wordsight.model.layer.GpuBackend;
import org.wordsight.model.layer.RopeConfig;
import org.wordsight.tensor.Device;

class TestMemoryPlan {
  private static final long KEY_AND_VALUE = 2L * 2 * 8 * Float.BYTES;
  private static final int STATES = 6404;

  /** Five layers, two of which look at images; keys of two heads of eight. */
  private static final DecoderConfig LOOKING =
      new DecoderConfig(
              300,
              32,
              56,
              5,
              4,
              2,
              8,
              1e-5,
              new RopeConfig(10_000, new RopeConfig.None(), List.of(4)),
              false,
              false,
              4096)
          .withCrossLayers(List.of(1, 3), 8);

  private record Seen(String key, int statesLookedAt, long encodingBytes)
      implements Prompt.PreparedImage {}

  private static Row row(int images) {
    return row(Collections.nCopies(images, new Seen("one", STATES, 1)));
  }

  private static Row row(List<? extends Prompt.PreparedImage> seen) {
    int[] ids = IntStream.range(0, 40).toArray();
    Prompt text = Prompt.ofText(ids, 1);
    Prompt.TokenRange sight = seen.isEmpty() ? text.sight() : new Prompt.TokenRange(0, 12);
    Prompt prompt =
        new Prompt(ids, text.positions(), text.nextPosition(), List.copyOf(seen), sight);
    return new Row(0, prompt, 10, Sampling.greedy(), new int[0]);
  }

  private static long bytes(int prefixLength, Row... rows) {
    return new MemoryPlan(LOOKING, Float.BYTES, CpuBackend.WINDOW, 0)
        .bytes(List.of(rows), prefixLength);
  }

  @Test
  void countsEarlierTokensInSelfAttentionLayersOnly() {
    MemoryPlan plan = new MemoryPlan(LOOKING, Float.BYTES, CpuBackend.WINDOW, 0);
    assertThat(plan.places(List.of(row(0)), 0)).isEqualTo(new MemoryPlan.Places(1, 50));
    // Three layers: from the cache of 50 positions to that of 30 and a prefix of 20.
    assertThat(bytes(20, row(0))).isEqualTo(bytes(0, row(0)));
  }

  @Test
  void countsImagesInCrossAttentionLayers() {
    long image = 2 * KEY_AND_VALUE * STATES;
    assertThat(bytes(0, row(1)) - bytes(0, row(0))).isEqualTo(image);
    assertThat(bytes(0, row(1), row(2), row(0)) - bytes(0, row(0))).isEqualTo(2 * image);
  }

  @Test
  void answersFewerRowsAtATimeIfTheyShowImages() {
    long image = 2 * KEY_AND_VALUE * STATES;
    List<Row> rows = List.of(row(1), row(1), row(1), row(1));
    MemoryPlan enough =
        new MemoryPlan(LOOKING, Float.BYTES, CpuBackend.WINDOW, bytes(0, row(1)) + 3 * image);
    assertThat(enough.places(rows, 0).rows()).isEqualTo(3);
    // After a prefix with the images, all rows use the same images.
    assertThat(enough.places(rows, 15).rows()).isEqualTo(4);
  }

  @Test
  void countsALongWindowThatSeveralRowsFill() {
    int window = 16 * CpuBackend.WINDOW;
    MemoryPlan plan = new MemoryPlan(LOOKING, Float.BYTES, window, 0);
    long one = plan.bytes(List.of(row(0)), 0);
    long five = plan.bytes(Collections.nCopies(5, row(0)), 0);
    long position = (4L * 56 + 6L * 32 + 4L * 32) * Float.BYTES;
    long scores = 4L * 40 * Float.BYTES;
    assertThat(five - one).isEqualTo(4 * 40 * (position + scores));
    assertThat(bytes(0, row(0), row(0))).as("on a CPU").isEqualTo(bytes(0, row(0)));
  }

  @Test
  void givesTheSameFiguresBeforeAndAfterTheRowsAreKnown() {
    for (Backend backend :
        List.of(
            new CpuBackend(ActivationType.BFLOAT16),
            new GpuBackend(Device.gpu(0), ActivationType.BFLOAT16))) {
      List<Row> rows = Collections.nCopies(7, row(0));
      MemoryPlan plan = MemoryPlan.of(LOOKING, backend, 0);
      long held = AnswerMemory.rowsBytes(LOOKING, 7, 50, backend);
      long reading = AnswerMemory.readingBytes(LOOKING, 7, 40, backend);
      assertThat(held).isEqualTo(7 * plan.placeBytes(rows, 0));
      assertThat(reading).isEqualTo(plan.bytes(rows, 0) - plan.placeBytes(rows, 0)).isPositive();
    }
  }

  @Test
  void countsOneRowOfTheModelsLengthAsTheMostThatOneRowTakes() {
    Backend cpu = new CpuBackend(ActivationType.FLOAT32);
    assertThat(AnswerMemory.mostBytes(LOOKING, 1))
        .isEqualTo(
            AnswerMemory.rowsBytes(LOOKING, 1, 4096, cpu)
                + AnswerMemory.readingBytes(LOOKING, 1, 4096, cpu));
    assertThat(AnswerMemory.mostBytes(LOOKING, 10) - AnswerMemory.mostBytes(LOOKING, 9))
        .as("three layers have keys and values of tokens; logits in float32 and float64")
        .isEqualTo(3 * KEY_AND_VALUE * 4096 + 300L * (4 + 4 * 8));
    assertThat(AnswerMemory.mostBytes(LOOKING, Integer.MAX_VALUE)).isEqualTo(4L << 30);
  }

  @Test
  void countsTheVisionPartIfItTakesMoreThanTheLayers() {
    long large = 1L << 30;
    long small = 1L << 20;
    Row one = row(List.of(new Seen("large", 0, large)));
    long step = bytes(0, row(List.of(new Seen("none", 0, 0))));
    assertThat(bytes(0, row(List.of(new Seen("little", 0, 1000))))).isEqualTo(step);
    // The layers' widest step is smaller than the smaller of these, and does not count any more.
    assertThat(bytes(0, one)).isBetween(step + large - small, step + large);
  }

  @Test
  void countsTheLargestImageSinceImagesGoOneByOne() {
    long part = 100L << 20;
    Row some = row(List.of(new Seen("a", 0, part), new Seen("b", 0, 3 * part)));
    Row one = row(List.of(new Seen("a", 0, part)));
    assertThat(bytes(0, some) - bytes(0, one)).isEqualTo(2 * part);
    assertThat(bytes(0, one, some)).isEqualTo(bytes(0, some));
  }
}
