package org.wordsight.chat.jinja;

/**
 * A value that is not there. It prints as nothing, is false and empty; any other use fails with the
 * message.
 */
record Undefined(String message) {
  static Undefined name(String name) {
    return new Undefined("'" + name + "' is undefined");
  }

  TemplateException failure() {
    return new TemplateException(message);
  }
}
