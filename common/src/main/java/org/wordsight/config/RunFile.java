package org.wordsight.config;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.wordsight.data.Sha256;
import org.wordsight.error.WordsightException;
import org.wordsight.files.FileKind;
import org.wordsight.files.InputFile;

/**
 * A run file that was read and found right.
 *
 * @param path the file
 * @param config its records, defaults filled in
 * @param resolvedYaml the file with every key and default written out and absolute paths: what is
 *     stored with the run
 * @param identityYaml the same with paths relative to the file's folder and without warehouse and
 *     report: what must not change while a run is continued
 * @param hash SHA-256 of the identity, 64 hexadecimal digits
 */
public record RunFile(
    Path path, RunConfig config, String resolvedYaml, String identityYaml, String hash) {
  private static final ObjectMapper YAML =
      new ObjectMapper(
          YAMLFactory.builder()
              .disable(YAMLGenerator.Feature.WRITE_DOC_START_MARKER)
              .disable(YAMLGenerator.Feature.SPLIT_LINES)
              .enable(YAMLGenerator.Feature.MINIMIZE_QUOTES)
              .enable(YAMLGenerator.Feature.LITERAL_BLOCK_STYLE)
              .build());

  /**
   * Reads a run file.
   *
   * @param overrides {@code a.b=c} each, the value in YAML; they win over the file, the last over
   *     the first
   * @throws WordsightException exit code 2, with every problem found
   */
  public static RunFile load(Path path, List<String> overrides) {
    Path file = path.toAbsolutePath().normalize();
    Path folder = file.getParent();
    Problems problems = new Problems();
    YamlNode.Mapping root = parse(file, folder, problems);
    for (String override : overrides) {
      CommandLineValue.parse(override, problems)
          .ifPresent(parsed -> parsed.applyTo(root, problems));
    }

    Resolved resolved = Resolved.empty();
    Keys keys = new Keys("", root, problems);
    RunConfig config = RunConfig.read(new Section(folder, keys, resolved), nameOf(file));
    keys.refuseUnknown();
    problems.throwIfAny(path.toString());

    String identity = yaml(resolved.identity());
    return new RunFile(path, config, yaml(resolved.full()), identity, Sha256.plain(identity));
  }

  /**
   * What differs between two identities, one line a key: {@code lora.rank: 32 → 16}. A key that
   * only one of them has reads {@code (absent)} on the other side.
   */
  public static List<String> differences(String earlierIdentity, String laterIdentity) {
    Map<String, String> earlier = leaves(earlierIdentity);
    Map<String, String> later = leaves(laterIdentity);
    Map<String, String> all = new LinkedHashMap<>(earlier);
    all.putAll(later);
    return all.keySet().stream()
        .filter(key -> !earlier.getOrDefault(key, "").equals(later.getOrDefault(key, "")))
        .map(
            key ->
                key
                    + ": "
                    + earlier.getOrDefault(key, "(absent)")
                    + " → "
                    + later.getOrDefault(key, "(absent)"))
        .toList();
  }

  private static YamlNode.Mapping parse(Path file, Path folder, Problems problems) {
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
      throw unusable(
          file,
          "is not YAML at line "
              + e.getLocation().getLineNr()
              + ": "
              + firstLine(e.getOriginalMessage()));
    } catch (IOException e) {
      throw unusable(file, Files.exists(file) ? "cannot be read (" + e + ")" : "does not exist");
    }
  }

  private static WordsightException unusable(Path file, String why) {
    return WordsightException.usage("Cannot use run file " + file + ": it " + why + ".");
  }

  private static String firstLine(String text) {
    return text.lines().findFirst().orElse("");
  }

  private static String nameOf(Path file) {
    return file.getFileName().toString().replaceFirst("\\.ya?ml$", "");
  }

  private static String yaml(Object tree) {
    try {
      return YAML.writeValueAsString(tree);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Map<String, String> leaves(String yaml) {
    try {
      Map<String, String> leaves = new LinkedHashMap<>();
      Leaves.collect("", YAML.readTree(yaml), leaves);
      return leaves;
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }
}
