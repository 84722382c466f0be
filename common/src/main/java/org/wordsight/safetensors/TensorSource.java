package org.wordsight.safetensors;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
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
  /** So many numbers are converted at a time. */
  private static final int BLOCK = 1 << 14;

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

  /** A float32 tensor from memory, in row-major order. */
  public static TensorSource floats(String name, FloatBuffer values, long... shape) {
    return new TensorSource(
        name,
        Dtype.F32,
        Arrays.stream(shape).boxed().toList(),
        channel -> {
          int block = Math.min(BLOCK, values.remaining());
          ByteBuffer bytes =
              ByteBuffer.allocate(Float.BYTES * block).order(ByteOrder.LITTLE_ENDIAN);
          for (int start = 0; start < values.remaining(); start += block) {
            int count = Math.min(block, values.remaining() - start);
            bytes.clear().limit(Float.BYTES * count);
            bytes.asFloatBuffer().put(values.slice(values.position() + start, count));
            while (bytes.hasRemaining()) {
              channel.write(bytes);
            }
          }
        });
  }

  long bytes() {
    return shape.stream().reduce((long) dtype.bytes(), Math::multiplyExact);
  }
}
