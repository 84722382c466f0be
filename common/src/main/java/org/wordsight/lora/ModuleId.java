package org.wordsight.lora;

import java.util.Comparator;
import org.wordsight.model.layer.Projection;

/** One projection of one layer; sorted by layer, then by the projections' order. */
public record ModuleId(int layer, Projection projection) implements Comparable<ModuleId> {
  private static final Comparator<ModuleId> ORDER =
      Comparator.comparingInt(ModuleId::layer).thenComparing(ModuleId::projection);

  @Override
  public int compareTo(ModuleId other) {
    return ORDER.compare(this, other);
  }

  /** The name in messages: {@code layer 3 mlp.up_proj}. */
  @Override
  public String toString() {
    return "layer " + layer + " " + projection.moduleName();
  }
}
