package org.wordsight.lora;

import java.nio.FloatBuffer;

/**
 * A new adapter with PEFT's initial numbers: A uniform in ±1/√(input width) (Kaiming with a = √5),
 * B zero. Every number depends only on the seed and its place, so none is held.
 *
 * @param alpha the scale is alpha / rank
 */
public record NewAdapter(AdapterLayout layout, double alpha, long seed) implements AdapterStart {
  private static final long PURPOSE = 0x10A;

  @Override
  public void read(int start, FloatBuffer into) {
    int base = into.position();
    int end = start + into.remaining();
    for (int place = start; place < end; place++) {
      into.put(base + place - start, 0);
    }

    for (ModuleId module : layout.modules()) {
      double bound = 1 / Math.sqrt(layout.inputWidth(module));
      int first = layout.startOfA(module);
      int last = Math.min(end, Math.toIntExact(first + layout.elementsOfA(module)));
      long stream =
          Mixing.mix(
              Mixing.mix(seed, PURPOSE), module.layer() * 8L + module.projection().ordinal());
      for (int place = Math.max(start, first); place < last; place++) {
        double unit = Mixing.unit(Mixing.mix(stream, place - first));
        into.put(base + place - start, (float) ((2 * unit - 1) * bound));
      }
    }
    into.position(into.limit());
  }

  /** The same with all its numbers on the heap. */
  public Adapter inMemory() {
    float[] values = new float[layout.size()];
    read(0, FloatBuffer.wrap(values));
    return new Adapter(layout, alpha, values);
  }
}
