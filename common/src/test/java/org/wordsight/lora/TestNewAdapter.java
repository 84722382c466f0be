package org.wordsight.lora;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class TestNewAdapter {
  private static final LanguageShape SHAPE = new LanguageShape("qwen2_vl", 2, 8, 8, 4, 12);

  private final NewAdapter adapter =
      new NewAdapter(new AdapterLayout(SHAPE, 2, TargetModules.languageProjections(SHAPE)), 4, 42);

  @Test
  void givesTheSameNumbersInPartsOfAnyLength() {
    int size = adapter.layout().size();
    float[] whole = Adapter.initial(adapter.layout(), 4, 42).values();
    for (int length : new int[] {1, 7, 64, size}) {
      float[] parts = new float[size];
      for (int start = 0; start < size; start += length) {
        int count = Math.min(length, size - start);
        FloatBuffer part = FloatBuffer.wrap(parts, start, count);
        adapter.read(start, part);
        assertThat(part.hasRemaining()).isFalse();
      }
      assertThat(parts).as("in parts of %d", length).isEqualTo(whole);
    }
  }

  @Test
  void beginsWithBOfZeroAndASmallerThanTheRootOfTheWidth() {
    Adapter made = Adapter.initial(adapter.layout(), 4, 42);
    for (ModuleId module : adapter.modules()) {
      assertThat(made.b(module)).containsOnly(0);
      float bound = (float) (1 / Math.sqrt(adapter.layout().inputWidth(module)));
      List<Float> values = new ArrayList<>();
      for (float value : made.a(module)) {
        values.add(value);
      }
      assertThat(values)
          .allMatch(value -> Math.abs(value) <= bound)
          .anyMatch(value -> value > bound / 2)
          .anyMatch(value -> value < -bound / 2);
    }
  }
}
