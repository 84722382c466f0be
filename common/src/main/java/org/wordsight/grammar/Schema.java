package org.wordsight.grammar;

import java.util.HashSet;
import java.util.List;

/**
 * The form of a JSON value, in the part of JSON Schema that structured-output interfaces share. An
 * object has all of its fields, in their order. A schema does not contain itself.
 */
public sealed interface Schema {

  /**
   * A text in quotes. It begins with a character that is not blank, and holds no control character.
   *
   * @param fewest characters (code points)
   * @param enough characters after which the text ends with its sentence
   * @param most characters
   * @param reservedTokens the tokens of the answer that are kept free for this text until it begins
   */
  record Text(int fewest, int enough, int most, int reservedTokens) implements Schema {
    /** The largest limit of characters that a text can have. */
    public static final int MOST = 60_000;

    public Text {
      require(fewest >= 0 && fewest <= enough, "fewest", fewest, "from 0 to enough");
      require(enough <= most, "enough", enough, "at most most");
      require(most >= 1 && most <= MOST, "most", most, "from 1 to " + MOST);
      require(reservedTokens >= 0, "reservedTokens", reservedTokens, "0 or more");
    }

    /** A text with a largest length and no other limit. */
    public static Text upTo(int most) {
      return new Text(0, most, most, 0);
    }
  }

  /** One of some texts. */
  record OneOf(List<String> values) implements Schema {
    public OneOf {
      values = List.copyOf(values);
      require(!values.isEmpty(), "values", values, "at least one");
      require(new HashSet<>(values).size() == values.size(), "values", values, "each once");
    }
  }

  /** A whole number, negative or not. */
  record Whole(int mostDigits) implements Schema {
    public Whole {
      require(mostDigits >= 1 && mostDigits <= 18, "mostDigits", mostDigits, "from 1 to 18");
    }
  }

  /** True or false. */
  record Flag() implements Schema {}

  /**
   * A list.
   *
   * @param lettered whether each item is a text that begins with its letter: "A. ", "B. " …
   */
  record Items(Schema each, int fewest, int most, boolean lettered) implements Schema {
    /** The most items of a lettered list. */
    public static final int LETTERS = 26;

    public Items {
      require(fewest >= 0 && fewest <= most, "fewest", fewest, "from 0 to most");
      require(most >= 1 && most <= 1000, "most", most, "from 1 to 1000");
      require(
          !lettered || each instanceof Text && most <= LETTERS,
          "lettered",
          lettered,
          "a list of at most " + LETTERS + " texts");
    }
  }

  /** The letter of one of the items of the list before it: "A" is the first. */
  record Letter() implements Schema {}

  /** An object. */
  record Fields(List<Field> fields) implements Schema {
    public Fields {
      fields = List.copyOf(fields);
      List<String> names = fields.stream().map(Field::name).toList();
      require(new HashSet<>(names).size() == names.size(), "fields", names, "each name once");
    }
  }

  /** A field of an object. */
  record Field(String name, Schema value) {}

  private static void require(boolean holds, String name, Object seen, String expected) {
    if (!holds) {
      throw new IllegalArgumentException("%s is %s, expected %s".formatted(name, seen, expected));
    }
  }
}
