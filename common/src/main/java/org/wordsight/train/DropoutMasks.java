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
 * The dropout masks of one layer for one forward pass. Their off-heap memory is used again, since a
 * large new allocation costs more than filling it. One thread uses an instance at a time.
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
   * One mask [tokens, input width] for each projection, 1 where an input is kept. Their memory is
   * in use until {@link #reuse}.
   *
   * @param step from 0
   * @param samples the index of each row's sample
   * @param lastLayer whether only the tokens that predict a target are needed after attention
   */
  List<Tensor> masks(
      Scope scope,
      int step,
      int layer,
      List<Integer> samples,
      PackedBatch batch,
      boolean lastLayer) {
    ByteBuffer memory = take(Math.multiplyExact(batch.tokens(), bytesPerToken));
    List<Tensor> masks = new ArrayList<>();
    for (Projection projection : Projection.values()) {
      boolean onwardAlone =
          lastLayer && projection != Projection.KEY && projection != Projection.VALUE;
      int[] counts = onwardAlone ? batch.targets() : batch.lengths();
      int width = shape.inputWidth(projection);
      int tokens = IntStream.of(counts).sum();
      ByteBuffer mask = part(memory, memory.position(), tokens * width);
      for (int row = 0; row < counts.length; row++) {
        long stream = dropout.stream(step, samples.get(row), layer, projection.ordinal());
        for (int i = batch.lengths()[row] - counts[row]; i < batch.lengths()[row]; i++) {
          dropout.write(stream, i, width, mask);
        }
      }
      masks.add(scope.over(mask.flip(), ElementType.UINT8, tokens, width));
      memory.position(memory.position() + tokens * width);
    }
    return masks;
  }

  private static ByteBuffer part(ByteBuffer buffer, int start, int bytes) {
    return buffer.slice(start, bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  private ByteBuffer take(int bytes) {
    for (int i = 0; i < free.size(); i++) {
      if (free.get(i).capacity() >= bytes) {
        used.add(free.remove(i));
        return used.get(used.size() - 1).clear();
      }
    }
    // A buffer that is too small is dropped, so that no more stay than are in use at a time.
    if (!free.isEmpty()) {
      free.remove(free.size() - 1);
    }
    used.add(ByteBuffer.allocateDirect(bytes));
    return used.get(used.size() - 1);
  }

  /** Frees all masks for the next pass. Nothing may use them any more. */
  void reuse() {
    free.addAll(used);
    used.clear();
  }
}
