package org.wordsight.teacher;

import java.io.Serializable;
import java.util.List;
import java.util.function.UnaryOperator;
import org.wordsight.synthesis.PlannedGroup;
import org.wordsight.synthesis.RequestParameters;
import org.wordsight.synthesis.TeacherAnswer;

/**
 * The model that writes questions. The driver plans with it, and Spark sends it to the tasks, which
 * ask it. Each kind of teacher in the run file is one implementation.
 */
public interface Teacher extends Serializable {

  /** The teacher's name in tables. */
  String name();

  /** The name of the teacher's model in tables. */
  String model();

  /** The hash of everything in the teacher that decides its answers; no path, no host. */
  String fingerprint();

  /**
   * The function from a prompt to the text that the teacher receives.
   *
   * @throws org.wordsight.error.WordsightException if the teacher has no usable chat template
   */
  UnaryOperator<String> chat();

  /**
   * Answers a group of requests. The answers depend on the group and the parameters alone.
   *
   * @return one answer for each request, in the order of the requests
   */
  List<TeacherAnswer> ask(PlannedGroup group, RequestParameters parameters);
}
