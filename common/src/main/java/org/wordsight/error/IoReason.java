package org.wordsight.error;

import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;

/** Why reading or writing failed, for a message. */
public final class IoReason {
  private IoReason() {}

  /**
   * The reason in words. Many of Java's exceptions have the file's name alone as their message: the
   * reason is in their class.
   */
  public static String of(Exception e) {
    if (e instanceof FileSystemException failure && failure.getReason() == null) {
      return failure.getMessage() + ": " + words(failure);
    }

    return e.getMessage() == null ? e.toString() : e.getMessage();
  }

  private static String words(FileSystemException failure) {
    if (failure instanceof AccessDeniedException) {
      return "permission is denied";
    }
    if (failure instanceof NoSuchFileException) {
      return "it does not exist";
    }
    if (failure instanceof FileAlreadyExistsException) {
      return "it exists already";
    }
    if (failure instanceof NotDirectoryException) {
      return "it is not a folder";
    }
    if (failure instanceof DirectoryNotEmptyException) {
      return "the folder is not empty";
    }

    return failure.getClass().getSimpleName();
  }
}
