package org.wordsight.dedup;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TestShingles {

  /**
   * Hashes of make_duplicate_cases.py, which has its own implementation. Saved files rely on these
   * hashes.
   */
  @Test
  void hashesAsInSavedSignatures() throws IOException {
    try (InputStream in = TestShingles.class.getResourceAsStream("shingles.json")) {
      JsonNode cases = new ObjectMapper().readTree(in);
      assertThat(cases.size()).isEqualTo(8);
      for (JsonNode each : cases) {
        List<String> words =
            StreamSupport.stream(each.get("words").spliterator(), false)
                .map(JsonNode::asText)
                .toList();
        long[] expected =
            StreamSupport.stream(each.get("hashes").spliterator(), false)
                .mapToLong(JsonNode::asLong)
                .toArray();
        assertThat(Shingles.of(words).hashes()).as("%s", words).containsExactly(expected);
        List<String> halves = List.of(String.join(" ", words), "");
        assertThat(Shingles.of(WordSequence.ofJoined(halves)).hashes()).containsExactly(expected);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 31, 32, 33, 148, 255, 256, 257, 4_096, 4_097})
  void sortsHashesAsTheLibraryDoes(int size) {
    Random random = new Random(size);
    long[] hashes = random.longs(size + 3L).toArray();
    long[] expected = hashes.clone();
    Arrays.sort(expected, 0, size);
    HashSort.sort(hashes, size);
    assertThat(hashes).as("behind %d, nothing moves", size).containsExactly(expected);
  }

  @Test
  void sortsFewDifferentHashes() {
    Random random = new Random(1);
    long[] kinds = {Long.MIN_VALUE, -1, 0, 1, Long.MAX_VALUE};
    long[] hashes = random.ints(2_000, 0, kinds.length).mapToLong(kind -> kinds[kind]).toArray();
    long[] expected = hashes.clone();
    Arrays.sort(expected);
    HashSort.sort(hashes, hashes.length);
    assertThat(hashes).containsExactly(expected);
  }
}
