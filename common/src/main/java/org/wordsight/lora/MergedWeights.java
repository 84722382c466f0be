package org.wordsight.lora;

import java.util.stream.IntStream;

/** Computes W + (B A) * scale in float32, for weights that contain their adapter. */
public final class MergedWeights {
  private final float[] a;
  private final float[] b;
  private final int rank;
  private final int width;
  private final float scale;

  public MergedWeights(Adapter adapter, ModuleId module) {
    this.a = adapter.a(module);
    this.b = adapter.b(module);
    this.rank = adapter.rank();
    this.width = adapter.layout().inputWidth(module);
    this.scale = (float) adapter.scale();
  }

  /**
   * Adds the adapter to whole rows of the weight, in place.
   *
   * @param firstRow the place of {@code rows} in the weight
   */
  public void addTo(float[] rows, int firstRow) {
    IntStream.range(0, rows.length / width)
        .parallel()
        .forEach(row -> addTo(rows, row * width, firstRow + row));
  }

  private void addTo(float[] rows, int start, int row) {
    float[] sum = new float[width];
    for (int r = 0; r < rank; r++) {
      float factor = b[row * rank + r];
      for (int i = 0; i < width; i++) {
        sum[i] += factor * a[r * width + i];
      }
    }
    for (int i = 0; i < width; i++) {
      rows[start + i] += sum[i] * scale;
    }
  }
}
