package org.wordsight.dedup;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Iterator;
import java.util.Map;
import java.util.TreeMap;
import org.wordsight.dedup.SignatureFormat.Section;
import org.wordsight.dedup.SignatureFormat.VectorsHeader;

/** Writes a file of signatures ({@link SignatureFormat}), section after section. */
final class SignatureWriter implements AutoCloseable {
  private static final int BUFFER = 1 << 20;

  private final FileChannel file;
  private final ByteBuffer buffer = ByteBuffer.allocate(BUFFER).order(ByteOrder.LITTLE_ENDIAN);
  private final Map<String, Section> sections = new TreeMap<>();
  private final Map<String, Double> thresholds = new TreeMap<>();
  private int questions;

  /** The current section, and its beginning. */
  private String name = "";

  private long from;

  private SignatureWriter(FileChannel file) {
    this.file = file;
  }

  /**
   * Writes the signatures of kept questions.
   *
   * @param path a new file, or one to replace
   */
  static void write(Path path, SavedQuestions questions, Iterator<String> ids) throws IOException {
    FileChannel file =
        FileChannel.open(
            path,
            StandardOpenOption.READ,
            StandardOpenOption.WRITE,
            StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING);
    try (SignatureWriter writer = new SignatureWriter(file)) {
      writer.questions = questions.count();
      writer.ids(ids);
      writer.exact(questions.exact());
      SavedQuestions.Indexed shingles = questions.shingles();
      writer.sets(SignatureFormat.SHINGLES, shingles);
      if (questions.words().isPresent()) {
        writer.sets(SignatureFormat.WORDS, questions.words().get());
      }
      if (questions.meanings().isPresent()) {
        writer.vectors(questions.meanings().get());
      }
      writer.end();
    }
  }

  private void ids(Iterator<String> ids) throws IOException {
    long[] places = new long[questions + 1];
    begin(SignatureFormat.ID_TEXT);
    for (int number = 0; number < questions; number++) {
      byte[] id = ids.next().getBytes(StandardCharsets.UTF_8);
      places[number + 1] = places[number] + id.length;
      for (byte one : id) {
        room(1).put(one);
      }
    }
    if (ids.hasNext()) {
      throw new IllegalArgumentException("More ids than questions: " + ids.next());
    }
    endSection();
    begin(SignatureFormat.ID_PLACES);
    for (long place : places) {
      room(Long.BYTES).putLong(place);
    }
    endSection();
  }

  /**
   * @param hashes two for each question
   */
  private void exact(long[] hashes) throws IOException {
    begin(SignatureFormat.EXACT);
    for (long half : hashes) {
      room(Long.BYTES).putLong(half);
    }
    endSection();
    try (KeyScratch keys = new KeyScratch(questions)) {
      for (int number = 0; number < questions; number++) {
        keys.add(Shingles.mixed(hashes[2 * number]), number);
      }
      table(SignatureFormat.EXACT_TABLE, keys);
    }
  }

  private void sets(String sets, SavedQuestions.Indexed indexed) throws IOException {
    thresholds.put(sets, indexed.threshold());
    begin(SignatureFormat.places(sets));
    long members = 0;
    room(Long.BYTES).putLong(0);
    for (int number = 0; number < questions; number++) {
      members += indexed.values().size(number);
      room(Long.BYTES).putLong(members);
    }
    endSection();

    MemberFrequencies frequencies = MemberFrequencies.forMembers(members);
    begin(SignatureFormat.values(sets));
    long keyCount = 0;
    RareFirst prefix = new RareFirst(indexed.threshold(), frequencies);
    long[] values = new long[256];
    for (int number = 0; number < questions; number++) {
      values = Boilerplate.roomFor(indexed.values().size(number), values);
      int size = indexed.values().read(number, values);
      for (int i = 0; i < size; i++) {
        room(Long.BYTES).putLong(values[i]);
      }
      int memberCount = indexed.members().of(values, size);
      frequencies.add(values, memberCount);
      keyCount += prefix.count(memberCount);
    }
    endSection();

    begin(SignatureFormat.frequencies(sets));
    for (int cell = 0; cell < frequencies.cells(); cell++) {
      room(Integer.BYTES).putInt(frequencies.count(cell));
    }
    endSection();
    try (KeyScratch keys = new KeyScratch(keyCount)) {
      for (int number = 0; number < questions; number++) {
        values = Boilerplate.roomFor(indexed.values().size(number), values);
        int size = indexed.values().read(number, values);
        int count = prefix.keys(values, indexed.members().of(values, size));
        for (int i = 0; i < count; i++) {
          keys.add(prefix.key(i), number);
        }
      }
      table(sets, keys);
    }
  }

  private void vectors(SavedQuestions.Meanings meanings) throws IOException {
    thresholds.put(SignatureFormat.VECTORS, meanings.rule().threshold());
    float[] vector = new float[meanings.vectors().store().dimensions()];
    begin(SignatureFormat.VECTORS_HEADER);
    for (byte one : new VectorsHeader(meanings.rule().embedder(), vector.length).bytes()) {
      room(1).put(one);
    }
    endSection();
    begin(SignatureFormat.VECTORS);
    for (int number = 0; number < questions; number++) {
      meanings.vectors().read(number, vector);
      if (!VectorParts.isUsable(vector)) {
        throw new IllegalArgumentException(
            "The vector of question " + number + " has another length than 1");
      }
      for (float value : vector) {
        room(Float.BYTES).putFloat(value);
      }
    }
    endSection();
  }

  private void table(String table, KeyScratch keys) throws IOException {
    int[] starts = keys.starts();
    begin(SignatureFormat.starts(table));
    for (int start : starts) {
      room(Integer.BYTES).putInt(start);
    }
    endSection();
    begin(SignatureFormat.entries(table));
    flush();
    long bytes = 2L * Integer.BYTES * keys.count();
    keys.place(starts, MappedBytes.of(file, MapMode.READ_WRITE, from, bytes));
    file.position(from + bytes);
    endSection();
  }

  private void begin(String section) throws IOException {
    while ((file.position() + buffer.position()) % Long.BYTES != 0) {
      room(1).put((byte) 0);
    }
    name = section;
    from = file.position() + buffer.position();
  }

  private void endSection() throws IOException {
    sections.put(name, new Section(from, file.position() + buffer.position() - from));
  }

  private ByteBuffer room(int bytes) throws IOException {
    if (buffer.remaining() < bytes) {
      flush();
    }
    return buffer;
  }

  private void flush() throws IOException {
    buffer.flip();
    while (buffer.hasRemaining()) {
      file.write(buffer);
    }
    buffer.clear();
  }

  private void end() throws IOException {
    flush();
    ByteBuffer end =
        SignatureFormat.end(
            new SignatureFormat.Footer(
                questions, thresholds, sections, SignatureFormat.checksums(file, file.position())));
    while (end.hasRemaining()) {
      file.write(end);
    }
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
