package org.wordsight.safetensors;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.WritableByteChannel;
import java.util.Arrays;
import java.util.List;

/**
 * A tensor to write. Its bytes are made only when they are written, so that large tensors need not
 * be in memory together.
 *
 * @param content writes exactly the bytes that {@code shape} and {@code dtype} imply, little-endian
 */
public record TensorSource(String name, Dtype dtype, List<Long> shape, Content content) {
  /** Writes a tensor's bytes. */
  @FunctionalInterface
  public interface Content {
    /**
     * @param channel takes all of each buffer
     */
    void writeTo(WritableByteChannel channel) throws IOException;
  }

  public TensorSource {
    shape = List.copyOf(shape);
  }

  /** A float32 tensor from the heap, in row-major order. */
  public static TensorSource floats(String name, float[] values, long... shape) {
    return new TensorSource(
        name,
        Dtype.F32,
        Arrays.stream(shape).boxed().toList(),
        channel -> {
          ByteBuffer bytes =
              ByteBuffer.allocate(values.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
          bytes.asFloatBuffer().put(values);
          channel.write(bytes);
        });
  }

  long bytes() {
    return shape.stream().reduce((long) dtype.bytes(), Math::multiplyExact);
  }
}
