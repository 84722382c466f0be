package org.wordsight.jobs.runtime;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.wordsight.jobs.runtime.RunState.Part;
import org.wordsight.jobs.runtime.RunState.PublishedFile;
import org.wordsight.storage.StoredFile;

/**
 * Copies of the published tables for plain readers: {@code <table>/run_id=<run>/<part>-00000.snappy
 * .parquet}. A copy is put whole, after its part is published, in place of the copy before. A
 * reader of these folders therefore never sees a file that is not published or not whole.
 */
final class PlainCopies {
  private final Run run;
  private final Warehouse warehouse;

  private PlainCopies(Run run) {
    this.run = run;
    this.warehouse = run.warehouse();
  }

  static PlainCopies of(Run run) {
    return new PlainCopies(run);
  }

  /** Puts the copies of one part, in place of the part's earlier copies. */
  void put(String partName) {
    Part part = run.state().part(partName).orElseThrow();
    try {
      for (String table : part.tables()) {
        Map<String, PublishedFile> wanted = wanted(part, table);
        for (Map.Entry<String, PublishedFile> copy : wanted.entrySet()) {
          put(copy.getValue(), copy.getKey());
        }

        for (StoredFile file : warehouse.storage().list(folder(table))) {
          if (OlderRunState.filesOf(partName).matcher(file.lastName()).matches()
              && !wanted.containsKey(file.name())) {
            run.lease().requireHeld();
            warehouse.storage().delete(file.name());
          }
        }
      }
    } catch (IOException e) {
      throw warehouse.cannotWrite(e);
    }
  }

  /** Puts the copies that a killed process did not put, and removes files that are not copies. */
  void repair() {
    Map<String, Map<String, PublishedFile>> wanted = new TreeMap<>();
    for (Part part : run.state().parts()) {
      for (String table : part.tables()) {
        wanted.computeIfAbsent(table, t -> new TreeMap<>()).putAll(wanted(part, table));
      }
    }

    try {
      for (Map.Entry<String, Map<String, PublishedFile>> table : wanted.entrySet()) {
        repair(table.getKey(), table.getValue());
      }
    } catch (IOException e) {
      throw warehouse.cannotWrite(e);
    }
  }

  private void repair(String table, Map<String, PublishedFile> wanted) throws IOException {
    Map<String, Long> found = new TreeMap<>();
    for (StoredFile file : warehouse.storage().list(folder(table))) {
      found.put(file.name(), file.bytes());
    }

    for (Map.Entry<String, PublishedFile> copy : wanted.entrySet()) {
      Long bytes = found.remove(copy.getKey());
      if (bytes == null || bytes != copy.getValue().bytes()) {
        put(copy.getValue(), copy.getKey());
      }
    }

    for (String left : found.keySet()) {
      warehouse.storage().delete(left);
    }
  }

  private void put(PublishedFile file, String copy) throws IOException {
    if (!file.name().equals(copy)) {
      run.lease().requireHeld();
      warehouse.storage().copy(file.name(), copy);
    }
  }

  /** The files of a part in a table, by the names of their copies. */
  private Map<String, PublishedFile> wanted(Part part, String table) {
    List<PublishedFile> files = new ArrayList<>();
    part.files().stream().filter(file -> file.table().equals(table)).forEach(files::add);
    Map<String, PublishedFile> copies = new TreeMap<>();
    for (int i = 0; i < files.size(); i++) {
      copies.put(
          "%s/%s-%05d.snappy.parquet".formatted(folder(table), part.name(), i), files.get(i));
    }

    return copies;
  }

  private String folder(String table) {
    return warehouse.plainFolder(table, run.id());
  }
}
