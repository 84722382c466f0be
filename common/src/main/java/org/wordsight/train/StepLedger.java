package org.wordsight.train;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.wordsight.error.WordsightException;
import org.wordsight.storage.Storage;
import org.wordsight.storage.StoredFile;

/**
 * The step records of one adapter, in a folder of a store. They are put while the next steps are
 * computed. Each file, {@code try-NNNN-step-NNNNNN.jsonl}, has the records since the file before,
 * and its name has the last of its steps. A step that is done again replaces its earlier record.
 */
public final class StepLedger implements StepJournal, AutoCloseable {
  private static final String FORMAT = "wordsight-steps/2";
  private static final Pattern NAME = Pattern.compile("try-(\\d{4,9})-step-(\\d{6,9})\\.jsonl");
  private static final ObjectMapper JSON = new ObjectMapper();

  private record Place(Storage storage, String folder) {}

  private final Optional<Place> place;
  private final int tryNumber;
  private final TreeMap<Integer, StepRecord> records = new TreeMap<>();
  private final List<StepRecord> waiting = new ArrayList<>();
  private final ExecutorService writer;
  private CompletableFuture<Void> written = CompletableFuture.completedFuture(null);

  private StepLedger(Optional<Place> place, int tryNumber) {
    this.place = place;
    this.tryNumber = tryNumber;
    this.writer =
        Executors.newSingleThreadExecutor(
            task -> {
              Thread thread = new Thread(task, "step-ledger");
              thread.setDaemon(true);
              return thread;
            });
  }

  /** Records that are kept in memory alone: for runs that are not continued. */
  public static StepLedger inMemory() {
    return new StepLedger(Optional.empty(), 1);
  }

  /** Reads the records of earlier attempts in the folder, and continues after them. */
  public static StepLedger open(Storage storage, String folder) {
    TreeMap<Integer, StepRecord> found = new TreeMap<>();
    int tries = 0;
    try {
      for (StoredFile file : storage.list(folder)) {
        Matcher name = NAME.matcher(file.lastName());
        if (name.matches()) {
          tries = Math.max(tries, Integer.parseInt(name.group(1)));
          for (StepRecord record : read(storage, file.name())) {
            found.put(record.step(), record);
          }
        }
      }
    } catch (IOException e) {
      throw WordsightException.input(
          "Cannot read step records in " + storage.location(folder) + ": " + e.getMessage() + ".",
          e);
    }

    StepLedger ledger = new StepLedger(Optional.of(new Place(storage, folder)), tries + 1);
    ledger.records.putAll(found);
    return ledger;
  }

  /** The last step that another process's ledger has put; 0 if there is none. */
  public static int lastStep(Storage storage, String folder) {
    int last = 0;
    try {
      for (StoredFile file : storage.list(folder)) {
        Matcher name = NAME.matcher(file.lastName());
        last = name.matches() ? Math.max(last, Integer.parseInt(name.group(2))) : last;
      }
    } catch (IOException e) {
      return 0; // This is for progress only, and the next call may succeed.
    }

    return last;
  }

  /** The newest record of every step, in order. */
  public synchronized List<StepRecord> records() {
    return List.copyOf(records.values());
  }

  @Override
  public synchronized Optional<StepRecord> last() {
    return Optional.ofNullable(records.lastEntry()).map(Map.Entry::getValue);
  }

  @Override
  public synchronized int nextAttempt(int step) {
    StepRecord earlier = records.get(step);
    return earlier == null ? 1 : earlier.attempt() + 1;
  }

  /** Adds a record. It is put into the store soon. */
  @Override
  public synchronized void append(StepRecord record) {
    records.put(record.step(), record);
    waiting.add(record);
    if (place.isPresent() && written.isDone()) {
      force(written);
      written = CompletableFuture.runAsync(this::putWaiting, writer);
    }
  }

