package org.wordsight.train;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.wordsight.lora.LanguageShape;
import org.wordsight.model.layer.Projection;
import org.wordsight.tensor.ElementType;
import org.wordsight.tensor.Scope;
import org.wordsight.tensor.Tensor;

/**
 * Dropout's masks of one pass, layer by layer. Their off-heap memory is used again, since a large
 * new allocation costs more than filling it. One thread uses an instance at a time.
 */
final class DropoutMasks {
  private final Dropout dropout;
  private final LanguageShape shape;
  private final int bytesPerToken;
  private final int[] room;
  private final Deque<ByteBuffer> free = new ArrayDeque<>();
  private final Map<Integer, ByteBuffer> used = new HashMap<>();

  DropoutMasks(Dropout dropout, LanguageShape shape) {
    this.dropout = dropout;
    this.shape = shape;
    int bytes = 0;
    for (Projection projection : Projection.values()) {
      bytes += shape.inputWidth(projection);
    }
    this.bytesPerToken = bytes;
    this.room = new int[dropout.room()];
  }

  /**
   * One mask [tokens, input width] for each projection, 1 if an input is kept. Their memory is in
   * use until the layer is {@link #done}.
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
    ByteBuffer memory = take(layer, Math.multiplyExact(batch.tokens(), bytesPerToken));
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
          dropout.write(stream, i, width, mask, room);
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

  private ByteBuffer take(int layer, int bytes) {
    // Buffers of shorter passes are dropped, so that only as many stay as are in use at one time.
    free.removeIf(each -> each.capacity() < bytes);
    ByteBuffer memory = free.isEmpty() ? ByteBuffer.allocateDirect(bytes) : free.pop();
    if (used.put(layer, memory) != null) {
      throw new IllegalStateException("The masks of layer " + layer + " are still in use");
    }

    return memory.clear();
  }

  /** Frees the masks of a layer. They must not be used any more. */
  void done(int layer) {
    free.push(used.remove(layer));
  }
}
