package org.wordsight.jobs.evaluation;

import java.io.IOException;
import java.io.Serializable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.wordsight.config.ModelConfig;
import org.wordsight.data.Sha256;
import org.wordsight.error.WordsightException;
import org.wordsight.jobs.table.AdapterRow;

/**
 * A model that answers, as it is or with an adapter.
 *
 * @param adapterId empty: as it is
 * @param adapterPath folder of the adapter; empty: none
 * @param fingerprint changes whenever the weights do
 */
public record Contestant(
    ModelConfig model, String adapterId, String adapterPath, String fingerprint)
    implements Serializable {

  static Contestant base(ModelConfig model) {
    return new Contestant(model, "", "", fingerprint(model));
  }

  Contestant with(AdapterRow adapter) {
    String both = new Sha256().add(fingerprint).add(adapter.sha256()).hex();
    return new Contestant(model, adapter.adapterId(), adapter.path(), both);
  }

  public Optional<String> adapter() {
    return adapterId.isEmpty() ? Optional.empty() : Optional.of(adapterId);
  }

  /**
   * A checkpoint of many gigabytes is not read for this: its files' names, sizes and times tell
   * whether it is still the same within a run.
   */
  private static String fingerprint(ModelConfig model) {
    Sha256 hash = new Sha256().add(model.path()).add(model.precision().name());
    try (Stream<Path> listed = Files.list(model.folder())) {
      List<Path> files = listed.sorted().toList();
      for (Path file : files) {
        hash.add(file.getFileName().toString())
            .add(Files.size(file))
            .add(Files.getLastModifiedTime(file).toMillis());
      }
    } catch (IOException e) {
      throw WordsightException.input(
          "Cannot evaluate: model folder %s cannot be read. Correct its path under models."
              .formatted(model.path()),
          e);
    }
    return hash.hex();
  }
}
