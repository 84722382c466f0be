package org.wordsight.lora;

import java.nio.FloatBuffer;
import java.util.List;

/**
 * The adapter with which a training begins: one in memory, or one whose numbers are computed when
 * they are read.
 */
public sealed interface AdapterStart permits Adapter, NewAdapter {
  AdapterLayout layout();

  double alpha();

  /**
   * Reads parameters into a buffer, from its position to its limit.
   *
   * @param start the place of the first one in the adapter's vector
   */
  void read(int start, FloatBuffer into);

  default int rank() {
    return layout().rank();
  }

  /** The factor of B (A x): alpha / rank. */
  default double scale() {
    return alpha() / rank();
  }

  default List<ModuleId> modules() {
    return layout().modules();
  }
}
