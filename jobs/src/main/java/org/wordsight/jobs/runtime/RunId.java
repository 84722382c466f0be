package org.wordsight.jobs.runtime;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.wordsight.config.Identity;
import org.wordsight.config.RunFile;
import org.wordsight.error.WordsightException;

/** The way in which a command chooses its run. */
public sealed interface RunId {
  Pattern ALLOWED = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,99}");

  /** The run of that name. It is begun where there is none. */
  record Named(String id) implements RunId {
    public Named {
      if (!ALLOWED.matcher(id).matches()) {
        throw WordsightException.usage(
            "Cannot use run id \""
                + id
                + "\": expected letters, digits, dots, dashes and"
                + " underscores, beginning with a letter or a digit.");
      }
    }
  }

  /**
   * The newest unfinished run with this configuration. Without one, a new run named by date and
   * hash.
   */
  record NewestUnfinished() implements RunId {}

  /**
   * The newest unfinished run with this configuration. Without one, the newest finished run.
   * Without that, a new run named by date and hash. Verbs that continue earlier work choose their
   * run in this way.
   */
  record Newest() implements RunId {}

  /** The run's state so far. */
  default RunState choose(Warehouse warehouse, RunFile file) {
    String id = id(warehouse, file);
    return continued(id, warehouse.state(id), file);
  }

  /**
   * The state of a run so far, or of a new run where none is known.
   *
   * @throws WordsightException exit code 2 where the run's configuration has changed
   */
  static RunState continued(String id, Optional<RunState> known, RunFile file) {
    if (known.isEmpty()) {
      return begin(id, file);
    }

    Identity stored = Identity.stored(known.get().identity());
    if (!stored.equals(file.identity())) {
      List<String> differences = stored.differences(file.identity());
      throw WordsightException.usage(
          "Cannot continue run %s: its configuration has changed.\n  %s\n"
                  .formatted(id, String.join("\n  ", differences))
              + "Take the change back, or choose another --run-id (for demo: another --out).");
    }

    return known.get();
  }

  private String id(Warehouse warehouse, RunFile file) {
    if (this instanceof Named named) {
      return named.id();
    }

    List<RunState> runs =
        warehouse.runs().stream()
            .filter(r -> Identity.stored(r.identity()).equals(file.identity()))
            .toList();
    Optional<RunState> unfinished =
        runs.stream().filter(r -> r.status() != RunState.Status.DONE).findFirst();
    if (unfinished.isPresent()) {
      return unfinished.get().id();
    } else if (this instanceof Newest && !runs.isEmpty()) {
      return runs.get(0).id();
    }

    return ofDate(file).id();
  }

  /** The run of the file's date, or of today if the file has no date. */
  static Named ofDate(RunFile file) {
    LocalDate date = file.date().orElseGet(() -> LocalDate.now(ZoneOffset.UTC));
    return new Named(date + "-" + file.hash().substring(0, 8));
  }

  private static RunState begin(String id, RunFile file) {
    return new RunState(
        id,
        file.config().name(),
        RunState.Status.UNFINISHED,
        Instant.now().toString(),
        "",
        file.resolvedYaml(),
        file.identityYaml(),
        file.hash(),
        CodeVersion.text(),
        List.of(),
        List.of());
  }
}
