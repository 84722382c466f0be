package org.wordsight.jobs;

import org.wordsight.jobs.runtime.RunId;
import org.wordsight.jobs.synthesis.Calls;
import picocli.CommandLine.Mixin;

/** A verb that runs one stage, if the stage is not done. */
abstract class StageVerb implements Runnable {
  private final String verb;

  @Mixin private CommonOptions common;
  @Mixin private RunFileOptions runFile;
  @Mixin private RunDeviceOption device;
  @Mixin private RunIdOption runId;
  @Mixin private DateOption date;

  StageVerb(String verb) {
    this.verb = verb;
  }

  /** Whether the teacher may be asked. */
  Calls calls() {
    return Calls.ALLOWED;
  }

  @Override
  public void run() {
    runFile.add(device.overrides());
    for (RunChoice choice : RunChoice.of(runFile, runId, date, new RunId.Newest())) {
      Pipeline.run(choice.file(), choice.runId(), common.console(), calls(), verb);
    }
  }
}
