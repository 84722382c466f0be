package org.wordsight.config;

/**
 * What a key of the run file decides. It says whether a run may be continued with another value.
 */
public enum KeyKind {
  /** The result: part of the run's identity. */
  RESULT,
  /**
   * The name of the folder, which tables show, is part of the result. The folder's place is not.
   */
  NAMED_FOLDER,
  /** Where, how fast or with how much memory the result is computed; no bit of the result. */
  COMPUTATION,
  /** An addition to the result, which itself does not change. */
  ADDITION;

  /** Whether the key is part of the run's identity. */
  boolean identifies() {
    return switch (this) {
      case RESULT, NAMED_FOLDER -> true;
      case COMPUTATION, ADDITION -> false;
    };
  }

  /** Whether a run reports that it is continued with another value. */
  boolean mayMove() {
    return switch (this) {
      case NAMED_FOLDER, COMPUTATION -> true;
      case RESULT, ADDITION -> false;
    };
  }
}
