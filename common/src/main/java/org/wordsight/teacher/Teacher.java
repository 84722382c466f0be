package org.wordsight.teacher;

import java.io.Serializable;
import java.util.List;
import java.util.function.UnaryOperator;
import org.wordsight.synthesis.PlannedGroup;
import org.wordsight.synthesis.RequestParameters;
import org.wordsight.synthesis.TeacherAnswer;

/**
 * A teacher as the driver plans with it and as tasks ask it: it travels with them. A new kind of
 * teacher is one more record here; everything else goes by this interface.
 */
public sealed interface Teacher extends Serializable permits CheckpointTeacher {

  /** What tables call the teacher. */
  String name();

  /** What tables call its model. */
  String model();

  /** The hash of everything about the teacher that decides its answers; no path, no host. */
  String fingerprint();

  /**
   * What turns a prompt into the text that it receives.
   *
   * @throws org.wordsight.error.WordsightException if the teacher has no usable chat template
   */
  UnaryOperator<String> chat();

  /**
   * Answers a group, which depends on the group and the parameters alone.
   *
   * @return the answers to all of its requests, in their order
   */
  List<TeacherAnswer> ask(PlannedGroup group, RequestParameters parameters);
}
