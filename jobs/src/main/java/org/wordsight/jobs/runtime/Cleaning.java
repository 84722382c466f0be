package org.wordsight.jobs.runtime;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.wordsight.jobs.runtime.RunState.PublishedFile;
import org.wordsight.storage.Storage;
import org.wordsight.storage.StoredFile;

/**
 * Removes the files of a warehouse that no run needs. The process holds the lease for that time, so
 * no run is at work. Published tables, adapters and the newest states always stay.
 */
public final class Cleaning {
  /** How long a reader may still use a file that a killed process left. */
  private static final Duration LEFT_OVER = Duration.ofDays(1);

  /** The reason why a file is not needed. */
  public enum Reason {
    /** A process was killed while it wrote the file. */
    UNFINISHED("half written by a process that is gone"),
    /** A file of a table that no state names: it was replaced, or never published. */
    UNPUBLISHED("table files that are replaced or were never published"),
    /** A state of a run that has a newer state. */
    OLDER_STATE("states of runs that newer ones replace"),
    /** Logs and checkpoints of a run that is done. */
    FINISHED_WORK("logs and checkpoints of runs that are done"),
    /** Answers of the teacher that are in the table requests. */
    PUBLISHED_ANSWERS("logged answers that are published");

    private final String words;

    Reason(String words) {
      this.words = words;
    }

    public String words() {
      return words;
    }
  }

  /** A file that can be removed. */
  public record Unneeded(StoredFile file, Reason reason) {}

  private final Warehouse warehouse;
  private final Duration keep;

  /**
   * @param keep how long logs of finished runs are kept; a later run with the same configuration
   *     uses their answers
   */
  public Cleaning(Warehouse warehouse, Duration keep) {
    this.warehouse = warehouse;
    this.keep = keep;
  }

  /**
   * The files that can be removed.
   *
   * @param isNeeded whether an unfinished run will read the logged segment of this name
   */
  public List<Unneeded> find(Predicate<String> isNeeded) {
    Storage storage = warehouse.storage();
    try {
      Instant now = storage.now();
      Map<String, RunState> runs = RunStates.newest(warehouse);
      List<Unneeded> unneeded = new ArrayList<>();
      add(unneeded, Reason.UNFINISHED, olderThan(storage.list(Storage.UNFINISHED), now, LEFT_OVER));
      add(unneeded, Reason.UNPUBLISHED, unpublished(runs, now));
      for (String run : runs.keySet()) {
        add(unneeded, Reason.OLDER_STATE, RunStates.of(warehouse, run).older());
      }

      for (RunState run : runs.values()) {
        if (isLongDone(run, now)) {
          String work = Warehouse.workFolder(run.id());
          add(unneeded, Reason.FINISHED_WORK, storage.list(work));
        }
      }

      List<StoredFile> logs = olderThan(storage.list(Warehouse.LOGS), now, keep);
      logs.removeIf(file -> isNeeded.test(SegmentLog.segment(file)));
      add(unneeded, Reason.PUBLISHED_ANSWERS, logs);
      return unneeded;
    } catch (IOException e) {
      throw warehouse.cannotRead(e);
    }
  }

  private List<StoredFile> unpublished(Map<String, RunState> runs, Instant now) throws IOException {
    Set<String> published = new HashSet<>();
    for (RunState run : runs.values()) {
      run.parts().stream()
          .flatMap(part -> Stream.concat(part.files().stream(), part.attachments().stream()))
          .map(PublishedFile::name)
          .forEach(published::add);
    }

    List<StoredFile> files = olderThan(warehouse.storage().list(Warehouse.TABLES), now, LEFT_OVER);
    files.removeIf(file -> published.contains(file.name()));
    return files;
  }

  private boolean isLongDone(RunState run, Instant now) {
    return run.status() == RunState.Status.DONE
        && Instant.parse(run.finishedAt()).plus(keep).isBefore(now);
  }

  private static List<StoredFile> olderThan(List<StoredFile> files, Instant now, Duration age) {
    List<StoredFile> older = new ArrayList<>(files);
    older.removeIf(file -> file.modified().plus(age).isAfter(now));
    return older;
  }

  private static void add(List<Unneeded> unneeded, Reason reason, List<StoredFile> files) {
    files.forEach(file -> unneeded.add(new Unneeded(file, reason)));
  }

  /** Removes files, one after the other. After a crash, the rest are removed the next time. */
  public void remove(List<Unneeded> unneeded, Lease lease) {
    try {
      for (Unneeded one : unneeded) {
        lease.requireHeld();
        warehouse.storage().delete(one.file().name());
      }
    } catch (IOException e) {
      throw warehouse.cannotWrite(e);
    }
  }
}
