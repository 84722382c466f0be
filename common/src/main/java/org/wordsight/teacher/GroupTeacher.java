package org.wordsight.teacher;

import java.util.List;
import org.wordsight.synthesis.PlannedGroup;
import org.wordsight.synthesis.RequestParameters;
import org.wordsight.synthesis.TeacherAnswer;

/** A teacher that runs in the asking process. The batch decides the bits of its answers. */
public non-sealed interface GroupTeacher extends Teacher {

  /**
   * Answers a group of requests. The answers depend on the group and the parameters alone.
   *
   * @return one answer for each request, in the order of the requests
   */
  List<TeacherAnswer> ask(PlannedGroup group, RequestParameters parameters);
}
