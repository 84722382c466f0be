package org.wordsight.jobs.synthesis;

import org.wordsight.config.ModelConfig;
import org.wordsight.config.RunConfig;
import org.wordsight.config.TeacherConfig;
import org.wordsight.jobs.runtime.ModelHolder;
import org.wordsight.model.Purpose;
import org.wordsight.teacher.CheckpointTeacher;
import org.wordsight.teacher.CheckpointWriter;
import org.wordsight.teacher.Teacher;

/** The teacher that a run file names, run on the machines of the tasks that ask. */
public final class Teachers {
  private Teachers() {}

  public static Teacher of(RunConfig config) {
    ModelConfig model =
        config.teacher() instanceof TeacherConfig.Local local
            ? local.model()
            : config.models().student();
    return new CheckpointTeacher(
        config.teacher().name(),
        model,
        (group, parameters) ->
            ModelHolder.use(
                model,
                Purpose.ANSWER,
                loaded -> CheckpointWriter.write(loaded, group, parameters)));
  }
}
