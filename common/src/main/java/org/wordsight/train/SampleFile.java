package org.wordsight.train;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.wordsight.data.Sha256;
import org.wordsight.error.IoReason;
import org.wordsight.error.WordsightException;
import org.wordsight.storage.Storage;

/**
 * The samples of one training in tokens, as one file of a store. The driver puts it once, and every
 * worker reads it. Its name has its SHA-256, so that all workers have the same samples.
 *
 * @param train in the order of the plan's indices
 */
public record SampleFile(List<TrainingExample> train, List<TrainingExample> validation) {
  private static final String FORMAT = "wordsight-samples/1";
  private static final String START = "samples-";
  private static final String END = ".bin";

  public SampleFile {
    train = List.copyOf(train);
    validation = List.copyOf(validation);
  }

  /**
   * Puts the samples into a folder, unless they are there.
   *
   * @return the file's name
   * @throws WordsightException exit code 3 if the store cannot be written
   */
  public String put(Storage storage, String folder) {
    byte[] content = content();
    String name = folder + "/" + START + Sha256.plain(content) + END;
    try {
      if (storage.find(name).isEmpty()) {
        storage.put(name, content);
      }
      return name;
    } catch (IOException e) {
      throw WordsightException.input(
          "Cannot write the samples "
              + storage.location(name)
              + ": "
              + IoReason.of(e)
              + ". Check the disk and its permissions, then start again: it continues.",
          e);
    }
  }

  /**
   * Reads the samples, and compares their hash with the file's name.
   *
   * @throws WordsightException exit code 3 if the file is missing or damaged
   */
  public static SampleFile read(Storage storage, String name) {
    try {
      byte[] content =
          storage.read(name).orElseThrow(() -> new IOException("there is no such file"));
      if (!name.endsWith("/" + START + Sha256.plain(content) + END)) {
        throw new IOException("its SHA-256 is not that of its name");
      }
      return parse(content);
    } catch (IOException e) {
      throw WordsightException.input(
          "Cannot read the samples "
              + storage.location(name)
              + ": "
              + IoReason.of(e)
              + ". Delete the file and start again: it will be written again.",
          e);
    }
  }

  private byte[] content() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      out.writeUTF(FORMAT);
      write(out, train);
      write(out, validation);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  private static void write(DataOutputStream out, List<TrainingExample> examples)
      throws IOException {
    out.writeInt(examples.size());
    for (TrainingExample example : examples) {
      out.writeUTF(example.id());
      out.writeInt(example.firstTarget());
      ByteBuffer ids = ByteBuffer.allocate(Integer.BYTES * example.length());
      ids.asIntBuffer().put(example.ids());
      out.writeInt(example.length());
      out.write(ids.array());
    }
  }

  private static SampleFile parse(byte[] content) throws IOException {
    DataInputStream in = new DataInputStream(new ByteArrayInputStream(content));
    String format = in.readUTF();
    if (!format.equals(FORMAT)) {
      throw new IOException("its format is " + format + ", expected " + FORMAT);
    }
    return new SampleFile(examples(in), examples(in));
  }

  private static List<TrainingExample> examples(DataInputStream in) throws IOException {
    int count = in.readInt();
    List<TrainingExample> examples = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      String id = in.readUTF();
      int firstTarget = in.readInt();
      int[] ids = new int[in.readInt()];
      byte[] bytes = in.readNBytes(Integer.BYTES * ids.length);
      ByteBuffer.wrap(bytes).asIntBuffer().get(ids);
      examples.add(new TrainingExample(id, ids, firstTarget));
    }
    return examples;
  }
}
