package org.wordsight.train;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;

/** The memory for training's activations where the run file sets none. */
final class MachineMemory {
  private static final int SHARE = 4;

  private MachineMemory() {}

  /** A quarter of the machine's memory. */
  static long shareBytes() {
    return ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getTotalMemorySize()
        / SHARE;
  }
}
