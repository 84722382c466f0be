package org.wordsight.train;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.wordsight.error.IoReason;
import org.wordsight.error.WordsightException;
import org.wordsight.storage.Storage;
import org.wordsight.storage.StoredFile;

/**
 * The step records of one adapter, in a folder of a store. Records are put while the next steps are
 * computed. Each file, {@code try-NNNN-step-NNNNNN.jsonl}, has the records since the earlier file,
 * and its name has the last of its steps. A step that is done again replaces its earlier record.
 */
public final class StepLedger implements StepJournal, AutoCloseable {
  private static final String FORMAT = "wordsight-steps/2";
  private static final Pattern NAME = Pattern.compile("try-(\\d{4,9})-step-(\\d{6,9})\\.jsonl");

  /**
   * @param permission throws if this process may not write any more
   */
  private record Place(Storage storage, String folder, Runnable permission) {}

  private final Optional<Place> place;
  private final int tryNumber;
  private final TreeMap<Integer, StepRecord> records = new TreeMap<>();
  private final List<StepRecord> waiting = new ArrayList<>();
  private final ExecutorService writer;
  private CompletableFuture<Void> written = CompletableFuture.completedFuture(null);

  /** Whether a caller has been told that records could not be put. */
  private volatile boolean reported;

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

  /** Records in memory only, for runs that are not continued. */
  public static StepLedger inMemory() {
    return new StepLedger(Optional.empty(), 1);
  }

  /** Reads the records of earlier attempts in the folder, and continues after them. */
  public static StepLedger open(Storage storage, String folder) {
    return open(storage, folder, () -> {});
  }

  /**
   * The same, for a process that can lose the right to write.
   *
   * @param permission is called before each write, and throws if this right is lost
   */
  public static StepLedger open(Storage storage, String folder, Runnable permission) {
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
          "Cannot read step records in " + storage.location(folder) + ": " + IoReason.of(e) + ".",
          e);
    }

    StepLedger ledger =
        new StepLedger(Optional.of(new Place(storage, folder, permission)), tries + 1);
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

  /** The last step that is recorded; 0 if there is none. */
  public synchronized int lastStep() {
    return records.isEmpty() ? 0 : records.lastKey();
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

  @Override
  public synchronized SortedMap<Integer, Double> validationLosses() {
    SortedMap<Integer, Double> losses = new TreeMap<>();
    for (StepRecord record : records.values()) {
      record.validationLoss().ifPresent(loss -> losses.put(record.step(), loss));
    }
    return losses;
  }

  /** The record is put into the store soon. */
  @Override
  public synchronized void append(StepRecord record) {
    StepRecord numbered = record.ofAttempt(nextAttempt(record.step()));
    records.put(record.step(), numbered);
    waiting.add(numbered);
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

  private void force(CompletableFuture<Void> writing) {
    try {
      writing.join();
    } catch (CompletionException e) {
      reported = true;
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
    to.permission().run();
    StringBuilder lines = new StringBuilder(FORMAT + "\n");
    batch.forEach(record -> lines.append(StepText.of(record)).append('\n'));
    int last = batch.get(batch.size() - 1).step();
    String name = "try-%04d-step-%06d.jsonl".formatted(tryNumber, last);
    try {
      to.storage().put(to.folder() + "/" + name, lines.toString().getBytes(UTF_8));
    } catch (IOException e) {
      throw WordsightException.input(
          "Cannot write step records in "
              + to.storage().location(to.folder())
              + ": "
              + IoReason.of(e)
              + ". Check the disk and its permissions, then start again: it continues.",
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
        records.add(StepText.parse(line));
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

  /** Puts the waiting records, and ends. A failure that was already thrown is not thrown again. */
  @Override
  public void close() {
    try {
      if (!reported) {
        force();
      }
    } finally {
      writer.shutdown();
    }
  }
}
