package org.wordsight.dedup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.wordsight.dedup.SignatureFormat.Footer;
import org.wordsight.dedup.SignatureFormat.Section;

/** Vectors in files of signatures. */
class TestSavedVectors {
  private static final int DIMENSIONS = 24;
  private static final DuplicateRules TEXTS = DuplicateRules.of(NearRule.exact(.7));
  private static final DuplicateRules MEANINGS = TEXTS.with(new MeaningRule("model 1", .9));

  @TempDir Path folder;

  private Path write(DuplicateRules rules, List<MeaningItem> items) throws IOException {
    Path file = folder.resolve("signatures");
    try (SignatureBuilder builder = new SignatureBuilder(rules)) {
      for (int i = 0; i < items.size(); i++) {
        builder.add("c" + i, items.get(i).text(), items.get(i).vector());
      }
      builder.write(file);
    }
    return file;
  }

  private static List<MeaningItem> items(int count) {
    return MeaningItem.around(new Random(1), count, DIMENSIONS, 5);
  }

  @Test
  void givesBackTheBitsThatWereSaved() throws Exception {
    List<MeaningItem> items = items(300);
    try (SignatureFile file = SignatureFile.open(write(MEANINGS, items), MEANINGS)) {
      NumberedVectors vectors = file.vectors().orElseThrow();
      assertThat(vectors.count()).isEqualTo(300);
      assertThat(vectors.dimensions()).isEqualTo(DIMENSIONS);
      float[] vector = new float[DIMENSIONS];
      for (int i = 0; i < items.size(); i++) {
        vectors.read(i, vector);
        assertThat(vector).containsExactly(items.get(i).vector());
      }
    }
  }

  @Test
  void hasNoneIfNothingWasKept() throws Exception {
    try (SignatureFile file = SignatureFile.open(write(MEANINGS, List.of()), MEANINGS);
        KeptHistory history = new KeptHistory(List.of(new KeptHistory.Source("r", file)))) {
      assertThat(history.vectors().count()).isZero();
      assertThat(history.vectors().dimensions()).isZero();
    }
  }

  @Test
  void isReadWithoutVectorsByRulesThatNeedNone() throws Exception {
    try (SignatureFile file = SignatureFile.open(write(MEANINGS, items(10)), TEXTS)) {
      assertThat(file.questions()).isEqualTo(10);
      assertThat(file.vectors()).isEmpty();
    }
  }

  @Test
  void refusesAFileWithoutThem() throws IOException {
    refused(write(TEXTS, items(10)), MEANINGS, "it has no vectors");
  }

  @Test
  void refusesVectorsOfAnotherEmbedderOrThreshold() throws IOException {
    Path file = write(MEANINGS, items(10));
    refused(
        file,
        TEXTS.with(new MeaningRule("model 2", .9)),
        "the embedder of its vectors is model 1, expected model 2");
    refused(
        file,
        TEXTS.with(new MeaningRule("model 1", .8)),
        "the threshold of its vectors is 0.9, expected 0.8");
  }

  @Test
  void refusesVectorsOfOtherDimensionsThanTheHeaderSays() throws IOException {
    Path file = write(MEANINGS, items(10));
    replace(file, SignatureFormat.VECTORS_HEADER, "24}".getBytes(StandardCharsets.US_ASCII), "12}");
    refused(file, MEANINGS, "its vectors have 960 bytes, expected 10 of 12 dimensions");
    replace(file, SignatureFormat.VECTORS_HEADER, "12}".getBytes(StandardCharsets.US_ASCII), "-1}");
    refused(file, MEANINGS, "its vectors have 960 bytes, expected 10 of -1 dimensions");
    replace(file, SignatureFormat.VECTORS_HEADER, "-1}".getBytes(StandardCharsets.US_ASCII), "x1}");
    assertThatThrownBy(() -> SignatureFile.open(file, MEANINGS))
        .isInstanceOf(UnusableSignaturesException.class)
        .hasMessageStartingWith("the header of its vectors cannot be read (");
  }

  /** A checksum shows that the bytes are unchanged, but not that they are vectors. */
  @Test
  void refusesNumbersThatAreNoVector() throws IOException {
    for (float value : new float[] {Float.NaN, Float.POSITIVE_INFINITY, 1e20f, 1.5f}) {
      Path file = write(MEANINGS, items(10));
      float first = items(10).get(0).vector()[0];
      replace(file, SignatureFormat.VECTORS, bytes(first), bytes(value));
      refused(file, MEANINGS, "one of its vectors has another length than 1");
    }
  }

  private static byte[] bytes(float value) {
    return ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN).putFloat(value).array();
  }

  @Test
  void isWrittenWithVectorsOnly() {
    for (float value : new float[] {Float.NaN, Float.NEGATIVE_INFINITY, 2}) {
      assertThatThrownBy(() -> write(MEANINGS, List.of(MeaningItem.of("a b", value))))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("The vector of question 0 has another length than 1");
    }
    try (SignatureBuilder builder = new SignatureBuilder(MEANINGS)) {
      assertThatThrownBy(() -> builder.add("c0", ComparedText.of("a")))
          .hasMessage("The rules compare meanings, but c0 has no vector");
    }
  }

  @Test
  void refusesATruncatedOrDamagedFile() throws IOException {
    byte[] whole = Files.readAllBytes(write(MEANINGS, items(20)));
    Path broken = folder.resolve("broken");
    Random random = new Random(2);
    for (int i = 0; i < 40; i++) {
      Files.write(broken, Arrays.copyOf(whole, random.nextInt(whole.length)));
      refused(broken, MEANINGS, "its end is missing");
      byte[] changed = whole.clone();
      changed[random.nextInt(whole.length - 20 * DIMENSIONS)] ^= 4;
      Files.write(broken, changed);
      assertThatThrownBy(() -> SignatureFile.open(broken, MEANINGS))
          .isInstanceOf(UnusableSignaturesException.class);
    }
  }

  private static void refused(Path file, DuplicateRules rules, String message) {
    assertThatThrownBy(() -> SignatureFile.open(file, rules))
        .isInstanceOf(UnusableSignaturesException.class)
        .hasMessage(message);
  }

  private static void replace(Path path, String section, byte[] old, String by) throws IOException {
    replace(path, section, old, by.getBytes(StandardCharsets.US_ASCII));
  }

  /** Replaces the first such bytes of a section, and corrects the checksums. */
  private static void replace(Path path, String section, byte[] old, byte[] by) throws IOException {
    try (FileChannel file =
        FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      Footer footer = SignatureFormat.read(file);
      Section place = footer.sections().get(section);
      ByteBuffer bytes = ByteBuffer.allocate((int) place.bytes());
      file.read(bytes, place.from());
      int at = 0;
      while (!Arrays.equals(Arrays.copyOfRange(bytes.array(), at, at + old.length), old)) {
        at++;
      }
      file.write(ByteBuffer.wrap(by), place.from() + at);
      long end =
          footer.sections().values().stream()
              .mapToLong(one -> one.from() + one.bytes())
              .max()
              .orElseThrow();
      file.truncate(end);
      file.write(
          SignatureFormat.end(
              new Footer(
                  footer.questions(),
                  footer.thresholds(),
                  footer.sections(),
                  SignatureFormat.checksums(file, end))),
          end);
    } catch (UnusableSignaturesException e) {
      throw new IllegalStateException(e);
    }
  }
}
