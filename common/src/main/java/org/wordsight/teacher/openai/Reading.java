package org.wordsight.teacher.openai;

import org.wordsight.synthesis.TeacherAnswer;

/** What a response turned out to be. */
sealed interface Reading permits Failed, Reading.Answer, Reading.RefusedForm {

  /** An answer, which is paid for. */
  record Answer(TeacherAnswer answer) implements Reading {}

  /**
   * The endpoint does not know a field of the request. Nothing was worked on, and nothing paid.
   *
   * @param field the endpoint's words about it
   * @param otherwise the failure where no other form of the request is left
   */
  record RefusedForm(String field, Failed otherwise) implements Reading {}
}
