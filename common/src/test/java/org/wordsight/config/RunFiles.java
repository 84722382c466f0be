package org.wordsight.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Writes run files for tests. */
final class RunFiles {
  /** Every key that has no default, in {@code run.yaml}. */
  static final String LEAST =
      """
      warehouse: warehouse
      models:
        student: {path: models/student}
      teacher: {kind: self}
      synthesis: {seedQuestions: seeds.json}
      evaluation:
        viva: {annotation: viva.json, images: images}
      """;

  private RunFiles() {}

  static RunFile load(Path folder, String yaml, String... overrides) throws IOException {
    Path file = folder.resolve("run.yaml");
    Files.writeString(file, yaml);
    return RunFile.load(file, List.of(overrides));
  }

  static RunConfig least(Path folder, String... overrides) throws IOException {
    return load(folder, LEAST, overrides).config();
  }

  /** {@link #LEAST} with {@code section.key=value} set for each pair. */
  static RunConfig with(Path folder, String section, String... keyValues) throws IOException {
    List<String> overrides = new ArrayList<>();
    for (String keyValue : keyValues) {
      overrides.add(section + "." + keyValue);
    }

    return least(folder, overrides.toArray(String[]::new));
  }
}
