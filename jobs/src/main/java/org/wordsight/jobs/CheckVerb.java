package org.wordsight.jobs;

import org.wordsight.config.RunFile;
import org.wordsight.jobs.inspection.Inspection;
import org.wordsight.jobs.runtime.RunId;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code check}: shows what a run would need and do. */
@Command(
    name = "check",
    header = "Checks everything that can be known before spending.",
    description =
        "Files, checkpoints (every weight is read once), tokenizers, memory, costs. Prints the run"
            + " file with every default filled in, and the numbers that follow from it as comments."
            + " Touches nothing.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  wordsight check --config conf/demo.yaml",
      "  wordsight check --config conf/demo.yaml --set split.train=500 --set 'split.subsets=[500]'"
    })
final class CheckVerb implements Runnable {
  @Mixin private CommonOptions common;
  @Mixin private RunFileOptions runFile;
  @Mixin private RunDeviceOption device;

  @Override
  public void run() {
    runFile.add(device.overrides());
    RunFile file = runFile.load();
    Inspection inspection = Inspection.of(file, new RunId.NewestUnfinished());
    inspection.inspectWeights(common.console());
    inspection.throwIfWrong();
    common.console().result(file.resolvedYaml().stripTrailing());
    inspection.facts().forEach(fact -> common.console().result("# " + fact));
    inspection.warnings().forEach(warning -> common.console().result("# warning: " + warning));
    common.console().result("# configuration hash: " + file.hash());
  }
}
