package org.wordsight.teacher.openai;

import org.wordsight.synthesis.TeacherAnswer;

/** The result of reading a response. */
sealed interface ReadResponse permits Failed, ReadResponse.Answer, ReadResponse.RefusedForm {

  /** An answer, which is paid for. */
  record Answer(TeacherAnswer answer) implements ReadResponse {}

  /**
   * The endpoint does not know a field of the request. Whether this attempt may be billed is told
   * by the failure's kind.
   *
   * @param field the endpoint's words about it
   * @param otherwise the failure if no other form of the request is left
   */
  record RefusedForm(String field, Failed otherwise) implements ReadResponse {}
}