  /** Returns when all records are in the store. */
  @Override
  public void force() {
    if (place.isEmpty()) {
      return;
    }

    CompletableFuture<Void> last;
    synchronized (this) {
      written = written.thenRunAsync(this::putWaiting, writer);
      last = written;
    }

    force(last);
  }

  private static void force(CompletableFuture<Void> writing) {
    try {
      writing.join();
    } catch (CompletionException e) {
      throw e.getCause() instanceof RuntimeException cause ? cause : e;
    }
  }

  /** Records that came in the meantime are put together in one file. */
  private void putWaiting() {
    List<StepRecord> batch;
    synchronized (this) {
      batch = List.copyOf(waiting);
      waiting.clear();
    }

    if (batch.isEmpty()) {
      return;
    }

    Place to = place.orElseThrow();
    StringBuilder lines = new StringBuilder(FORMAT + "\n");
    batch.forEach(record -> lines.append(toJson(record)).append('\n'));
    int last = batch.get(batch.size() - 1).step();
    String name = "try-%04d-step-%06d.jsonl".formatted(tryNumber, last);
    try {
      to.storage().put(to.folder() + "/" + name, lines.toString().getBytes(UTF_8));
    } catch (IOException e) {
      throw WordsightException.input(
          "Cannot write step records in "
              + to.storage().location(to.folder())
              + ": "
              + e.getMessage()
              + ". Check the disk and its permissions.",
          e);
    }
  }

  private static List<StepRecord> read(Storage storage, String name) throws IOException {
    String text = new String(storage.read(name).orElse(new byte[0]), UTF_8);
    List<String> lines = text.lines().toList();
    try {
      if (lines.isEmpty() || !lines.get(0).equals(FORMAT)) {
        throw new IllegalArgumentException("its first line is not " + FORMAT);
      }

      List<StepRecord> records = new ArrayList<>();
      for (String line : lines.subList(1, lines.size())) {
        records.add(parse(line));
      }

      return records;
    } catch (IOException | IllegalArgumentException e) {
      throw WordsightException.input(
          "Cannot continue training: "
              + storage.location(name)
              + " is no list of step records ("
              + e.getMessage()
              + "). Delete its folder to train this adapter from the beginning.",
          e);
    }
  }

  static String toJson(StepRecord record) {
    ObjectNode node = JSON.createObjectNode();
    node.put("step", record.step());
    node.put("epoch", record.epoch());
    node.put("loss", record.loss());
    node.put("gradient_norm", record.gradientNorm());
    node.put("learning_rate", record.learningRate());
    node.put("target_tokens", record.targetTokens());
    record.sampleIds().forEach(node.putArray("sample_ids")::add);
    node.put("seconds", record.seconds());
    node.put("attempt", record.attempt());
    node.put("adapter_sha256", record.adapterSha256());
    record.machine().ifPresent(machine -> node.put("machine", machine));
    record.validationLoss().ifPresent(loss -> node.put("validation_loss", loss));
    return node.toString();
  }

  static StepRecord parse(String line) throws IOException {
    JsonNode node = JSON.readTree(line);
    List<String> samples = new ArrayList<>();
    node.required("sample_ids").forEach(sample -> samples.add(sample.asText()));
    JsonNode machine = node.path("machine");
    JsonNode validationLoss = node.path("validation_loss");
    return new StepRecord(
        node.required("step").asInt(),
        node.required("epoch").asInt(),
        node.required("loss").asDouble(),
        node.required("gradient_norm").asDouble(),
        node.required("learning_rate").asDouble(),
        node.required("target_tokens").asLong(),
        samples,
        node.required("seconds").asDouble(),
        node.required("attempt").asInt(),
        node.required("adapter_sha256").asText(),
        machine.isTextual() ? Optional.of(machine.asText()) : Optional.empty(),
        validationLoss.isNumber() ? Optional.of(validationLoss.asDouble()) : Optional.empty());
  }

  /** Puts the waiting records, and ends. */
  @Override
  public void close() {
    try {
      force();
    } finally {
      writer.shutdown();
    }
  }
}
