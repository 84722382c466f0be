package org.wordsight.dedup;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import org.wordsight.data.Sha256;
import org.wordsight.dedup.SignatureFormat.Footer;
import org.wordsight.dedup.SignatureFormat.Section;
import org.wordsight.dedup.SignatureFormat.VectorsHeader;

/**
 * The signatures of the questions that a run kept, in a file that is mapped into memory. It has
 * ids, exact hashes, and sets of hashes with their indexes. If meanings are compared, it has
 * vectors too. Nothing is computed again, and little of the file is in the heap. Not thread-safe.
 */
public final class SignatureFile implements AutoCloseable {
  private final FileChannel file;
  private final Footer footer;
  private final MappedBytes idPlaces;
  private final MappedBytes idText;
  private final MappedBytes exact;
  private final SavedTable exactTable;
  private final SavedSets shingles;
  private final Optional<SavedSets> words;
  private final Optional<VectorParts> vectors;

  private SignatureFile(FileChannel file, Footer footer, DuplicateRules rules)
      throws IOException, UnusableSignaturesException {
    this.file = file;
    this.footer = footer;
    this.idPlaces = section(SignatureFormat.ID_PLACES);
    this.idText = section(SignatureFormat.ID_TEXT);
    this.exact = section(SignatureFormat.EXACT);
    this.exactTable = table(SignatureFormat.EXACT_TABLE);
    this.shingles = sets(SignatureFormat.SHINGLES, rules.near().threshold());
    this.words =
        rules.rougeL().isPresent()
            ? Optional.of(
                sets(SignatureFormat.WORDS, RougePairs.overlap(rules.rougeL().getAsDouble())))
            : Optional.empty();
    this.vectors =
        rules.meaning().isPresent()
            ? Optional.of(vectors(rules.meaning().get()))
            : Optional.empty();
  }

  /**
   * Opens a file, and checks that it is whole.
   *
   * @throws UnusableSignaturesException if it is truncated, damaged, of another version, or written
   *     for other rules
   */
  public static SignatureFile open(Path path, DuplicateRules rules)
      throws IOException, UnusableSignaturesException {
    FileChannel file = FileChannel.open(path, StandardOpenOption.READ);
    try {
      return new SignatureFile(file, SignatureFormat.read(file), rules);
    } catch (IOException | UnusableSignaturesException | RuntimeException e) {
      file.close();
      throw e;
    }
  }

  private MappedBytes section(String name) throws IOException, UnusableSignaturesException {
    Section section = footer.sections().get(name);
    if (section == null) {
      throw new UnusableSignaturesException("it has no section " + name);
    }
    return MappedBytes.of(file, FileChannel.MapMode.READ_ONLY, section.from(), section.bytes());
  }

  private SavedTable table(String name) throws IOException, UnusableSignaturesException {
    return new SavedTable(
        section(SignatureFormat.starts(name)), section(SignatureFormat.entries(name)));
  }

  private SavedSets sets(String name, double threshold)
      throws IOException, UnusableSignaturesException {
    requireThreshold(name, threshold);
    return new SavedSets(
        section(SignatureFormat.places(name)),
        section(SignatureFormat.values(name)),
        section(SignatureFormat.frequencies(name)),
        table(name),
        threshold);
  }

  private void requireThreshold(String name, double threshold) throws UnusableSignaturesException {
    Map<String, Double> thresholds = footer.thresholds();
    if (!Double.valueOf(threshold).equals(thresholds.get(name))) {
      throw new UnusableSignaturesException(
          "the threshold of its %s is %s, expected %s"
              .formatted(name, thresholds.get(name), threshold));
    }
  }

  private VectorParts vectors(MeaningRule rule) throws IOException, UnusableSignaturesException {
    if (!footer.sections().containsKey(SignatureFormat.VECTORS)) {
      throw new UnusableSignaturesException("it has no vectors");
    }
    MappedBytes headerBytes = section(SignatureFormat.VECTORS_HEADER);
    VectorsHeader header =
        VectorsHeader.of(headerBytes.getBytes(0, Math.toIntExact(headerBytes.bytes())));
    if (!header.embedder().equals(rule.embedder())) {
      throw new UnusableSignaturesException(
          "the embedder of its vectors is %s, expected %s"
              .formatted(header.embedder(), rule.embedder()));
    }
    requireThreshold(SignatureFormat.VECTORS, rule.threshold());
    Section section = footer.sections().get(SignatureFormat.VECTORS);
    long expected = (long) questions() * header.dimensions() * Float.BYTES;
    boolean isEmpty = questions() > 0 && header.dimensions() < 1;
    if (isEmpty || section.bytes() != expected) {
      throw new UnusableSignaturesException(
          "its vectors have %,d bytes, expected %,d of %,d dimensions"
              .formatted(section.bytes(), questions(), header.dimensions()));
    }
    VectorParts found = VectorParts.of(file, section.from(), header.dimensions(), questions());
    if (!found.areUsable()) {
      throw new UnusableSignaturesException("one of its vectors has another length than 1");
    }
    return found;
  }

  /** The number of questions. */
  public int questions() {
    return footer.questions();
  }

  /** The candidate id of a question. */
  String id(int number) {
    long from = idPlaces.getLong(number);
    int bytes = (int) (idPlaces.getLong(number + 1L) - from);
    return new String(idText.getBytes(from, bytes), StandardCharsets.UTF_8);
  }

  /** A hash of the questions' ids and texts, which does not depend on their order. */
  public String content() {
    long[] each = new long[questions()];
    for (int number = 0; number < each.length; number++) {
      each[number] =
          new Sha256()
              .add(id(number))
              .add(exact.getLong(2L * number))
              .add(exact.getLong(2L * number + 1))
              .number();
    }
    Arrays.sort(each);
    Sha256 all = new Sha256();
    for (long one : each) {
      all.add(one);
    }
    return all.hex();
  }

  /** The question with this exact hash; -1 if there is none. */
  int exact(long high, long low) {
    int[] found = {-1};
    exactTable.forEach(
        Shingles.mixed(high),
        number -> {
          if (exact.getLong(2L * number) == high && exact.getLong(2L * number + 1) == low) {
            found[0] = number;
          }
        });
    return found[0];
  }

  SavedSets shingles() {
    return shingles;
  }

  /** The sequences of words, found by the words' occurrences; absent if no rule uses them. */
  Optional<SavedSets> words() {
    return words;
  }

  /** The vectors of the questions; absent if meanings are not compared. */
  Optional<VectorParts> vectors() {
    return vectors;
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
