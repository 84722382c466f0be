package org.wordsight.dedup;

/** A file of signatures cannot be used. The message is the end of a sentence about the file. */
public final class UnusableSignaturesException extends Exception {
  private static final long serialVersionUID = 1L;

  UnusableSignaturesException(String message) {
    super(message);
  }
}
