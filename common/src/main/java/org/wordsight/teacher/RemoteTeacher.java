package org.wordsight.teacher;

import org.wordsight.money.Prices;

/** A teacher over the network. Each request is asked alone. */
public non-sealed interface RemoteTeacher extends Teacher {

  /**
   * A client for this JVM. Secrets are read from the environment here, and are not in the object.
   */
  TeacherClient open();

  Prices prices();

  /** How fast the whole run may ask. */
  default Pace pace() {
    return Pace.DEFAULT;
  }

  /**
   * The most tokens that a prompt can be counted as, for the cost that is reserved before sending.
   */
  int promptTokensAtMost(String prompt);
}
