package org.wordsight.config;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.wordsight.error.WordsightException;
import org.wordsight.files.FileKind;
import org.wordsight.files.InputFile;

/**
 * A run file that was read and has no problems.
 *
 * @param path the file
 * @param config its records, defaults filled in
 * @param resolvedYaml the file with every key and default written out and absolute paths, to store
 *     with the run
 * @param identity must not change while a run is continued
 * @param date the date that the run stands for; present if a key takes its value from the date
 */
public record RunFile(
    Path path, RunConfig config, String resolvedYaml, Identity identity, Optional<LocalDate> date) {

  /**
   * Reads a run file for today's date in UTC.
   *
   * @param overrides {@code a.b=c} each, the value in YAML; they win over the file, the last over
   *     the first
   * @throws WordsightException exit code 2, with every problem found
   */
  public static RunFile load(Path path, List<String> overrides) {
    return load(path, overrides, LocalDate.now(ZoneOffset.UTC));
  }

  /** Reads a run file for the date that a run stands for. */
  public static RunFile load(Path path, List<String> overrides, LocalDate date) {
    Path file = path.toAbsolutePath().normalize();
    Problems problems = new Problems();
    YamlNode.Mapping root = parse(file, file.getParent(), problems);
    for (String override : overrides) {
      CommandLineValue.parse(override, problems)
          .ifPresent(parsed -> parsed.applyTo(root, problems));
    }

    Resolved resolved = Resolved.empty();
    Keys keys = new Keys("", root, problems);
    RunPlace place = new RunPlace(file.getParent(), date);
    RunConfig config = RunConfig.read(new Section(place, keys, resolved), nameOf(file));
    keys.refuseUnknown();
    problems.throwIfAny(path.toString());
    return new RunFile(
        path,
        config,
        Yaml.write(resolved.full()),
        Identity.of(resolved.rules()),
        Optional.of(date).filter(d -> place.usedDate()));
  }

  /** SHA-256 of the identity, 64 hexadecimal digits. */
  public String hash() {
    return identity.hash();
  }

  /** The identity as it is stored with the run. */
  public String identityYaml() {
    return identity.yaml();
  }

  /**
   * The keys of computation with other values than in the stored configuration of the same run, one
   * text a key: {@code training.memoryBudgetBytes: 0 → 1000000}. Keys that the stored configuration
   * does not have are left out.
   *
   * @param storedYaml the {@link #resolvedYaml} from the run's beginning, of any version
   */
  public List<String> computesOtherwise(String storedYaml) {
    Map<String, String> earlier = Leaves.of(storedYaml);
    Map<String, String> later = Leaves.of(resolvedYaml);
    List<String> keys =
        keys().stream()
            .filter(rule -> rule.kind().mayMove())
            .map(KeyRule::path)
            .filter(key -> earlier.containsKey(key) && later.containsKey(key))
            .toList();
    return Identity.differences(keys, earlier, later);
  }

  /** Every key that a run file can have, with its kind and its default. */
  static List<KeyRule> keys() {
    Path nowhere = Path.of("/");
    Source source = new Source.CommandLine(nowhere);
    Resolved resolved = Resolved.empty();
    Keys keys = new Keys("", new YamlNode.Mapping(source, new LinkedHashMap<>()), new Problems());
    RunConfig.read(new Section(new RunPlace(nowhere, LocalDate.EPOCH), keys, resolved), "run");
    return List.copyOf(resolved.rules());
  }

  /** The keys and values of a file. */
  static YamlNode.Mapping parse(Path file, Path folder, Problems problems) {
    try {
      YamlNode node =
          YamlReader.read(
              InputFile.text(file, FileKind.RUN_FILE),
              line -> new Source.Line(folder, line),
              problems);
      if (node instanceof YamlNode.Mapping mapping) {
        return mapping;
      }

      throw unusable(file, "holds " + node.shown() + ", expected keys and values");
    } catch (JsonProcessingException e) {
      throw unusable(file, "is not YAML at " + YamlReader.fault(e));
    } catch (IOException e) {
      if (e.getCause() instanceof CharacterCodingException) {
        throw unusable(file, "is not UTF-8 text");
      }

      throw unusable(file, Files.exists(file) ? "cannot be read (" + e + ")" : "does not exist");
    }
  }

  private static WordsightException unusable(Path file, String why) {
    return WordsightException.usage("Cannot use run file " + file + ": it " + why + ".");
  }

  private static String nameOf(Path file) {
    return file.getFileName().toString().replaceFirst("\\.ya?ml$", "");
  }
}
