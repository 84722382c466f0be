package org.wordsight.train;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.wordsight.lora.LanguageShape;
import org.wordsight.model.layer.Projection;
import org.wordsight.tensor.ElementType;
import org.wordsight.tensor.Scope;
import org.wordsight.tensor.Tensor;

/**
 * The dropout masks of one layer for one forward pass, in off-heap memory that is used again: large
 * fresh allocations cost more than filling them.
 */
final class DropoutMasks {
  private final Dropout dropout;
  private final LanguageShape shape;
  private final int bytesPerToken;
  private final List<ByteBuffer> free = new ArrayList<>();
  private final List<ByteBuffer> used = new ArrayList<>();

  DropoutMasks(Dropout dropout, LanguageShape shape) {
    this.dropout = dropout;
    this.shape = shape;
    int bytes = 0;
    for (Projection projection : Projection.values()) {
      bytes += shape.inputWidth(projection);
    }
    this.bytesPerToken = bytes;
  }

  /**
   * One mask [B, T, input width] for each projection, 1 = kept; their memory stays theirs until
   * {@link #reuse}.
   *
   * @param step from 0
   */
  List<Tensor> masks(Scope scope, int step, int layer, BatchPlan.MicroBatch batch) {
    int rows = batch.rows();
    int tokens = rows * batch.length();
    ByteBuffer memory = take(Math.multiplyExact(tokens, bytesPerToken));
    List<Tensor> masks = new ArrayList<>();
    int start = 0;
    for (Projection projection : Projection.values()) {
      int width = shape.inputWidth(projection);
      ByteBuffer mask = part(memory, start, tokens * width);
      IntStream.range(0, rows)
          .parallel()
          .forEach(row -> fill(mask, step, layer, projection, width, batch, row));
      masks.add(scope.over(mask, ElementType.UINT8, rows, batch.length(), width));
      start += tokens * width;
    }
    return masks;
  }

  private void fill(
      ByteBuffer mask,
      int step,
      int layer,
      Projection projection,
      int width,
      BatchPlan.MicroBatch batch,
      int row) {
    int rowBytes = batch.length() * width;
    ByteBuffer target = part(mask, row * rowBytes, rowBytes);
    long stream = dropout.stream(step, batch.samples().get(row), layer, projection.ordinal());
    for (int position = 0; position < batch.length(); position++) {
      dropout.write(stream, position, width, target);
    }
  }

  private static ByteBuffer part(ByteBuffer buffer, int start, int bytes) {
    return buffer.slice(start, bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  private ByteBuffer take(int bytes) {
    for (int i = 0; i < free.size(); i++) {
      if (free.get(i).capacity() >= bytes) {
        used.add(free.remove(i));
        return used.get(used.size() - 1);
      }
    }
    // One that is too small makes room, so that as many stay as are in use at a time.
    if (!free.isEmpty()) {
      free.remove(free.size() - 1);
    }
    used.add(ByteBuffer.allocateDirect(bytes));
    return used.get(used.size() - 1);
  }

  /** All masks given out are done with: nothing that needs them will run any more. */
  void reuse() {
    free.addAll(used);
    used.clear();
  }
}
