package org.wordsight.generate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.wordsight.grammar.TokenMask;
import org.wordsight.tensor.Device;
import org.wordsight.tensor.LiveTensors;
import org.wordsight.tensor.Scope;
import org.wordsight.tensor.Tensor;

/** Compares the sampler with src/test/python/make_sampling_cases.py. */
class TestSampler {
  static Stream<JsonNode> cases() throws IOException {
    try (InputStream in = TestSampler.class.getResourceAsStream("/generate/sampling.json")) {
      return StreamSupport.stream(new ObjectMapper().readTree(in).spliterator(), false);
    }
  }

  /** The next token of each row. */
  private static int[] next(
      Sampler sampler, float[][] logits, double[] temperatures, double[] topP, long[] draws) {
    List<Sampling> samplings =
        IntStream.range(0, logits.length)
            .mapToObj(row -> new Sampling(temperatures[row], topP[row], 0))
            .toList();
    try (Scope scope = Device.CPU.scope()) {
      Sampler.Choice choice = Sampler.choice(scope, samplings, draws);
      return Sampler.ids(sampler.choose(scope, tensor(scope, logits), choice));
    }
  }

  @ParameterizedTest
  @MethodSource("cases")
  void drawsTheTokenAtWhichTheDistributionPassesTheDraw(JsonNode stored) {
    float[][] logits = new ObjectMapper().convertValue(stored.get("logits"), float[][].class);
    int[] tokens = new ObjectMapper().convertValue(stored.get("tokens"), int[].class);
    long[] draws = new ObjectMapper().convertValue(stored.get("draws"), long[].class);
    double[] temperatures = filled(tokens.length, stored.get("temperature").asDouble());
    double[] topP = filled(tokens.length, stored.get("top_p").asDouble());
    try (Sampler sampler = new Sampler(Device.CPU)) {
      assertThat(next(sampler, logits, temperatures, topP, draws)).containsExactly(tokens);
    }
  }

  @Test
  void treatsEachRowByItsOwnSettings() {
    float[][] logits = {{1, 3, 2}, {1, 3, 2}, {1, 3, 2}};
    long late = (1L << 53) - 1;
    try (Sampler sampler = new Sampler(Device.CPU)) {
      int[] chosen =
          next(
              sampler,
              logits,
              new double[] {0, 1, 1},
              new double[] {1, 1, 0.1},
              new long[] {late, late, late});
      assertThat(chosen).containsExactly(1, 2, 1);
    }
  }

  @Test
  void computesWithTheBoundsThatARunFileAllows() {
    float[] row = {90, -90, 0};
    long late = (1L << 53) - 1;
    double nearlyAll = Math.nextDown(1.0);
    try (Sampler sampler = new Sampler(Device.CPU)) {
      int[] chosen =
          next(
              sampler,
              new float[][] {row, row, row, row},
              new double[] {0.01, 100, 0.01, 100},
              new double[] {0.0001, 0.0001, nearlyAll, nearlyAll},
              new long[] {late, late, late, late});
      assertThat(chosen[0]).isZero();
      assertThat(chosen[1]).isZero();
      assertThat(chosen[2]).isZero();
      assertThat(chosen[3]).isEqualTo(2);
    }
  }

  /** Rows with a small nucleus, rows that need the whole vocabulary, and rows of equal logits. */
  @Test
  void choosesFromANucleusOfAnySizeAsIfAllTokensWereSorted() {
    int vocabulary = 5000;
    Random random = new Random(3);
    float[][] logits = new float[24][vocabulary];
    double[] topP = new double[logits.length];
    long[] draws = new long[logits.length];
    for (int row = 0; row < logits.length; row++) {
      double width = List.of(6.0, 1.0, 0.0).get(row % 3);
      for (int i = 0; i < vocabulary; i++) {
        logits[row][i] = (float) (Math.round(random.nextGaussian() * 8) / 8.0 * width);
      }
      topP[row] = List.of(0.3, 0.9, 0.999, 1.0).get(row % 4);
      draws[row] = random.nextLong() >>> 11;
    }
    double[] temperatures = filled(logits.length, 0.9);
    try (Sampler sampler = new Sampler(Device.CPU)) {
      int[] together = next(sampler, logits, temperatures, topP, draws);
      for (int row = 0; row < logits.length; row++) {
        assertThat(together[row])
            .as("row %d", row)
            .isEqualTo(bySorting(logits[row], 0.9f, topP[row], draws[row]));
      }
    }
  }

