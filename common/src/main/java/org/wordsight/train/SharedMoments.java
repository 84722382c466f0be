package org.wordsight.train;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.wordsight.exchange.Blocks;
import org.wordsight.exchange.Gang;
import org.wordsight.exchange.SumExchange;
import org.wordsight.exchange.Topic;
import org.wordsight.tensor.Scope;
import org.wordsight.tensor.Tensor;

/**
 * AdamW shared by the workers of a gang. Each worker has the moments of its own blocks, updates
 * these blocks of the parameters, and gets the others. The norm is summed from the same parts, in
 * the same order, as by one worker. All bits are therefore the same.
 */
final class SharedMoments {
  private static final String AWAITED = "a step awaited its share of the adapter";

  private final Vectors vectors;
  private final Scope scope;
  private final Gang gang;
  private final SumExchange exchange;
  private final Blocks blocks;
  private final int[] places;
  private final Tensor first;
  private final Tensor second;
  private final List<HostCopy> onHost;
  private Optional<List<ByteBuffer>> whole = Optional.empty();

  /**
   * @param scope of the moments
   * @param first_P the first moments of all blocks, from which those of the own blocks are copied
   * @param second_P the second moments likewise
   */
  SharedMoments(
      Vectors vectors,
      Scope scope,
      Gang gang,
      SumExchange exchange,
      Tensor first_P,
      Tensor second_P) {
    this.vectors = vectors;
    this.scope = scope;
    this.gang = gang;
    this.exchange = exchange;
    this.blocks = exchange.blocks();
    this.places =
        IntStream.iterate(
                gang.rank(), block -> block < blocks.count(), block -> block + gang.size())
            .flatMap(
                block ->
                    IntStream.of(blocks.start(block), blocks.place(block), blocks.length(block)))
            .toArray();
    this.first = own(first_P);
    this.second = own(second_P);
    this.onHost =
        List.of(new HostCopy(vectors, scope, first), new HostCopy(vectors, scope, second));
  }

  private Tensor own(Tensor vector_P) {
    return places.length == 0
        ? vectors.zeros(scope, 1)
        : vectors.kernels().infer(scope, "own_blocks", vector_P, places);
  }

  /**
   * The norm of the whole gradient, float64. This worker has only its own blocks of the gradient.
   */
  Tensor norm(Scope owner, Tensor gradient_P) {
    List<byte[]> parts = gang.gather(Topic.NORMS, ownParts(gradient_P), AWAITED);
    List<FloatBuffer> ofWorkers =
        parts.stream().map(bytes -> ByteBuffer.wrap(bytes).asFloatBuffer()).toList();
    List<Float> all = new ArrayList<>();
    for (int block = 0; block < blocks.count(); block++) {
      FloatBuffer its = ofWorkers.get(blocks.owner(block));
      for (int i = 0; i < blocks.length(block) / Vectors.CHUNK; i++) {
        all.add(its.get());
      }
      float rest = its.get();
      if (block == blocks.count() - 1) {
        all.add(rest);
      }
    }
    float[] norms = new float[all.size()];
    for (int i = 0; i < norms.length; i++) {
      norms[i] = all.get(i);
    }
    return vectors.kernels().infer(owner, "norm_of", owner.floats(norms, norms.length));
  }

  /** The norms of the chunks of own blocks, and of the rest of each. */
  private byte[] ownParts(Tensor gradient_P) {
    if (places.length == 0) {
      return new byte[0];
    }
    try (Scope step = vectors.scope()) {
      float[] norms =
          vectors.kernels().infer(step, "norms_of_blocks", gradient_P, places).toFloats();
      ByteBuffer bytes = ByteBuffer.allocate(Float.BYTES * norms.length);
      bytes.asFloatBuffer().put(norms);
      return bytes.array();
    }
  }

  /**
   * A step of AdamW for the own blocks; the others come from their owners.
   *
   * @param parametersOnHost of the same parameters
   */
  void update(
      Tensor parameters_P,
      HostCopy parametersOnHost,
      Tensor gradient_P,
      Tensor norm,
      AdapterState.Factors factors) {
    if (places.length > 0) {
      try (Scope step = vectors.scope()) {
        vectors
            .kernels()
            .infer(
                step,
                "updated_blocks",
                parameters_P,
                first,
                second,
                gradient_P,
                norm,
                factors.maximumNorm(),
                factors.rate(),
                factors.correction(),
                places);
      }
    }
    parametersOnHost.begin();
    exchange.spread(parametersOnHost.bytes(), AWAITED);
    parametersOnHost.restore();
  }

  /** Brings all moments to the host of the worker of rank 0. Every worker calls it. */
  void collect() {
    onHost.forEach(HostCopy::begin);
    if (gang.rank() == 0 && whole.isEmpty()) {
      whole = Optional.of(List.of(room(), room()));
    }
    for (int moment = 0; moment < 2; moment++) {
      ByteBuffer target = whole.isPresent() ? whole.get().get(moment) : ByteBuffer.allocate(0);
      exchange.collect(0, onHost.get(moment).bytes(), target, AWAITED);
    }
  }

  private ByteBuffer room() {
    return vectors.hostMemory(scope, blocks.size()).hostBytes();
  }

  /** All collected moments, at the worker of rank 0. */
  List<FloatBuffer> collected() {
    return whole.orElseThrow().stream()
        .map(bytes -> bytes.duplicate().order(ByteOrder.nativeOrder()).asFloatBuffer())
        .toList();
  }
}
