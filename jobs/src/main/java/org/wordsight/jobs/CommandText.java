package org.wordsight.jobs;

/**
 * Options as they stand in a command line, each after a blank. Those with defaults are left out.
 */
final class CommandText {
  private final StringBuilder text = new StringBuilder();

  CommandText add(String option, Object value, Object byDefault) {
    if (value != null && !value.equals(byDefault)) {
      text.append(' ').append(option).append(' ').append(value);
    }

    return this;
  }

  @Override
  public String toString() {
    return text.toString();
  }
}
