package org.wordsight.train;

import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.wordsight.lora.LanguageShape;
import org.wordsight.model.layer.Backend;
import org.wordsight.model.layer.Projection;
import org.wordsight.tensor.Kernels;
import org.wordsight.tensor.Scope;
import org.wordsight.tensor.Tensor;

/** The numbers from which a device itself makes dropout's masks, layer by layer. */
final class DropoutNumbers implements AutoCloseable {
  private final Dropout dropout;
  private final int layers;
  private final Kernels kernels;
  private final Scope scope;
  private final Tensor channels;

  DropoutNumbers(Dropout dropout, LanguageShape shape, Backend backend) {
    this.dropout = dropout;
    this.layers = shape.layers();
    this.kernels = backend.kernels(Map.of(), "dropout.py");
    this.scope = backend.scope();
    this.channels = scope.ints(dropout.channels(), dropout.channels().length);
  }

  /**
   * For each layer, the numbers of its tokens and of the channels, as the kernel {@code masks}
   * takes them.
   *
   * @param step from 0
   * @param samples the index of each row's sample
   */
  List<List<Tensor>> ofLayers(Scope owner, int step, List<Integer> samples, PackedBatch batch) {
    int rows = samples.size();
    int projections = Projection.values().length;
    long[] streams = new long[layers * projections * rows];
    for (int i = 0; i < streams.length; i++) {
      int layer = i / rows / projections;
      int projection = i / rows % projections;
      streams[i] = dropout.stream(step, samples.get(i % rows), layer, projection);
    }
    long[] rowOfToken =
        IntStream.range(0, rows)
            .flatMap(row -> IntStream.generate(() -> row).limit(batch.lengths()[row]))
            .asLongStream()
            .toArray();
    long[] positions =
        IntStream.of(batch.lengths())
            .flatMap(length -> IntStream.range(0, length))
            .asLongStream()
            .toArray();
    return kernels
        .inferAll(
            owner,
            "token_numbers",
            owner.longs(streams, layers, projections, rows),
            owner.longs(rowOfToken, rowOfToken.length),
            owner.longs(positions, positions.length))
        .stream()
        .map(numbers -> List.of(numbers, channels))
        .toList();
  }

  @Override
  public void close() {
    scope.close();
    kernels.close();
  }
}
