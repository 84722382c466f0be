package org.wordsight.jobs.synthesis;

import java.util.Optional;
import org.wordsight.config.RunConfig;
import org.wordsight.config.TeacherConfig;
import org.wordsight.grammar.AnswerGrammar;
import org.wordsight.teacher.Teacher;
import org.wordsight.teacher.openai.OpenAiTeacher;

/** Makes the teacher that a run file names. */
public final class Teachers {
  private Teachers() {}

  public static Teacher of(RunConfig config) {
    return of(config, config.teacher(), config.synthesis().form());
  }

  /** The judge that a run file names; absent if the run file names no judge. */
  public static Optional<Teacher> judge(RunConfig config) {
    return config.judge().map(judge -> of(config, judge.model(), new AnswerGrammar.Free()));
  }

  private static Teacher of(RunConfig config, TeacherConfig model, AnswerGrammar form) {
    long budget = config.gpu().answerBudgetBytes();
    return switch (model.kind()) {
      case LOCAL ->
          new CheckpointTeacher(model.name(), ((TeacherConfig.Local) model).model(), budget, form);
      case SELF -> new CheckpointTeacher(model.name(), config.models().student(), budget, form);
      case OPENAI -> openAi((TeacherConfig.OpenAi) model);
    };
  }

  /** The teacher behind an endpoint. */
  public static OpenAiTeacher openAi(TeacherConfig.OpenAi teacher) {
    return new OpenAiTeacher(teacher);
  }
}
