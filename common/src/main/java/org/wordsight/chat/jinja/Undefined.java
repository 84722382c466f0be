package org.wordsight.chat.jinja;

/**
 * A value that does not exist. It prints as nothing, and is false and empty. Any other use fails
 * with the message.
 */
record Undefined(String message) {
  static Undefined name(String name) {
    return new Undefined("'" + name + "' is undefined");
  }

  TemplateException failure() {
    return new TemplateException(message);
  }
}