  private static int bySorting(float[] logits, double temperature, double topP, long draw) {
    double highest = 0;
    for (float logit : logits) {
      highest = Math.max(highest, logit);
    }
    double[] p = new double[logits.length];
    double total = 0;
    for (int i = 0; i < p.length; i++) {
      p[i] = Math.exp((logits[i] - highest) / temperature);
      total += p[i];
    }
    List<Integer> order = new ArrayList<>(IntStream.range(0, p.length).boxed().toList());
    if (topP < 1) {
      order.sort(Comparator.comparing((Integer i) -> -p[i]));
    }
    List<Double> sums = new ArrayList<>();
    double sum = 0;
    for (int i = 0; i < p.length && sum < (float) topP; i++) {
      sum += p[order.get(i)] / total;
      sums.add(sum);
    }
    double target = draw * 0x1p-53 * sum;
    int rank = 0;
    while (rank < sums.size() - 1 && sums.get(rank) <= target) {
      rank++;
    }
    return order.get(rank);
  }

  private static int[] next(
      Sampler sampler, float[][] logits, double topP, List<Optional<TokenMask>> masks) {
    List<Sampling> samplings =
        IntStream.range(0, logits.length)
            .mapToObj(row -> new Sampling(row % 4 == 3 ? 0 : 0.8, topP, row))
            .toList();
    long[] draws = samplings.stream().mapToLong(sampling -> sampling.draw(1)).toArray();
    if (draws.length > 1) {
      draws[0] = (1L << 53) - 1;
      draws[1] = 0;
    }
    try (Scope scope = Device.CPU.scope()) {
      Sampler.Choice choice = sampler.choice(scope, samplings, draws, masks);
      return Sampler.ids(sampler.choose(scope, tensor(scope, logits), choice));
    }
  }

  private static float[][] random(int rows, int vocabulary) {
    Random random = new Random(rows);
    float[][] logits = new float[rows][vocabulary];
    for (float[] row : logits) {
      for (int i = 0; i < vocabulary; i++) {
        row[i] = (float) random.nextGaussian() * 3;
      }
    }
    return logits;
  }

  @ParameterizedTest
  @ValueSource(doubles = {1, 0.9, 0.01})
  void choosesTheSameWithMasksThatAllowEverything(double topP) {
    float[][] logits = random(40, 1203);
    try (Sampler sampler = new Sampler(Device.CPU)) {
      int[] without = next(sampler, logits, topP, Collections.nCopies(40, Optional.empty()));
      TokenMask all = TokenMask.of(1203, id -> true);
      List<Optional<TokenMask>> masks =
          IntStream.range(0, 40).mapToObj(i -> Optional.of(all).filter(m -> i % 3 == 0)).toList();
      assertThat(next(sampler, logits, topP, masks)).containsExactly(without);
    }
  }

  /** The result is the same as without the other tokens, whose logits are taken out of the row. */
  @ParameterizedTest
  @ValueSource(doubles = {1, 0.9, 0.01})
  void choosesAmongTheTokensThatAMaskAllows(double topP) {
    int vocabulary = 1203;
    float[][] logits = random(40, vocabulary);
    List<Optional<TokenMask>> masks = new ArrayList<>();
    int[][] allowed = new int[40][];
    for (int row = 0; row < 40; row++) {
      int step = 1 + row * 7;
      masks.add(Optional.of(TokenMask.of(vocabulary, id -> id % step == 0)));
      allowed[row] = IntStream.range(0, vocabulary).filter(id -> id % step == 0).toArray();
    }
    try (Sampler sampler = new Sampler(Device.CPU)) {
      int[] chosen = next(sampler, logits, topP, masks);
      for (int row = 0; row < 40; row++) {
        int[] ids = allowed[row];
        float[] alone = new float[ids.length];
        for (int i = 0; i < ids.length; i++) {
          alone[i] = logits[row][ids[i]];
        }
        long draw = row == 0 ? (1L << 53) - 1 : row == 1 ? 0 : new Sampling(1, 1, row).draw(1);
        int expected =
            row % 4 == 3 ? bySorting(alone, 0.01f, 0.0001, 0) : bySorting(alone, 0.8f, topP, draw);
        assertThat(chosen[row]).as("row %d", row).isEqualTo(ids[expected]);
      }
    }
  }

