package org.wordsight.jobs;

import java.util.List;

/**
 * Java's options for processes of tests. They live some seconds, and most of that is their start.
 */
public final class QuickStart {
  /** The fast compiler, the small collector, and no verification of classes, which a build made. */
  public static final List<String> OPTIONS =
      List.of(
          "-XX:+UseSerialGC",
          "-XX:TieredStopAtLevel=1",
          "-XX:+UnlockDiagnosticVMOptions",
          "-XX:-BytecodeVerificationRemote");

  /** The options as one setting. */
  public static final String LINE = String.join(" ", OPTIONS);

  private QuickStart() {}
}
