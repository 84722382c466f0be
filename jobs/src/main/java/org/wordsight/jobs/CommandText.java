package org.wordsight.jobs;

/**
 * Writes options as a command line has them, each after a blank. Options with their default are
 * left out.
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
