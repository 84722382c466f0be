package org.wordsight.jobs.synthesis;

import org.wordsight.config.ModelConfig;
import org.wordsight.config.RunConfig;
import org.wordsight.config.TeacherConfig;
import org.wordsight.teacher.CheckpointTeacher;
import org.wordsight.teacher.Teacher;

/** The teacher that a run file names, run on the machines of the tasks that ask. */
public final class Teachers {
  private Teachers() {}

  public static Teacher of(RunConfig config) {
    TeacherConfig teacher = config.teacher();
    if (teacher instanceof TeacherConfig.Local local) {
      return checkpoint(local.model().folder().getFileName().toString(), local.model());
    }
    return checkpoint("self", config.models().student());
  }

  private static Teacher checkpoint(String name, ModelConfig model) {
    return new CheckpointTeacher(
        name,
        model,
        (group, parameters) -> {
          throw new UnsupportedOperationException();
        });
  }
}
