package org.wordsight.chat.jinja;

/** A template that cannot be read, or that fails while it renders; names the template's line. */
public final class TemplateException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** The origin of an error: the template raised it, or the template could not be rendered. */
  public enum Origin {
    /** The template called {@code raise_exception}: the message is its own. */
    RAISED,
    /** A mistake in the template, or a value that it cannot handle. */
    FAILED
  }

  /** A template's own message may be as long as any text. */
  private static final int MAXIMUM_MESSAGE = 2000;

  private final Origin origin;
  private final int line;

  TemplateException(Origin origin, String message, int line) {
    super(
        message.length() > MAXIMUM_MESSAGE ? message.substring(0, MAXIMUM_MESSAGE) + "…" : message);
    this.origin = origin;
    this.line = line;
  }

  /** A failure whose line the caller will fill in. */
  TemplateException(String message) {
    this(Origin.FAILED, message, 0);
  }

  /** The same failure at a known line. Its cause has the stack trace, which takes long to copy. */
  private TemplateException(TemplateException failure, int line) {
    super(failure.getMessage(), failure, false, false);
    this.origin = failure.origin;
    this.line = line;
  }

  public Origin origin() {
    return origin;
  }

  /** The line of the template, from 1; 0 while it is not known. */
  public int line() {
    return line;
  }

  TemplateException at(int knownLine) {
    return line > 0 ? this : new TemplateException(this, knownLine);
  }
}
