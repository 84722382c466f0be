package org.wordsight.model.layer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.wordsight.tensor.Device;
import org.wordsight.tensor.Kernels;
import org.wordsight.tensor.Scope;
import org.wordsight.tensor.Tensor;
import org.wordsight.tensor.TensorList;

class TestAttentionRows {
  private static final Backend CPU = new CpuBackend(ActivationType.FLOAT32);
  private static final Backend GPU = new GpuBackend(Device.gpu(0), ActivationType.FLOAT32);
  private static final float UNSEEN = Float.NEGATIVE_INFINITY;
  private static final int[] LENGTHS = {5, 3};
  private static final int[] ONWARD = {2, 1};

  /** Rows of 130 tokens that fit into one segment: 2^20 weights of 6 heads. */
  private static final int ROWS_OF_A_SEGMENT = (1 << 20) / (6 * 130 * 130);

  private final RandomDecoder model = new RandomDecoder(RandomDecoder.SMALL, 7);
  private final Scope scope = model.scope();
  private final Kernels probe = Kernels.load(Device.CPU, Map.of("factor", "2."), "probe.py");

  @AfterEach
  void close() {
    probe.close();
    model.close();
  }

  private AttentionRows rows(Backend backend, int[] lengths, int[] onward) {
    return AttentionRows.of(model.decoder(), backend, scope, lengths, onward);
  }

  private AttentionRows rows() {
    return rows(CPU, LENGTHS, ONWARD);
  }

  private List<Tensor> read(TensorList list) {
    return probe.inferAll(scope, "listed", list);
  }

  @Test
  void countsTheSeparatePositionsOfEachRowFromZero() {
    AttentionRows rows = rows();
    float[] cos = rows.cos_N11E().toFloats();
    float[] sin = rows.sin_N11E().toFloats();
    int[] positions = {0, 1, 2, 3, 4, 0, 1, 2};
    assertThat(rows.cos_N11E().shape()).containsExactly(8, 1, 1, 8);
    for (int token = 0; token < positions.length; token++) {
      for (int i = 0; i < 8; i++) {
        double angle = positions[token] * Math.pow(10_000, -2.0 * (i % 4) / 8);
        assertThat((double) cos[token * 8 + i]).isCloseTo(Math.cos(angle), within(1e-6));
        assertThat((double) sin[token * 8 + i]).isCloseTo(Math.sin(angle), within(1e-6));
      }
    }
  }

  @Test
  void letsOnlyTheLastTokensOfEachRowGoOnAfterTheLastLayer() {
    AttentionRows rows = rows();
    assertThat(rows.onward(true).toLongs()).containsExactly(3, 4, 7);
    assertThat(rows.onward(false).elements()).as("no indices: all go on").isZero();
    assertThat(rows.segments(false).sizes()).containsExactly(2, 5, 5);
    assertThat(rows.segments(true).sizes()).containsExactly(2, 2, 5);
  }

  @Test
  void padsShortRowsOnTheRight() {
    AttentionRows rows = rows();
    long[] placesOfAll = {0, 1, 2, 3, 4, 5, 6, 7};
    List<Tensor> all = read(rows.segments(false).tensors());
    assertThat(all.get(0).toLongs()).containsExactly(placesOfAll);
    assertThat(all.get(1).toLongs()).containsExactly(placesOfAll);
    List<Tensor> last = read(rows.segments(true).tensors());
    assertThat(last.get(0).toLongs()).containsExactly(placesOfAll);
    assertThat(last.get(1).toLongs()).containsExactly(0, 1, 2);

    List<Tensor> shortFirst = read(rows(CPU, new int[] {3, 5}, ONWARD).all().tensors());
    assertThat(shortFirst.get(0).toLongs()).containsExactly(0, 1, 2, 5, 6, 7, 8, 9);
  }

  @Test
  void showsATokenOnlyTheTokensBeforeIt() {
    AttentionRows rows = rows();
    float[] causal = read(rows.segments(false).tensors()).get(2).toFloats();
    for (int query = 0; query < 5; query++) {
      for (int key = 0; key < 5; key++) {
        assertThat(causal[query * 5 + key]).isEqualTo(key <= query ? 0 : UNSEEN);
      }
    }

    float[] ends = read(rows.segments(true).tensors()).get(2).toFloats();
    assertThat(Arrays.copyOfRange(ends, 0, 5)).containsExactly(0, 0, 0, 0, UNSEEN);
    assertThat(Arrays.copyOfRange(ends, 5, 10)).containsExactly(0, 0, 0, 0, 0);
    assertThat(Arrays.copyOfRange(ends, 10, 15)).containsExactly(0, 0, 0, UNSEEN, UNSEEN);
  }

