package org.wordsight.export;

import java.nio.ByteBuffer;
import org.wordsight.lora.Adapter;
import org.wordsight.lora.ModuleId;
import org.wordsight.model.Checkpoint;
import org.wordsight.safetensors.Dtype;
import org.wordsight.safetensors.TensorEntry;
import org.wordsight.safetensors.Widening;

/**
 * Rows of one merged weight, spread evenly, computed again in float64: W + (B A) scale. All rows of
 * a large model would take longer than the merge itself.
 */
final class SampledRows {
  private static final int ROWS = 32;

  private final ModuleId module;
  private final Adapter adapter;
  private final float[] a;
  private final float[] b;
  private final int width;

  SampledRows(Adapter adapter, ModuleId module) {
    this.module = module;
    this.adapter = adapter;
    this.a = adapter.a(module);
    this.b = adapter.b(module);
    this.width = adapter.layout().inputWidth(module);
  }

  /** The number of elements that are further from the exact sum than one rounding allows. */
  long wrong(Checkpoint base, TensorEntry before, Checkpoint merged, TensorEntry after) {
    int height = adapter.layout().outputWidth(module);
    int count = Math.min(ROWS, height);
    long wrong = 0;
    for (int i = 0; i < count; i++) {
      int row = count == 1 ? 0 : Math.toIntExact((long) (height - 1) * i / (count - 1));
      float[] weights = row(base, before, row);
      float[] sums = row(merged, after, row);
      for (int column = 0; column < width; column++) {
        wrong += isRounded(before.dtype(), weights[column], row, column, sums[column]) ? 0 : 1;
      }
    }

    return wrong;
  }

  private float[] row(Checkpoint checkpoint, TensorEntry entry, int row) {
    int bytes = width * entry.dtype().bytes();
    ByteBuffer block = checkpoint.tensors().map(entry, (long) row * bytes, bytes);
    return Widening.floats(entry.dtype(), block);
  }

  private boolean isRounded(Dtype dtype, float weight, int row, int column, float sum) {
    int rank = adapter.rank();
    double added = 0;
    double sizes = 0;
    for (int r = 0; r < rank; r++) {
      double product = (double) b[row * rank + r] * a[r * width + column];
      added += product;
      sizes += Math.abs(product);
    }

    double exact = weight + added * adapter.scale();
    // The sum of the products is rounded to float32 after each of them.
    double ofTheSum = (rank + 2) * 0x1p-24 * (sizes * adapter.scale() + Math.abs(exact));
    return Math.abs(sum - exact) <= spacing(dtype, exact) / 2 + ofTheSum;
  }

  /** The distance of neighbouring numbers of a type near a value. */
  private static double spacing(Dtype dtype, double value) {
    int exponent = Math.getExponent(value);
    return switch (dtype) {
      case F32 -> Math.scalb(1.0, Math.max(exponent, Float.MIN_EXPONENT) - 23);
      case BF16 -> Math.scalb(1.0, Math.max(exponent, Float.MIN_EXPONENT) - 7);
      case F16 -> Math.scalb(1.0, Math.max(exponent, -14) - 10);
      case BOOL, U8, I8, F8_E5M2, F8_E4M3, I16, U16, I32, U32, F64, I64, U64 ->
          throw new IllegalArgumentException("A weight is " + dtype);
    };
  }
}
