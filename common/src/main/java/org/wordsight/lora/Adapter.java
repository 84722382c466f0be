package org.wordsight.lora;

import java.nio.FloatBuffer;
import java.util.Arrays;

/**
 * A LoRA adapter in memory: a projection computes W x + B (A x) * scale.
 *
 * <p>The adapter does not copy its vector.
 */
public final class Adapter implements AdapterStart {
  private final AdapterLayout layout;
  private final double alpha;
  private final float[] values;

  /**
   * @param alpha the scale is alpha / rank
   * @param values every A and B, at the places of {@code layout}
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

  /** A new adapter in memory, with the numbers of {@link NewAdapter}. */
  public static Adapter initial(AdapterLayout layout, double alpha, long seed) {
    return new NewAdapter(layout, alpha, seed).inMemory();
  }

  @Override
  public AdapterLayout layout() {
    return layout;
  }

  @Override
  public double alpha() {
    return alpha;
  }

  @Override
  public void read(int start, FloatBuffer into) {
    into.put(values, start, into.remaining());
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
}
