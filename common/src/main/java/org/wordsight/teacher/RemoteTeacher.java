package org.wordsight.teacher;

import org.wordsight.money.Prices;

/** A teacher over the network. Each request is asked alone. */
public non-sealed interface RemoteTeacher extends Teacher {

  /**
   * A client for this JVM. Secrets are read from the environment here, and are not in the object.
   */
  TeacherClient open();

  Prices prices();

  /** The speed at which the whole run may ask. */
  default Pace pace() {
    return Pace.DEFAULT;
  }

  /**
   * The most tokens that a prompt can have. The cost that is reserved before sending follows from
   * this number.
   */
  int promptTokensAtMost(String prompt);
}
