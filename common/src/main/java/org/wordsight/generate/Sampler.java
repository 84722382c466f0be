package org.wordsight.generate;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.wordsight.grammar.TokenMask;
import org.wordsight.tensor.Device;
import org.wordsight.tensor.Kernels;
import org.wordsight.tensor.Scope;
import org.wordsight.tensor.Tensor;

/** Chooses tokens from logits on the device. Only the ids of the chosen tokens leave it. */
final class Sampler implements AutoCloseable {
  /**
   * The sampler looks for a nucleus among this many tokens first, since sorting a whole vocabulary
   * takes longer than a step.
   */
  private static final int FEW = 1024;

  private final Device device;
  private final Kernels kernels;
  private Optional<MaskTable> table = Optional.empty();

  Sampler(Device device) {
    this.device = device;
    this.kernels = Kernels.load(device, Map.of("few", Integer.toString(FEW)), "sampling.py");
  }

  /**
   * The way in which the next token of each row is chosen, on the device.
   *
   * @param kernel the kernel that chooses
   * @param arguments the kernel's arguments after the logits
   * @param masks the places [B] of the rows' masks; absent if every token is allowed
   */
  record Choice(String kernel, List<Object> arguments, Optional<Tensor> masks) {
    private Choice(String kernel, List<Object> arguments) {
      this(kernel, arguments, Optional.empty());
    }
  }

  /**
   * Prepares a choice. This must happen before the logits are computed, since a copy to a GPU waits
   * for all work that was begun there.
   *
   * @param draws the random bits of each row's token
   */
  static Choice choice(Scope scope, List<Sampling> samplings, long[] draws) {
    double[] temperatures = samplings.stream().mapToDouble(Sampling::temperature).toArray();
    double[] topP = samplings.stream().mapToDouble(Sampling::topP).toArray();
    if (Arrays.stream(temperatures).allMatch(temperature -> temperature == 0)) {
      return new Choice("greedy", List.of());
    }
    Tensor temperatures_B = floats(scope, temperatures);
    Tensor draws_B = scope.longs(draws, draws.length);
    if (Arrays.stream(topP).allMatch(p -> p == 1)) {
      return new Choice("sampled", List.of(temperatures_B, draws_B));
    }
    boolean someTakeAll = Arrays.stream(topP).anyMatch(p -> (float) p == 1);
    return new Choice(
        "nucleus", List.of(temperatures_B, draws_B, floats(scope, topP), someTakeAll));
  }

  /**
   * The same for rows of which some have a mask.
   *
   * @param masks absent if every token may be a row's next one
   */
  Choice choice(
      Scope scope, List<Sampling> samplings, long[] draws, List<Optional<TokenMask>> masks) {
    Choice choice = choice(scope, samplings, draws);
    Optional<TokenMask> first = masks.stream().flatMap(Optional::stream).findFirst();
    if (first.isEmpty()) {
      return choice;
    }
    long[] places = table(first.get().bits().length, masks.size()).places(masks);
    return new Choice(
        choice.kernel(), choice.arguments(), Optional.of(scope.longs(places, places.length)));
  }

  private MaskTable table(int width, int rows) {
    if (table.filter(some -> some.serves(width, rows)).isEmpty()) {
      table.ifPresent(MaskTable::close);
      table = Optional.of(new MaskTable(kernels, device, width, rows));
    }
    return table.get();
  }

  /** The next token of each row [B], int64, on the device. The logits are float32. */
  Tensor choose(Scope scope, Tensor logits_BV, Choice choice) {
    if (choice.masks().isEmpty()) {
      return chosen(scope, logits_BV, choice);
    }
    Tensor masked_BV =
        kernels.infer(
            scope, "masked", logits_BV, table.orElseThrow().masks(), choice.masks().get());
    return kernels.infer(scope, "only_allowed", chosen(scope, masked_BV, choice), masked_BV);
  }

  private Tensor chosen(Scope scope, Tensor logits_BV, Choice choice) {
    Object[] arguments = Stream.concat(Stream.of(logits_BV), choice.arguments().stream()).toArray();
    return kernels.infer(scope, choice.kernel(), arguments);
  }

  /** Chosen tokens on the host. This waits for the device. */
  static int[] ids(Tensor chosen_B) {
    return Arrays.stream(chosen_B.toLongs()).mapToInt(Math::toIntExact).toArray();
  }

  private static Tensor floats(Scope scope, double[] values) {
    float[] floats = new float[values.length];
    for (int i = 0; i < values.length; i++) {
      floats[i] = (float) values[i];
    }
    return scope.floats(floats, floats.length);
  }

  /** The log-probabilities of some tokens of each row of logits [B, V]. */
  double[][] scores(Scope scope, Tensor logits_BV, int[][] tokens) {
    int count = Arrays.stream(tokens).mapToInt(some -> some.length).sum();
    if (count == 0) {
      return new double[tokens.length][0];
    }
    long[] rows =
        LongStream.range(0, tokens.length)
            .flatMap(row -> LongStream.generate(() -> row).limit(tokens[(int) row].length))
            .toArray();
    long[] flat = Arrays.stream(tokens).flatMapToInt(Arrays::stream).asLongStream().toArray();
    float[] scores =
        kernels
            .infer(scope, "scores", logits_BV, scope.longs(rows, count), scope.longs(flat, count))
            .toFloats();
    double[][] byRow = new double[tokens.length][];
    int next = 0;
    for (int row = 0; row < tokens.length; row++) {
      byRow[row] = new double[tokens[row].length];
      for (int i = 0; i < byRow[row].length; i++) {
        byRow[row][i] = scores[next++];
      }
    }
    return byRow;
  }

  @Override
  public void close() {
    table.ifPresent(MaskTable::close);
    kernels.close();
  }
}
