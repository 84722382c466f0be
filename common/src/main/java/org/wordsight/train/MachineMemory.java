package org.wordsight.train;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;

/** How much of this machine's memory training keeps activations in where nobody says. */
final class MachineMemory {
  private static final int SHARE = 4;

  private MachineMemory() {}

  /** A quarter of it. */
  static long shareBytes() {
    return ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getTotalMemorySize()
        / SHARE;
  }
}
