package org.wordsight.config;

/**
 * The kinds of keys in the run file, by what a key decides. The kind says whether a run may be
 * continued with another value.
 */
public enum KeyKind {
  /** The result: part of the run's identity. */
  RESULT,
  /**
   * The name of the folder, which tables show, is part of the result. The folder's place is not.
   */
  NAMED_FOLDER,
  /** The place, the speed or the memory of the computation, but no bit of the result. */
  COMPUTATION,
  /** An addition to the result. The rest of the result does not change. */
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
