package org.wordsight.dedup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TestMinHash {
  /** From the formula: the fewest bands b with 1 - (1 - t^r)^b of at least 0.99. */
  @ParameterizedTest
  @CsvSource({"0.5, 35, 3", "0.7, 17, 4", "0.8, 16, 6", "0.9, 11, 10", "1, 1, 128", "0.1, 44, 1"})
  void choosesTheLongestBandsThatReachTheRecall(double threshold, int bands, int rows) {
    assertThat(BandPlan.of(threshold, .99)).isEqualTo(new BandPlan(bands, rows));
  }

  @Test
  void refusesAThresholdThatNeedsTooManyHashValues() {
    assertThatThrownBy(() -> BandPlan.of(.001, .99))
        .hasMessage("A threshold of 0.001 needs 4603 hash values");
  }

  /** Textbook values: 20 bands of 5 rows (Mining of Massive Datasets, section 3.4.2). */
  @ParameterizedTest
  @CsvSource({".2, .006", ".3, .047", ".4, .186", ".5, .470", ".6, .802", ".7, .975", ".8, .9996"})
  void computesTheSCurve(double similarity, double probability) {
    assertThat(new BandPlan(20, 5).probability(similarity)).isCloseTo(probability, within(5e-4));
  }

  /**
   * Of 2,000 planted pairs, the number that meets must be that of the S-curve, within four standard
   * deviations of a binomial number.
   */
  @ParameterizedTest
  @CsvSource({".4", ".55", ".7", ".85"})
  void findsPlantedPairsAsOftenAsTheSCurveSays(double similarity) {
    BandPlan plan = BandPlan.of(.7, .99);
    MinHash minHash = new MinHash(plan);
    Random random = new Random(11);
    int size = 148;
    int shared = (int) Math.round(2 * similarity * size / (1 + similarity));
    double exact = (double) shared / (2 * size - shared);
    long[] one = new long[plan.bands()];
    long[] other = new long[plan.bands()];
    int met = 0;
    int pairs = 2_000;
    for (int i = 0; i < pairs; i++) {
      long[] members = random.longs(2 * size - shared).toArray();
      minHash.keys(Arrays.copyOf(members, size), size, one);
      minHash.keys(Arrays.copyOfRange(members, size - shared, members.length), size, other);
      met += meet(one, other) ? 1 : 0;
    }
    double expected = plan.probability(exact);
    double deviation = Math.sqrt(expected * (1 - expected) / pairs);
    assertThat((double) met / pairs).isCloseTo(expected, within(4 * deviation + 1e-3));
  }

  private static boolean meet(long[] one, long[] other) {
    Set<Long> keys = new HashSet<>();
    Arrays.stream(one).forEach(keys::add);
    return Arrays.stream(other).anyMatch(keys::contains);
  }

  @Test
  void givesEqualSetsEqualKeysAndBandsDifferentOnes() {
    BandPlan plan = new BandPlan(25, 5);
    MinHash minHash = new MinHash(plan);
    long[] hashes = new Random(2).longs(50).toArray();
    long[] shuffled = LongStream.of(hashes).sorted().toArray();
    long[] one = new long[plan.bands()];
    long[] other = new long[plan.bands()];
    minHash.keys(hashes, hashes.length, one);
    minHash.keys(shuffled, shuffled.length, other);
    assertThat(one).isEqualTo(other).doesNotHaveDuplicates();
  }

  /** A band of one row has the key of one member. That member also decides in each pair with it. */
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 8, 9, 148, 149})
  void signsASetByTheMemberOfTheSmallestHash(int size) {
    BandPlan plan = new BandPlan(128, 1);
    MinHash minHash = new MinHash(plan);
    long[] members = new Random(size).longs(size).toArray();
    long[][] ofMembers = new long[size][plan.bands()];
    for (int i = 0; i < size; i++) {
      minHash.keys(new long[] {members[i]}, 1, ofMembers[i]);
    }
    long[] ofAll = new long[plan.bands()];
    minHash.keys(members, size, ofAll);
    long[] ofPair = new long[plan.bands()];
    for (int band = 0; band < plan.bands(); band++) {
      int smallest = 0;
      while (ofMembers[smallest][band] != ofAll[band]) {
        smallest++;
      }
      for (long member : members) {
        minHash.keys(new long[] {member, members[smallest]}, 2, ofPair);
        assertThat(ofPair[band]).isEqualTo(ofAll[band]);
      }
    }
  }

  @Test
  void keepsPostingsUnderTheirKeysWhileItGrows() {
    Postings postings = new Postings();
    Random random = new Random(4);
    long[] keys = random.longs(3_000).toArray();
    for (int i = 0; i < 700_000; i++) {
      postings.put(keys[i % keys.length], i);
    }
    for (int key = 0; key < keys.length; key += 500) {
      Set<Integer> found = new HashSet<>();
      postings.forEach(keys[key], found::add);
      int first = key;
      assertThat(found).hasSize(700_000 / 3_000 + (key < 700_000 % 3_000 ? 1 : 0));
      assertThat(found).allMatch(number -> number % keys.length == first);
    }
    postings.forEach(random.nextLong(), number -> assertThat(number).as("no such key").isNull());
  }

  @Test
  void countsKeysAndZeroAmongThem() {
    LongCounts counts = new LongCounts();
    long[] keys = new Random(4).longs(5_000).toArray();
    for (int round = 0; round < 3; round++) {
      for (int i = round; i < keys.length; i++) {
        counts.add(keys[i]);
      }
      counts.add(0);
    }
    assertThat(counts.of(keys[0])).isEqualTo(1);
    assertThat(counts.of(keys[1])).isEqualTo(2);
    assertThat(counts.of(keys[4_999])).isEqualTo(3);
    assertThat(counts.of(0)).isEqualTo(3);
    assertThat(counts.contains(12_345)).isFalse();
    Set<Long> above = new HashSet<>();
    counts.forEachAbove(2, above::add);
    assertThat(above).hasSize(4_999).contains(0L, keys[2]);
  }

  @Test
  void comparesTheKeysThatWereCounted() {
    long[] keys = new Random(6).longs(3_000).toArray();
    LongCounts one = new LongCounts();
    LongCounts other = new LongCounts();
    for (int i = 0; i < keys.length; i++) {
      one.add(keys[i]);
      other.add(keys[keys.length - 1 - i]);
      other.add(keys[0]);
    }
    assertThat(one.hasSameKeys(other)).isTrue();
    one.add(0);
    assertThat(one.hasSameKeys(other)).isFalse();
    other.add(5);
    assertThat(one.hasSameKeys(other)).as("as many, but others").isFalse();
  }

  @Test
  void storesSetsOutsideTheHeapAndGivesThemBack() {
    try (SetStore store = new SetStore()) {
      Random random = new Random(9);
      long[][] sets = new long[3_000][];
      for (int i = 0; i < sets.length; i++) {
        sets[i] = random.longs(random.nextInt(5_000)).toArray();
        assertThat(store.add(sets[i])).isEqualTo(i);
      }
      for (int i = 0; i < sets.length; i += 100) {
        assertThat(store.read(i)).isEqualTo(sets[i]);
      }
    }
  }
}
