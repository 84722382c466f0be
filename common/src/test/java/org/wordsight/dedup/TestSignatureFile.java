package org.wordsight.dedup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalDouble;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TestSignatureFile {
  private static final DuplicateRules RULES = DuplicateRules.of(NearRule.exact(.7));
  private static final DuplicateRules WORDS =
      new DuplicateRules(NearRule.exact(.7), OptionalDouble.of(.6));

  @TempDir Path folder;

  private Path write(DuplicateRules rules, int questions) throws IOException {
    Path file = folder.resolve("signatures");
    Random random = new Random(4);
    try (SignatureBuilder builder = new SignatureBuilder(rules)) {
      for (int i = 0; i < questions; i++) {
        StringBuilder text = new StringBuilder();
        for (int word = 0; word < 30; word++) {
          text.append(" w").append(random.nextInt(200));
        }
        builder.add("candidate" + i, ComparedText.of(text.toString()));
      }
      builder.write(file);
    }
    return file;
  }

  @Test
  void findsEverySetThatReachesTheThreshold() throws Exception {
    try (SignatureFile file = SignatureFile.open(write(WORDS, 500), WORDS)) {
      assertThat(file.questions()).isEqualTo(500);
      assertThat(file.id(499)).isEqualTo("candidate499");
      SavedSets sets = file.shingles();
      for (int number = 0; number < 500; number++) {
        long[] set = new long[sets.size(number)];
        sets.read(number, set);
        Set<Integer> found = new TreeSet<>();
        // The set without some of its members, at exactly the threshold or above.
        int size = (int) Math.ceil(.7 * set.length);
        sets.candidates(
            Arrays.copyOf(set, size), size, (candidate, without) -> found.add(candidate));
        assertThat(found).contains(number).hasSizeLessThan(100);
      }
    }
  }

  @Test
  void isEmptyIfNothingWasKept() throws Exception {
    try (SignatureFile file = SignatureFile.open(write(WORDS, 0), WORDS)) {
      assertThat(file.questions()).isZero();
      assertThat(file.exact(1, 2)).isEqualTo(-1);
      file.shingles()
          .candidates(
              new long[] {1, 2, 3}, 3, (number, without) -> assertThat(number).isNegative());
    }
  }

  @Test
  void refusesAFileTruncatedAtAnyLength() throws IOException {
    Path whole = write(RULES, 20);
    byte[] bytes = Files.readAllBytes(whole);
    Path cut = folder.resolve("cut");
    Random random = new Random(1);
    for (int i = 0; i < 60; i++) {
      int length = i < 30 ? i : bytes.length - 1 - random.nextInt(bytes.length - 30);
      Files.write(cut, Arrays.copyOf(bytes, length));
      assertThatThrownBy(() -> SignatureFile.open(cut, RULES))
          .as("%d of %d bytes", length, bytes.length)
          .isInstanceOf(UnusableSignaturesException.class)
          .hasMessage("its end is missing");
    }
  }

  @Test
  void refusesAFileDamagedAtAnyPlace() throws IOException {
    Path whole = write(RULES, 20);
    byte[] bytes = Files.readAllBytes(whole);
    Path damaged = folder.resolve("damaged");
    Random random = new Random(2);
    for (int i = 0; i < 100; i++) {
      int place = i < 40 ? bytes.length - 1 - i : random.nextInt(bytes.length);
      byte[] changed = bytes.clone();
      changed[place] ^= (byte) (1 << random.nextInt(8));
      Files.write(damaged, changed);
      boolean unused = place >= bytes.length - 12 && place < bytes.length - 8;
      if (!unused) {
        assertThatThrownBy(() -> SignatureFile.open(damaged, RULES))
            .as("byte %d of %d", place, bytes.length)
            .isInstanceOf(UnusableSignaturesException.class);
      }
    }
  }

  @Test
  void refusesAnotherVersion() throws IOException {
    Path file = write(RULES, 3);
    byte[] bytes = Files.readAllBytes(file);
    ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).putInt(bytes.length - 16, 2);
    Files.write(file, bytes);
    assertThatThrownBy(() -> SignatureFile.open(file, RULES))
        .hasMessage("its format is version 2, expected 1");
  }

  @Test
  void refusesAFileThatWasWrittenForOtherRules() throws IOException {
    Path file = write(RULES, 3);
    assertThatThrownBy(() -> SignatureFile.open(file, DuplicateRules.of(NearRule.exact(.8))))
        .isInstanceOf(UnusableSignaturesException.class)
        .hasMessage("the threshold of its shingles is 0.7, expected 0.8");
    assertThatThrownBy(() -> SignatureFile.open(file, WORDS))
        .isInstanceOf(UnusableSignaturesException.class)
        .hasMessage("the threshold of its words is null, expected 0.4285714285714286");
  }

  /** The lengths in the last bytes decide how much is read, and no checksum covers them. */
  @Test
  void allocatesNothingForALengthThatTheFileDoesNotHave() throws IOException {
    Path file = write(RULES, 3);
    byte[] bytes = Files.readAllBytes(file);
    for (int length : new int[] {-1, Integer.MIN_VALUE, Integer.MAX_VALUE}) {
      ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).putInt(bytes.length - 24, length);
      Files.write(file, bytes);
      assertThatThrownBy(() -> SignatureFile.open(file, RULES))
          .isInstanceOf(UnusableSignaturesException.class)
          .hasMessage("its end is missing");
    }
  }

  @Test
  void refusesAFooterThatIsNoJsonOfItsForm() throws IOException {
    for (String footer : List.of("{", "[]", "{}", "{\"questions\": {}}", "{\"more\": 1}")) {
      byte[] json = footer.getBytes(StandardCharsets.UTF_8);
      CRC32C checksum = new CRC32C();
      checksum.update(json);
      ByteBuffer bytes =
          ByteBuffer.allocate(json.length + SignatureFormat.END_BYTES)
              .order(ByteOrder.LITTLE_ENDIAN)
              .put(json)
              .putInt(json.length)
              .putInt((int) checksum.getValue())
              .putInt(SignatureFormat.VERSION)
              .putInt(0)
              .put(SignatureFormat.MAGIC);
      Path file = Files.write(folder.resolve("footer"), bytes.array());
      assertThatThrownBy(() -> SignatureFile.open(file, RULES))
          .isInstanceOf(UnusableSignaturesException.class)
          .hasMessageStartingWith("its footer cannot be read (");
    }
  }

  @Test
  void hashesIdsAndTextsInAnyOrder() throws Exception {
    assertThat(content("1 a", "2 b", "3 c"))
        .isEqualTo(content("3 c", "1 a", "2 b"))
        .isNotEqualTo(content("1 a", "2 b"))
        .isNotEqualTo(content("1 a", "2 b", "4 c"))
        .isNotEqualTo(content("1 a", "2 b", "3 d"));
  }

  private String content(String... questions) throws Exception {
    Path file = folder.resolve("content");
    try (SignatureBuilder builder = new SignatureBuilder(RULES)) {
      for (String question : questions) {
        builder.add(question.substring(0, 1), ComparedText.of(question.substring(2)));
      }
      builder.write(file);
    }
    try (SignatureFile written = SignatureFile.open(file, RULES)) {
      return written.content();
    }
  }

  @Test
  void refusesFilesThatHoldNoSignatures() throws IOException {
    Path file = Files.writeString(folder.resolve("text"), "no signatures at all".repeat(100));
    assertThatThrownBy(() -> SignatureFile.open(file, RULES)).hasMessage("its end is missing");
  }

  @Test
  void readsPiecesOfAMappedFile() throws Exception {
    try (SignatureFile file = SignatureFile.open(write(RULES, 40), RULES)) {
      SavedSets sets = file.shingles();
      long[] hashes = new long[64];
      for (int number = 0; number < 40; number++) {
        int size = sets.read(number, hashes);
        long[] sorted = Arrays.copyOf(hashes, size);
        Arrays.sort(sorted);
        assertThat(Arrays.copyOf(hashes, size)).containsExactly(sorted);
      }
    }
  }
}
