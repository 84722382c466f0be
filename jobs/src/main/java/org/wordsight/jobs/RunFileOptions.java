package org.wordsight.jobs;

import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import org.wordsight.config.RunFile;
import picocli.CommandLine.Option;

/** The options that name a run file and override its keys. */
final class RunFileOptions {
  @Option(
      names = "--config",
      required = true,
      paramLabel = "FILE",
      description = "The run file. Relative paths in it count from its folder.")
  private Path config;

  @Option(
      names = "--set",
      paramLabel = "KEY=VALUE",
      description = {
        "Overrides a key of the run file; the value is YAML. Can be repeated.",
        "Example: --set lora.rank=16 --set 'evaluation.arms=[given]'"
      })
  private List<String> overrides = new ArrayList<>();

  /** Adds settings for which another option is a short form. */
  void add(List<String> more) {
    overrides.addAll(more);
  }

  RunFile load() {
    return RunFile.load(config, overrides);
  }

  /** The run file for the date that a run stands for. */
  RunFile load(LocalDate date) {
    return RunFile.load(config, overrides, date);
  }
}
