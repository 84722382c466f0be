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
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.wordsight.tensor.Device;
import org.wordsight.tensor.Scope;
import org.wordsight.tensor.Tensor;

/** The sampler against src/test/python/make_sampling_cases.py. */
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

  /**
   * Peaked rows whose nucleus is small, flat ones that need the whole vocabulary, and equal ones.
   */
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
