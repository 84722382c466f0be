package org.wordsight.train;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import org.wordsight.lora.LanguageShape;

/**
 * How many layers keep their graph between forward and backward pass; the others are computed
 * twice, which costs up to a third of the time but no bit of the result.
 */
final class KeptLayers {
  private static final int SHARE_OF_MEMORY = 4;

  private KeptLayers() {}

  /**
   * @param tokens of the forward pass, padding included
   * @param budgetBytes for all kept graphs; 0: a quarter of this machine's memory
   */
  static int count(LanguageShape shape, int rank, long tokens, long budgetBytes) {
    long budget = budgetBytes > 0 ? budgetBytes : physicalBytes() / SHARE_OF_MEMORY;
    return (int) Math.min(shape.layers(), budget / (tokens * bytesPerToken(shape, rank)));
  }

  /** What a layer's graph holds for one token: activations in float32, and the dropout masks. */
  private static long bytesPerToken(LanguageShape shape, int rank) {
    long hidden = shape.hiddenWidth();
    long query = shape.queryWidth();
    long feedForward = shape.feedForwardWidth();
    long floats = 8 * hidden + 5 * query + 4 * feedForward + 7L * rank;
    return Float.BYTES * floats + 5 * hidden + query + feedForward;
  }

  private static long physicalBytes() {
    return ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getTotalMemorySize();
  }
}
