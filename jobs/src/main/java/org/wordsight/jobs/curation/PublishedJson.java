package org.wordsight.jobs.curation;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.wordsight.error.IoReason;
import org.wordsight.error.WordsightException;
import org.wordsight.jobs.runtime.Publication;
import org.wordsight.jobs.runtime.RunState;
import org.wordsight.jobs.runtime.RunState.PublishedFile;
import org.wordsight.jobs.runtime.Warehouse;

/**
 * A value in JSON that a run publishes with its curation, for itself and for later runs.
 *
 * @param kind the name of the attachment
 * @param whatToDo the advice for a file that cannot be read
 */
record PublishedJson<T>(Warehouse warehouse, String kind, TypeReference<T> type, String whatToDo) {
  private static final ObjectMapper JSON = new ObjectMapper();

  /**
   * The value that a run published; absent where it published none.
   *
   * @throws WordsightException exit code 3 where the file is damaged or missing
   */
  Optional<T> find(RunState run) {
    return run.attachment(EarlierRuns.PART, kind).map(this::read);
  }

  private T read(PublishedFile file) {
    try {
      byte[] bytes =
          warehouse
              .storage()
              .read(file.name())
              .orElseThrow(() -> new FileNotFoundException("there is no such file"));
      return JSON.readValue(bytes, type);
    } catch (IOException e) {
      throw WordsightException.input(
          "Cannot read %s: %s. Restore the file, or %s."
              .formatted(file.name(), IoReason.of(e), whatToDo),
          e);
    }
  }

  void attachTo(Publication publication, T value) throws IOException {
    Path file = Files.createTempFile("wordsight-" + kind, ".json");
    try {
      JSON.writeValue(file.toFile(), value);
      publication.attach(kind, file);
    } finally {
      Files.deleteIfExists(file);
    }
  }
}