  @Test
  void masksOneBlockOfALongRowOnACpu() {
    int[] length = {130};
    int[] onward = {1};
    Tensor onCpu = read(rows(CPU, length, onward).all().tensors()).get(2);
    assertThat(onCpu.shape()).containsExactly(64, 64);
  }

  @Test
  void takesSoManyRowsAtOnceThatTheirWeightsStayInTheCachesOfACpu() {
    int[] lengths = filled(2 * ROWS_OF_A_SEGMENT + 1, 130);
    int[] onward = filled(lengths.length, 1);
    int[] onCpu = rows(CPU, lengths, onward).all().sizes();
    assertThat(onCpu)
        .containsExactly(ROWS_OF_A_SEGMENT, 130, 130, ROWS_OF_A_SEGMENT, 130, 130, 1, 130, 130);
  }

  @Test
  void takesAllRowsWithoutPaddingOnAGpu() {
    AttentionRows rows = rows(GPU, LENGTHS, ONWARD);
    assertThat(rows.segments(false).sizes()).containsExactly(5, 5);
    assertThat(rows.segments(true).sizes()).containsExactly(2, 5);
    assertThat(read(rows.segments(true).tensors()))
        .extracting(bounds -> bounds.elements())
        .containsExactly(LENGTHS.length + 1L, LENGTHS.length + 1L, 64L);
  }

  @Test
  void padsTheSumsOfARowAsTheMemoryEfficientKernelDoes() {
    Map<String, String> constants = RandomDecoder.SMALL.constants(ActivationType.BFLOAT16);
    int[] needed = {2, 33};
    int[] lengths = {2, 40};
    AttentionRows.Segments segments = AttentionRows.between(scope, needed, lengths);
    float[] sums = new float[3 * 35];
    for (int i = 0; i < sums.length; i++) {
      sums[i] = i;
    }
    try (Kernels kernels =
        Kernels.load(
            Device.CPU,
            constants,
            "attention_training_gpu.py",
            "attention_efficient.py",
            "attention_forward_flash.py")) {
      Tensor padded = kernels.infer(scope, "padded", scope.floats(sums, 3, 35), segments.tensors());
      assertThat(padded.shape()).containsExactly(2, 3, 64);
      float[] all = padded.toFloats();
      for (int i = 0; i < all.length; i++) {
        int row = i / 64 / 3;
        int head = i / 64 % 3;
        int token = i % 64;
        assertThat(all[i])
            .isEqualTo(token < needed[row] ? head * 35 + 2 * row + token : Float.POSITIVE_INFINITY);
      }
    }
  }

  @Test
  void takesARowAloneThatIsTooLongForTheCaches() {
    int[] sizes = rows(CPU, new int[] {600, 600, 2}, new int[] {1, 1, 1}).all().sizes();
    assertThat(sizes).containsExactly(1, 600, 600, 1, 600, 600, 1, 2, 2);
  }

  @Test
  void givesARowTheSameNumbersInAnySegmentAsAlone() {
    int[] lengths = filled(ROWS_OF_A_SEGMENT + 2, 130);
    lengths[lengths.length - 1] = 40;
    int tokens = Arrays.stream(lengths).sum();
    Tensor x_ND = model.floats(tokens, 24);
    float[] x = x_ND.toFloats();
    TensorList low = scope.list(model.factors(3));
    TrainableLayers.Scale scale = new TrainableLayers.Scale(0.5, 0.5, Integer.MIN_VALUE);
    try (TrainableLayers layers = model.decoder().trainable(scale, Packing.NONE)) {
      AttentionRows together = rows(CPU, lengths, lengths);
      assertThat(together.all().sizes()).hasSize(6);
      float[] outputs = layers.forward(scope, 1, x_ND, together, low).output_MD().toFloats();
      for (int row : new int[] {0, ROWS_OF_A_SEGMENT - 1, ROWS_OF_A_SEGMENT, lengths.length - 1}) {
        int from = row * 130 * 24;
        int to = from + lengths[row] * 24;
        int[] length = {lengths[row]};
        Tensor own_TD = scope.floats(Arrays.copyOfRange(x, from, to), lengths[row], 24);
        AttentionRows alone = rows(CPU, length, length);
        assertThat(layers.forward(scope, 1, own_TD, alone, low).output_MD().toFloats())
            .containsExactly(Arrays.copyOfRange(outputs, from, to), within(1e-5f));
      }
    }
  }

  private static int[] filled(int count, int value) {
    int[] values = new int[count];
    Arrays.fill(values, value);
    return values;
  }
}
