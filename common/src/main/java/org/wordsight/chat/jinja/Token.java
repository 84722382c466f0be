package org.wordsight.chat.jinja;

import java.util.Locale;

/** A piece of a template: its text (unescaped in a string) and its line. */
record Token(Type type, String text, int line) {
  enum Type {
    DATA,
    BLOCK_BEGIN,
    BLOCK_END,
    VARIABLE_BEGIN,
    VARIABLE_END,
    NAME,
    STRING,
    INTEGER,
    FLOAT,
    OPERATOR,
    END;

    String described() {
      return name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }
  }

  boolean is(Type wanted, String wantedText) {
    return type == wanted && text.equals(wantedText);
  }

  boolean operator(String wanted) {
    return is(Type.OPERATOR, wanted);
  }

  boolean name(String wanted) {
    return is(Type.NAME, wanted);
  }

  String described() {
    return type == Type.END ? "end of template" : "'" + text + "'";
  }
}
