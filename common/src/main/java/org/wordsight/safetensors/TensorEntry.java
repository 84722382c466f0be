package org.wordsight.safetensors;

import java.nio.file.Path;
import java.util.List;

/**
 * The place of a tensor.
 *
 * @param start of its first byte in {@code file}
 * @param bytes its length: the elements of {@code shape} times the size of {@code dtype}
 */
public record TensorEntry(
    String name, Dtype dtype, List<Long> shape, Path file, long start, long bytes) {
  public TensorEntry {
    shape = List.copyOf(shape);
  }

  public long elements() {
    return bytes / dtype.bytes();
  }

  public long[] dimensions() {
    return shape.stream().mapToLong(Long::longValue).toArray();
  }
}
