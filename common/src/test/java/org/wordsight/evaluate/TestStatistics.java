package org.wordsight.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TestStatistics {
  private static final Offset<Double> PRINTED = within(5.1e-5);
  private static final Offset<Double> COMPUTED = within(1e-12);

  /** R. G. Newcombe, Statistics in Medicine 17 (1998), 857-872, table I, method 3. */
  @ParameterizedTest(name = "{0} of {1}")
  @CsvSource({
    "81, 263, 0.2553, 0.3662",
    "15, 148, 0.0624, 0.1605",
    "0, 20, 0.0000, 0.1611",
    "1, 29, 0.0061, 0.1718"
  })
  void givesWilsonsIntervalsAsInNewcombesTable(int correct, int n, double low, double high) {
    Interval interval = Statistics.wilson(correct, n);

    assertThat(interval.low()).isCloseTo(low, PRINTED);
    assertThat(interval.high()).isCloseTo(high, PRINTED);
  }

  /** statsmodels 0.15, proportion_confint(method="wilson"). */
  @ParameterizedTest(name = "{0} of {1}")
  @CsvSource({
    "1007, 1240, 0.7894026738160546, 0.832863125825197",
    "456, 700, 0.615388563447976, 0.6858156315353828",
    "20, 20, 0.8388748419471804, 1.0"
  })
  void givesWilsonsIntervalsAsStatsmodels(int correct, int n, double low, double high) {
    Interval interval = Statistics.wilson(correct, n);

    assertThat(interval.low()).isCloseTo(low, COMPUTED);
    assertThat(interval.high()).isCloseTo(high, COMPUTED);
  }

  @Test
  void keepsTheAccuracyInsideItsOwnInterval() {
    for (int n = 1; n <= 60; n++) {
      for (int correct = 0; correct <= n; correct++) {
        Interval interval = Statistics.wilson(correct, n);
        assertThat((double) correct / n).isBetween(interval.low(), interval.high());
      }
    }
  }

  /** statsmodels 0.15, mcnemar(exact=True); 86 and 150 is Agresti's approval table. */
  @ParameterizedTest(name = "{0} and {1}")
  @CsvSource({
    "86, 150, 3.7159361395713866e-05",
    "5, 15, 0.04138946533203125",
    "0, 5, 0.0625",
    "3, 3, 1.0",
    "121, 59, 4.4344492637551645e-06",
    "12, 2, 0.012939453125",
    "0, 0, 1.0"
  })
  void givesMcNemarsExactProbability(int gained, int lost, double p) {
    assertThat(Statistics.mcNemar(gained, lost)).isCloseTo(p, within(p * 1e-9));
    assertThat(Statistics.mcNemar(lost, gained)).isCloseTo(p, within(p * 1e-9));
  }

  /** M. W. Fagerland and others, Statistics in Medicine 33 (2014), 2850-2875: airway reactivity. */
  @Test
  void givesTangosIntervalAsInFagerlandsExample() {
    Interval interval = Statistics.pairedDifference(1, 7, 21);

    assertThat(interval.low()).isCloseTo(-0.517, within(5.1e-4));
    assertThat(interval.high()).isCloseTo(-0.026, within(5.1e-4));
  }

  /** From SciPy's root finder and a second implementation of the score equation. */
  @ParameterizedTest(name = "{0} gained, {1} lost of {2}")
  @CsvSource({
    "12, 2, 50, 0.06111240618634396, 0.34470874828214876",
    "40, 20, 160, 0.030864533133086725, 0.21806424416682482",
    "0, 0, 100, -0.036993498206985685, 0.03699349820698568",
    "5, 0, 25, 0.040169298873141836, 0.39130950369540335",
    "0, 5, 25, -0.3913095036954034, -0.04016929887314178",
    "121, 59, 700, 0.05162524733880398, 0.125962259796754",
    "86, 150, 1600, -0.05899803330569942, -0.021361564754787236"
  })
  void givesTangosInterval(int gained, int lost, int n, double low, double high) {
    Interval interval = Statistics.pairedDifference(gained, lost, n);

    assertThat(interval.low()).isCloseTo(low, COMPUTED);
    assertThat(interval.high()).isCloseTo(high, COMPUTED);
  }

  @Test
  void keepsDifferencesBetweenMinusOneAndOne() {
    assertThat(Statistics.pairedDifference(0, 8, 8).low()).isEqualTo(-1);
    assertThat(Statistics.pairedDifference(8, 0, 8).high()).isEqualTo(1);
    assertThat(Statistics.pairedDifference(1, 0, 1).low()).isBetween(-1.0, 1.0);
  }

  @Test
  void refusesMoreChangesThanPairs() {
    assertThatThrownBy(() -> Statistics.pairedDifference(6, 5, 10))
        .hasMessage("6 gained, 5 lost of 10");
  }

  /** Ten clusters of k copies of one answer have the information of ten answers. */
  @Test
  void countsCopiesOnceInTheClusteredError() {
    double single = Statistics.clusteredError(clusters(1));

    assertThat(Statistics.clusteredError(clusters(7))).isCloseTo(single, COMPUTED);
    assertThat(single).isCloseTo(Math.sqrt(0.3 * 0.7 / 9), COMPUTED);
  }

  private static List<int[]> clusters(int size) {
    return new ArrayList<>(
        Stream.iterate(0, i -> i < 10, i -> i + 1)
            .map(i -> new int[] {size, i < 3 ? size : 0})
            .toList());
  }
}
