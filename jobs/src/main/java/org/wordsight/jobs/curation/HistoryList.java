package org.wordsight.jobs.curation;

import com.fasterxml.jackson.core.type.TypeReference;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.wordsight.error.WordsightException;
import org.wordsight.jobs.curation.RunHistory.Entry;
import org.wordsight.jobs.runtime.Publication;
import org.wordsight.jobs.runtime.RunState;
import org.wordsight.jobs.runtime.SegmentLog;
import org.wordsight.jobs.runtime.Warehouse;

/**
 * The list of the runs that a run is compared with. The list is in the run's log from the
 * beginning. It is also published with the curation, since logs of finished runs are removed.
 *
 * @param own the run's state
 */
record HistoryList(Warehouse warehouse, RunState own) {
  private static final String LOG = "history";

  /**
   * The list; absent where the run has chosen no runs yet.
   *
   * @throws WordsightException exit code 3 where the list is damaged
   */
  Optional<List<Entry>> find() {
    Optional<List<Entry>> logged = log().find(LOG);
    return logged.isPresent() ? logged : published().find(own);
  }

  void append(List<Entry> entries) {
    log().append(LOG, entries);
  }

  /** Publishes the list. */
  void attachTo(Publication publication) throws IOException {
    published().attachTo(publication, find().orElse(List.of()));
  }

  private PublishedJson<List<Entry>> published() {
    return new PublishedJson<>(
        warehouse, LOG, new TypeReference<>() {}, "begin a new run with another --run-id");
  }

  private SegmentLog<Entry> log() {
    return warehouse.log(own.id(), LOG, Entry.class);
  }
}
