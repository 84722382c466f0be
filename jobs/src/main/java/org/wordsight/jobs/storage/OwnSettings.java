package org.wordsight.jobs.storage;

import org.apache.hadoop.conf.Configuration;
import org.wordsight.error.WordsightException;

/** Wordsight's own settings among Hadoop's. */
public final class OwnSettings {
  private OwnSettings() {}

  /**
   * The value of a setting that is a whole number.
   *
   * @param standard where it is not set
   * @throws WordsightException exit code 2 where it is no whole number of the range
   */
  public static long wholeNumber(
      Configuration hadoop, String name, long standard, long least, long most) {
    String text = hadoop.getTrimmed(name, Long.toString(standard));
    long value;
    try {
      value = Long.parseLong(text);
    } catch (NumberFormatException e) {
      throw refused(name, text, least, most);
    }

    if (value < least || value > most) {
      throw refused(name, text, least, most);
    }

    return value;
  }

  private static WordsightException refused(String name, String text, long least, long most) {
    return WordsightException.usage(
        "Cannot use --conf spark.hadoop.%s: it is %s, expected a whole number of %d to %d. Correct it."
            .formatted(name, text, least, most));
  }
}
