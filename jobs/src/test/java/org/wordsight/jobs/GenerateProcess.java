package org.wordsight.jobs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.wordsight.config.ModelConfig;
import org.wordsight.jobs.runtime.Run;
import org.wordsight.jobs.synthesis.ScriptedTeacher;
import org.wordsight.model.Precision;
import org.wordsight.synthesis.PlannedGroup;
import org.wordsight.teacher.CheckpointTeacher;

/**
 * A process that generates, and stops answering at a certain group until it is killed: it says
 * "waiting" on standard output, once the answers before are in the log.
 */
final class GenerateProcess {
  private GenerateProcess() {}

  /** Arguments: folder, number of the group to wait at, overrides. */
  public static void main(String[] arguments) {
    Path folder = Path.of(arguments[0]);
    int waitAt = Integer.parseInt(arguments[1]);
    String[] overrides = new String[arguments.length - 2];
    System.arraycopy(arguments, 2, overrides, 0, overrides.length);
    String student = folder.resolve("student").toString();
    String asked = folder.resolve("asked").toString();
    try (Run run = LocalSpark.run(folder, "a", overrides)) {
      new GenerateStage(
              config ->
                  new CheckpointTeacher(
                      "scripted",
                      new ModelConfig(student, Precision.FLOAT32),
                      (group, parameters) -> {
                        var answers = ScriptedTeacher.answers(group, asked);
                        if (group.number() == waitAt) {
                          waitForever(group);
                        }
                        return answers;
                      }))
          .run(run);
    }
  }

  /** The groups before this one may still be at work in another task: they end first. */
  private static void waitForever(PlannedGroup group) {
    System.out.println("waiting " + group.hash());
    System.out.flush();
    try {
      int end = System.in.read();
      throw new IllegalStateException("Not killed: " + end);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  /** How many segments a log holds, for the test. */
  static long segments(Path folder) throws IOException {
    try (var files = Files.list(folder.resolve("warehouse/_wordsight/logs/requests"))) {
      return files.filter(file -> file.toString().endsWith(".jsonl")).count();
    }
  }
}
