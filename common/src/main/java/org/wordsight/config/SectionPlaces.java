package org.wordsight.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The keys of one mapping of the run file that name files and folders. Each method works like those
 * of {@link Section}. A relative path counts from the folder of the file that holds it.
 */
final class SectionPlaces {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final RunPlace place;
  private final Keys keys;
  private final Resolved resolved;

  SectionPlaces(RunPlace place, Keys keys, Resolved resolved) {
    this.place = place;
    this.keys = keys;
    this.resolved = resolved;
  }

  /**
   * A file or folder that the run reads. The identity has its path relative to the run file's
   * folder. The content decides the result, but is not known here.
   */
  Location input(String key) {
    require(key, "a path");
    return optionalInput(key).orElse(harmless());
  }

  Optional<Location> optionalInput(String key) {
    Optional<Location> input = location(key);
    resolved.put(
        KeyKind.RESULT,
        key,
        JSON.valueToTree(input.map(Location::text).orElse(null)),
        input.map(this::relative).orElse("null"));
    return input;
  }

  /** A location in the form of the identity: relative to the run file's folder if it is local. */
  String relative(Location location) {
    return location.isLocal()
        ? place.folder().relativize(location.localPath()).toString()
        : location.text();
  }

  /** A folder whose name is the name of its content. */
  Location namedFolder(String key) {
    require(key, "a path");
    return optionalNamedFolder(key).orElse(harmless());
  }

  Optional<Location> optionalNamedFolder(String key) {
    Optional<Location> named = location(key);
    if (named.isPresent() && named.get().name().isEmpty()) {
      keys.problem(key, "a folder with a name of its own");
    }

    resolved.put(
        KeyKind.NAMED_FOLDER,
        key,
        JSON.valueToTree(named.map(Location::text).orElse(null)),
        named.map(Location::name).orElse("null"));
    return named;
  }

  /** A place for results. */
  Location output(String key) {
    require(key, "a path or a URI");
    return output(key, "");
  }

  Location output(String key, String standard) {
    Optional<Location> given = location(key);
    Location output = given.orElseGet(() -> Location.local(place.folder().resolve(standard)));
    remember(key, output.text());
    return output;
  }

  /** The path of a local file that decides no bit of the result; empty if it is absent. */
  String optionalFile(String key) {
    Optional<Location> file = location(key);
    if (file.isPresent() && !file.get().isLocal()) {
      keys.problem(key, "a path on a local or mounted disk");
    }

    remember(key, file.map(Location::text).orElse(null));
    return file.map(Location::text).orElse("");
  }

  private Optional<Location> location(String key) {
    Optional<String> text = keys.scalar(key, "a path or a URI");
    Path base = keys.look(key).map(node -> node.source().base()).orElse(place.folder());
    try {
      return text.map(written -> LocationReader.read(written, base));
    } catch (IllegalArgumentException e) {
      keys.problem(key, e.getMessage());
      return Optional.of(harmless());
    }
  }

  private Location harmless() {
    return Location.local(place.folder().resolve("none"));
  }

  private void require(String key, String what) {
    if (keys.look(key).isEmpty()) {
      keys.problem(key, what);
    }
  }

  private void remember(String key, String text) {
    resolved.put(KeyKind.COMPUTATION, key, JSON.<JsonNode>valueToTree(text));
  }
}
