package org.wordsight.jobs;

import org.wordsight.jobs.synthesis.Calls;
import picocli.CommandLine.Option;

/** The option that makes all tables again from the teacher's logged answers. */
final class ReplayOption {
  @Option(
      names = "--replay",
      description = {
        "Make the tables again from the logged answers, without a call to the teacher.",
        "Ends with exit code 3 where the log lacks an answer."
      })
  private boolean replay;

  Calls calls() {
    return replay ? Calls.FORBIDDEN : Calls.ALLOWED;
  }
}
