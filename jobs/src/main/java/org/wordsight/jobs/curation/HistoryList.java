package org.wordsight.jobs.curation;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.wordsight.error.WordsightException;
import org.wordsight.jobs.curation.RunHistory.Entry;
import org.wordsight.jobs.runtime.Publication;
import org.wordsight.jobs.runtime.RunState;
import org.wordsight.jobs.runtime.RunState.PublishedFile;
import org.wordsight.jobs.runtime.SegmentLog;
import org.wordsight.jobs.runtime.Warehouse;

/**
 * The list of the runs that a run is compared with. It is in the run's log from the beginning, and
 * is published with the curation, since logs of finished runs are removed.
 *
 * @param own the run's state
 */
record HistoryList(Warehouse warehouse, RunState own) {
  private static final String LOG = "history";
  private static final String KIND = "history";
  private static final ObjectMapper JSON = new ObjectMapper();

  /**
   * The list; absent where the run has chosen no runs yet.
   *
   * @throws WordsightException exit code 3 where it is damaged
   */
  Optional<List<Entry>> find() {
    Optional<List<Entry>> logged = log().find(LOG);
    return logged.isPresent()
        ? logged
        : own.attachment(EarlierRuns.PART, KIND).map(this::published);
  }

  private List<Entry> published(PublishedFile file) {
    try {
      byte[] bytes =
          warehouse
              .storage()
              .read(file.name())
              .orElseThrow(() -> new FileNotFoundException("there is no such file"));
      return JSON.readValue(bytes, new TypeReference<List<Entry>>() {});
    } catch (IOException e) {
      throw WordsightException.input(
          "Cannot read %s: %s. Restore the file, or begin anew with another --run-id."
              .formatted(file.name(), e.getMessage()),
          e);
    }
  }

  void append(List<Entry> entries) {
    log().append(LOG, entries);
  }

  /** Publishes the list. */
  void attachTo(Publication publication) throws IOException {
    Path file = Files.createTempFile("wordsight-history", ".json");
    try {
      JSON.writeValue(file.toFile(), find().orElse(List.of()));
      publication.attach(KIND, file);
    } finally {
      Files.deleteIfExists(file);
    }
  }

  private SegmentLog<Entry> log() {
    return warehouse.log(own.id(), LOG, Entry.class);
  }
}
