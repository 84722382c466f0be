package org.wordsight.jobs.synthesis;

import org.wordsight.config.RunConfig;
import org.wordsight.config.TeacherConfig;
import org.wordsight.grammar.AnswerForm;
import org.wordsight.teacher.Teacher;
import org.wordsight.teacher.openai.OpenAiTeacher;

/** Makes the teacher that a run file names. */
public final class Teachers {
  private Teachers() {}

  public static Teacher of(RunConfig config) {
    TeacherConfig teacher = config.teacher();
    long budget = config.gpu().answerBudgetBytes();
    AnswerForm form = config.synthesis().form();
    return switch (teacher.kind()) {
      case LOCAL ->
          new CheckpointTeacher(
              teacher.name(), ((TeacherConfig.Local) teacher).model(), budget, form);
      case SELF -> new CheckpointTeacher(teacher.name(), config.models().student(), budget, form);
      case OPENAI -> openAi((TeacherConfig.OpenAi) teacher);
    };
  }

  /** The teacher behind an endpoint. */
  public static OpenAiTeacher openAi(TeacherConfig.OpenAi teacher) {
    return new OpenAiTeacher(teacher);
  }
}
