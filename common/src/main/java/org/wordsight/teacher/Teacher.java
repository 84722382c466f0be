package org.wordsight.teacher;

import java.io.Serializable;
import java.util.function.UnaryOperator;

/**
 * The model that writes questions. The driver plans with it, and Spark sends it to the tasks, which
 * ask it.
 */
public sealed interface Teacher extends Serializable permits GroupTeacher, RemoteTeacher {

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
}