  @Test
  void choosesTheOnlyAllowedTokenForAnyLogitAndDraw() {
    int vocabulary = 777;
    float[][] logits = random(1, vocabulary);
    logits[0][5] = -1e30f;
    logits[0][vocabulary - 1] = 1e30f;
    try (Sampler sampler = new Sampler(Device.CPU)) {
      for (double topP : List.of(1.0, 0.5)) {
        for (long draw : List.of(0L, 1L, (1L << 53) - 1)) {
          for (double temperature : List.of(0.0, 0.01, 100.0)) {
            try (Scope scope = Device.CPU.scope()) {
              Sampler.Choice choice =
                  sampler.choice(
                      scope,
                      List.of(new Sampling(temperature, topP, 0)),
                      new long[] {draw},
                      List.of(Optional.of(TokenMask.of(vocabulary, id -> id == 5))));
              assertThat(Sampler.ids(sampler.choose(scope, tensor(scope, logits), choice)))
                  .containsExactly(5);
            }
          }
        }
      }
    }
  }

  /** More masks than the device keeps, used in turn. */
  @Test
  void confusesNoMasksForAnyNumberOfThem() {
    int vocabulary = 900;
    float[][] logits = random(1, vocabulary);
    List<TokenMask> masks =
        IntStream.range(0, 600)
            .mapToObj(allowed -> TokenMask.of(vocabulary, id -> id == allowed))
            .toList();
    try (Sampler sampler = new Sampler(Device.CPU)) {
      for (int i = 0; i < 1500; i++) {
        int wanted = i % 2 == 0 ? i % 600 : i * 31 % 600;
        assertThat(next(sampler, logits, 1, List.of(Optional.of(masks.get(wanted)))))
            .containsExactly(wanted);
      }
      float[][] many = random(400, vocabulary);
      assertThat(next(sampler, many, 1, masks.subList(0, 400).stream().map(Optional::of).toList()))
          .containsExactly(IntStream.range(0, 400).toArray());
    }
  }

  @Test
  void freesAllItsTensors() {
    int before = LiveTensors.count();
    float[][] logits = random(3, 100);
    try (Sampler sampler = new Sampler(Device.CPU)) {
      next(
          sampler,
          logits,
          1,
          List.of(
              Optional.empty(), Optional.of(TokenMask.of(100, id -> id > 4)), Optional.empty()));
    }
    assertThat(LiveTensors.count()).isEqualTo(before);
  }

  @Test
  void scoresTokensOverTheWholeVocabulary() {
    float[][] logits = {{0, 0, 0, 0}, {0, (float) Math.log(3), 0, 0}};
    try (Scope scope = Device.CPU.scope();
        Sampler sampler = new Sampler(Device.CPU)) {
      double[][] scores = sampler.scores(scope, tensor(scope, logits), new int[][] {{0, 3}, {1}});
      assertThat(scores[0][0]).isCloseTo(Math.log(1 / 4.0), within(1e-6));
      assertThat(scores[0][1]).isCloseTo(Math.log(1 / 4.0), within(1e-6));
      assertThat(scores[1][0]).isCloseTo(Math.log(1 / 2.0), within(1e-6));
    }
  }

  @Test
  void drawsEvenlyAndDifferentlyForEachSeedAndToken() {
    Set<Long> draws = new HashSet<>();
    double sum = 0;
    for (long seed = -50; seed < 50; seed++) {
      for (int token = 0; token < 100; token++) {
        long draw = new Sampling(1, 1, seed).draw(token);
        draws.add(draw);
        sum += draw * 0x1p-53;
      }
    }
    assertThat(draws).hasSize(10_000).allMatch(draw -> draw >= 0 && draw < 1L << 53);
    assertThat(sum / 10_000).isCloseTo(0.5, within(0.01));
  }

  @Test
  void refusesImpossibleSettings() {
    for (double temperature : List.of(-1.0, Double.NaN, Double.POSITIVE_INFINITY)) {
      assertThatThrownBy(() -> new Sampling(temperature, 1, 0)).hasMessageContaining("temperature");
    }
    for (double topP : List.of(0.0, 1.1, Double.NaN)) {
      assertThatThrownBy(() -> new Sampling(1, topP, 0)).hasMessageContaining("topP");
    }
  }

  private static double[] filled(int size, double value) {
    double[] values = new double[size];
    Arrays.fill(values, value);
    return values;
  }

  private static Tensor tensor(Scope scope, float[][] rows) {
    float[] flat = new float[rows.length * rows[0].length];
    for (int row = 0; row < rows.length; row++) {
      System.arraycopy(rows[row], 0, flat, row * rows[0].length, rows[0].length);
    }
    return scope.floats(flat, rows.length, rows[0].length);
  }
}
