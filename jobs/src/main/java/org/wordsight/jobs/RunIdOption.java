package org.wordsight.jobs;

import java.util.Optional;
import org.wordsight.jobs.runtime.RunId;
import picocli.CommandLine.Option;

/** The option that names a run of the warehouse. */
final class RunIdOption {
  @Option(
      names = "--run-id",
      paramLabel = "ID",
      description = {
        "The run to begin or to continue.",
        "Default: the newest unfinished run with this configuration, else date and hash."
      })
  private String id;

  Optional<String> given() {
    return Optional.ofNullable(id);
  }

  RunId orElse(RunId standard) {
    return Optional.ofNullable(id).<RunId>map(RunId.Named::new).orElse(standard);
  }
}
