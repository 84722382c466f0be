package org.wordsight.config;

import java.nio.file.Path;
import java.time.LocalDate;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;

/** Reads the script of an endpoint that answers without a model. */
public final class RehearsalFile {
  private RehearsalFile() {}

  /**
   * Reads a script.
   *
   * @param file absent if the overrides are the whole script
   * @param overrides {@code a.b=c} each, the value in YAML; they win over the file
   * @throws org.wordsight.error.WordsightException exit code 2, with every problem found
   */
  public static RehearsalConfig load(Optional<Path> file, List<String> overrides) {
    Path path = file.orElse(Path.of("script")).toAbsolutePath().normalize();
    Problems problems = new Problems();
    YamlNode.Mapping root =
        file.isPresent()
            ? RunFile.parse(path, path.getParent(), problems)
            : new YamlNode.Mapping(new Source.CommandLine(path), new LinkedHashMap<>());
    for (String override : overrides) {
      CommandLineValue.parse(override, problems)
          .ifPresent(parsed -> parsed.applyTo(root, problems));
    }
    Keys keys = new Keys("", root, problems);
    RunPlace place = new RunPlace(path.getParent(), LocalDate.EPOCH);
    RehearsalConfig config = RehearsalConfig.read(new Section(place, keys, Resolved.empty()));
    keys.refuseUnknown();
    problems.throwIfAny("script", file.map(Path::toString).orElse("of the command line"));
    return config;
  }
}
