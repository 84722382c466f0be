package org.wordsight.lora;

import java.util.Arrays;
import java.util.List;

/**
 * A LoRA adapter in memory: a projection computes W x + B (A x) * scale.
 *
 * <p>It does not copy the vector that it is made of.
 */
public final class Adapter {
  private final AdapterLayout layout;
  private final double alpha;
  private final float[] values;

  /**
   * @param alpha the scale is alpha / rank
   * @param values every A and B, as {@code layout} places them
   */
  public Adapter(AdapterLayout layout, double alpha, float[] values) {
    if (values.length != layout.size()) {
      throw new IllegalArgumentException(
          "Adapter has " + values.length + " parameters, expected " + layout.size());
    }
    this.layout = layout;
    this.alpha = alpha;
    this.values = values;
  }

  /**
   * A new adapter as PEFT begins: A uniform in ±1/√(input width) (Kaiming with a = √5), B zero.
   * Every element depends on the seed and its place alone.
   */
  public static Adapter initial(AdapterLayout layout, double alpha, long seed) {
    float[] values = new float[layout.size()];
    for (ModuleId module : layout.modules()) {
      double bound = 1 / Math.sqrt(layout.inputWidth(module));
      int start = layout.startOfA(module);
      long stream =
          Mixing.mix(Mixing.mix(seed, 0x10A), module.layer() * 8L + module.projection().ordinal());
      for (int i = 0; i < layout.elementsOfA(module); i++) {
        values[start + i] = (float) ((2 * Mixing.unit(Mixing.mix(stream, i)) - 1) * bound);
      }
    }
    return new Adapter(layout, alpha, values);
  }

  public AdapterLayout layout() {
    return layout;
  }

  public double alpha() {
    return alpha;
  }

  public int rank() {
    return layout.rank();
  }

  /** The factor of B (A x): alpha / rank. */
  public double scale() {
    return alpha / layout.rank();
  }

  /** The live vector, not a copy. */
  public float[] values() {
    return values;
  }

  /** A [rank, input width] of a module, row-major; zeros for a module that is not adapted. */
  public float[] a(ModuleId module) {
    return layout.adapts(module)
        ? matrix(layout.startOfA(module), layout.elementsOfA(module))
        : new float[Math.toIntExact(layout.elementsOfA(module))];
  }

  /** B [output width, rank] of a module, row-major; zeros for a module that is not adapted. */
  public float[] b(ModuleId module) {
    return layout.adapts(module)
        ? matrix(layout.startOfB(module), layout.elementsOfB(module))
        : new float[Math.toIntExact(layout.elementsOfB(module))];
  }

  private float[] matrix(int start, long elements) {
    return Arrays.copyOfRange(values, start, Math.toIntExact(start + elements));
  }

  public List<ModuleId> modules() {
    return layout.modules();
  }
}
