package org.wordsight.model.layer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.wordsight.model.LoadedModel;
import org.wordsight.model.Precision;
import org.wordsight.model.Purpose;
import org.wordsight.model.architecture.Prompt;
import org.wordsight.tensor.Device;

@Tag("any-threads")
class TestCachedDecoder {
  private static final int[] SHORT = IntStream.range(40, 52).toArray();
  private static final int[] LONG = IntStream.range(30, 60).toArray();

  private static LoadedModel load(String name, Purpose purpose) throws URISyntaxException {
    Path folder =
        Path.of(TestCachedDecoder.class.getResource("/references/" + name + "/checkpoint").toURI());
    return LoadedModel.load(folder, Precision.FLOAT32, Device.CPU, purpose);
  }

  private static void assertClose(float[] ours, float[] expected) {
    assertThat(ours).usingComparatorWithPrecision(1e-4f).containsExactly(expected);
  }

  @ParameterizedTest
  @CsvSource({"llama, ANSWER", "llama, LEARN", "qwen2, ANSWER", "qwen2_vl, LEARN"})
  void givesARowTheSameNumbersBesideOthersAsAlone(String name, Purpose purpose)
      throws URISyntaxException {
    try (LoadedModel model = load(name, purpose)) {
      List<Prompt> prompts = List.of(model.prompt(SHORT), model.prompt(LONG), model.prompt(SHORT));
      float[][] together = CachedRows.logits(model, prompts, 70, 71);
      for (int row = 0; row < prompts.size(); row++) {
        assertClose(together[row], CachedRows.logits(model, List.of(prompts.get(row)), 70, 71)[0]);
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"1", "4", "11", "29", "30"})
  void readsPromptsPieceByPiece(int piece) throws URISyntaxException {
    try (LoadedModel model = load("llama", Purpose.ANSWER);
        CachedRows rows = new CachedRows(model, 2, 40)) {
      List<Prompt> prompts = List.of(model.prompt(LONG), model.prompt(SHORT));
      float[][] whole = CachedRows.logits(model, prompts);
      float[][] pieces = rows.read(piece, prompts);
      assertClose(pieces[0], whole[0]);
      assertClose(pieces[1], whole[1]);
    }
  }

  @Test
  void goesOnWithATokenAsIfItHadBeenRead() throws URISyntaxException {
    try (LoadedModel model = load("qwen2", Purpose.ANSWER)) {
      int[] longer = Arrays.copyOf(LONG, LONG.length + 2);
      longer[LONG.length] = 70;
      longer[LONG.length + 1] = 71;
      assertClose(
          CachedRows.logits(model, List.of(model.prompt(LONG)), 70, 71)[0],
          CachedRows.logits(model, List.of(model.prompt(longer)))[0]);
    }
  }

  @ParameterizedTest
  @CsvSource({"llama, 3", "llama, 50", "qwen2_vl, 8"})
  void givesTheSameNumbersBehindASharedPrefix(String name, int piece) throws URISyntaxException {
    try (LoadedModel model = load(name, Purpose.ANSWER);
        CachedRows rows =
            new CachedRows(model, LoraWeights.none(), 2, 40, Arrays.copyOf(LONG, 20))) {
      List<Prompt> prompts =
          List.of(model.prompt(LONG), model.prompt(Arrays.copyOf(LONG, LONG.length - 5)));
      float[][] shared = rows.read(piece, prompts);
      float[][] whole = CachedRows.logits(model, prompts);
      assertClose(shared[0], whole[0]);
      assertClose(shared[1], whole[1]);
      rows.next(70, 70);
      float[][] after = CachedRows.logits(model, prompts, 70, 71);
      float[][] sharedAfter = rows.next(71, 71);
      assertClose(sharedAfter[0], after[0]);
      assertClose(sharedAfter[1], after[1]);
    }
  }

  @Test
  void movesTheLastRowToThePlaceOfARowThatEnds() throws URISyntaxException {
    try (LoadedModel model = load("llama", Purpose.ANSWER);
        CachedRows rows = new CachedRows(model, 3, 40)) {
      rows.read(40, List.of(model.prompt(SHORT), model.prompt(SHORT), model.prompt(LONG)));
      rows.next(5, 6, 70);
      rows.cache().remove(0);
      assertThat(rows.cache().rows()).isEqualTo(2);
      float[][] after = rows.next(71, 7);
      assertClose(after[0], CachedRows.logits(model, List.of(model.prompt(LONG)), 70, 71)[0]);
      assertClose(after[1], CachedRows.logits(model, List.of(model.prompt(SHORT)), 6, 7)[0]);
    }
  }

  @Test
  void readsANewRowInThePlaceOfOneThatEnded() throws URISyntaxException {
    try (LoadedModel model = load("llama", Purpose.ANSWER);
        CachedRows rows = new CachedRows(model, 2, 40)) {
      rows.read(40, List.of(model.prompt(LONG), model.prompt(LONG)));
      rows.next(70, 70);
      rows.cache().remove(1);
      float[] read = rows.read(40, List.of(model.prompt(SHORT)))[0];
      assertClose(read, CachedRows.logits(model, List.of(model.prompt(SHORT)))[0]);
      float[][] after = rows.next(71, 9);
      assertClose(after[0], CachedRows.logits(model, List.of(model.prompt(LONG)), 70, 71)[0]);
      assertClose(after[1], CachedRows.logits(model, List.of(model.prompt(SHORT)), 9)[0]);
    }
  }

  @Test
  void refusesMoreRowsThanThereIsRoomFor() throws URISyntaxException {
    try (LoadedModel model = load("llama", Purpose.ANSWER);
        CachedRows rows = new CachedRows(model, 1, SHORT.length)) {
      rows.read(40, List.of(model.prompt(SHORT)));
      assertThatThrownBy(() -> rows.next(5)).hasMessageContaining("no room for 13");
      assertThatThrownBy(() -> rows.cache().add(0)).hasMessageContaining("no room for another");
    }
  }
}
