package org.wordsight.jobs.synthesis;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.wordsight.error.WordsightException;
import org.wordsight.jobs.runtime.Run;
import org.wordsight.jobs.runtime.SegmentLog;
import org.wordsight.jobs.synthesis.FanOut.Missing;

/**
 * A run's notes about its batch files: which requests were written, and which results were read. A
 * request that is in a file without a result may be answered and paid for at any time.
 */
public final class BatchNotes {
  private static final String WRITTEN = "written";
  private static final String RETURNED = "returned";

  /**
   * A request of the plan in a batch.
   *
   * @param number of its group
   * @param result the provider's id of a result; empty where the request was written
   */
  record Note(int number, String result) {}

  private final SegmentLog<Note> log;

  private BatchNotes(SegmentLog<Note> log) {
    this.log = log;
  }

  public static BatchNotes of(Run run) {
    return new BatchNotes(run.log("batches", Note.class));
  }

  /**
   * Notes that these requests are in files. The note is written before the files: without a note,
   * the requests could be written again and paid twice. If the files do not reach their place, the
   * note is withdrawn.
   *
   * @param finish puts the files in their place
   */
  public void written(Missing missing, Runnable finish) {
    String note = append(WRITTEN, notes(missing, ""));
    boolean finished = false;
    try {
      finish.run();
      finished = true;
    } finally {
      if (!finished) {
        append(RETURNED, notes(missing, note + " is withdrawn"));
      }
    }
  }

  private static List<Note> notes(Missing missing, String result) {
    return missing.groups().stream().map(number -> new Note(number, result)).toList();
  }

  /** Notes the results of a file. A result that is read again counts once. */
  void returned(List<Note> results) {
    if (!results.isEmpty()) {
      append(RETURNED, results);
    }
  }

  private String append(String what, List<Note> notes) {
    String name = "%s-%06d".formatted(what, log.names().size() + 1);
    log.append(name, notes);
    return name;
  }

  /**
   * Makes sure that no file without results holds one of these requests.
   *
   * @throws WordsightException exit code 2 where a file does
   */
  public void requireNoneToCome(Missing missing) {
    int count = toCome(missing).size();
    if (count > 0) {
      throw WordsightException.usage(
          "Cannot write a batch: %,d of the %,d requests of wave %d are in files of an earlier batch, and their results are not read, expected none. Read the results with batch read. If the files are lost, write the requests again with --again: a request that is answered twice is paid twice."
              .formatted(count, missing.groups().size(), missing.wave().wave().number() + 1));
    }
  }

  /** The numbers of those requests that are in files whose results are not read. */
  public List<Integer> toCome(Missing missing) {
    Map<Integer, Integer> written = new HashMap<>();
    Map<Integer, Set<String>> returned = new HashMap<>();
    for (String name : log.names()) {
      for (Note note : log.read(name)) {
        if (name.startsWith(WRITTEN)) {
          written.merge(note.number(), 1, Integer::sum);
        } else {
          returned.computeIfAbsent(note.number(), any -> new HashSet<>()).add(note.result());
        }
      }
    }
    List<Integer> toCome = new ArrayList<>();
    for (int number : missing.groups()) {
      int results = returned.getOrDefault(number, Set.of()).size();
      if (written.getOrDefault(number, 0) > results) {
        toCome.add(number);
      }
    }
    return toCome;
  }

  /** Whether no batch was written. */
  public boolean areEmpty() {
    return log.names().isEmpty();
  }
}
