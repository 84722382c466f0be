package org.wordsight.teacher;

import java.io.Serializable;
import java.util.function.UnaryOperator;

/**
 * A teacher's chat template that can be sent to other processes. It is read at once where it is
 * made, and again in each process that receives it.
 */
public final class TeacherChat implements UnaryOperator<String>, Serializable {
  private static final long serialVersionUID = 1L;

  private final Teacher teacher;
  private transient UnaryOperator<String> chat;

  /**
   * Reads the template.
   *
   * @throws org.wordsight.error.WordsightException if the teacher has no usable chat template
   */
  public TeacherChat(Teacher teacher) {
    this.teacher = teacher;
    this.chat = teacher.chat();
  }

  @Override
  public String apply(String prompt) {
    return template().apply(prompt);
  }

  private synchronized UnaryOperator<String> template() {
    if (chat == null) {
      chat = teacher.chat();
    }
    return chat;
  }
}
