package org.wordsight.config;

/** What a key of the run file decides, and so whether a run may be continued with another value. */
public enum KeyKind {
  /** The result: part of the run's identity. */
  RESULT,
  /** The result by the folder's name, which tables show; where the folder lies decides nothing. */
  NAMED_FOLDER,
  /** Where, how fast or with how much memory the result is computed, and no bit of it. */
  COMPUTATION,
  /** Something more beside the result, which stays as it is. */
  ADDITION;

  /** Whether the run's identity holds the key. */
  boolean identifies() {
    return switch (this) {
      case RESULT, NAMED_FOLDER -> true;
      case COMPUTATION, ADDITION -> false;
    };
  }

  /** Whether a run that is continued with another value says so. */
  boolean mayMove() {
    return switch (this) {
      case NAMED_FOLDER, COMPUTATION -> true;
      case RESULT, ADDITION -> false;
    };
  }
}
