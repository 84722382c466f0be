package org.wordsight.jobs.synthesis;

/** Whom requests are for. */
public enum AskedModel {
  TEACHER("wave"),
  JUDGE("judging part");

  private final String part;

  AskedModel(String part) {
    this.part = part;
  }

  /** The name of its waves in messages. */
  String part() {
    return part;
  }
}
