package org.wordsight.train;

import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.IntFunction;
import org.wordsight.lora.LanguageShape;
import org.wordsight.model.layer.Backend;
import org.wordsight.tensor.Scope;
import org.wordsight.tensor.Tensor;

/**
 * The dropout of a training's passes, in the form that the device's kernels take: masks that Java
 * has made, or the numbers from which the device makes them. Several threads may begin passes.
 */
final class PassDropout implements AutoCloseable {
  private final Dropout dropout;
  private final LanguageShape shape;
  private final Optional<DropoutNumbers> numbers;
  private final Queue<DropoutMasks> freeMasks = new ConcurrentLinkedQueue<>();

  PassDropout(Dropout dropout, LanguageShape shape, Backend backend) {
    this.dropout = dropout;
    this.shape = shape;
    this.numbers =
        dropout.drops() && backend.makesDropoutMasks()
            ? Optional.of(new DropoutNumbers(dropout, shape, backend))
            : Optional.empty();
  }

  /** The dropout of one pass. It is closed after the pass. */
  sealed interface OfLayers extends AutoCloseable {
    /**
     * What the kernels of a layer take behind the factors.
     *
     * @param last whether it is the last layer
     */
    List<Tensor> of(Scope owner, int layer, boolean last);

    /** Says that a layer's dropout is not needed any more. */
    void done(int layer);

    @Override
    void close();
  }

  /** Dropout that the pass holds as a whole. */
  private record Held(IntFunction<List<Tensor>> ofLayer) implements OfLayers {
    @Override
    public List<Tensor> of(Scope owner, int layer, boolean last) {
      return ofLayer.apply(layer);
    }

    @Override
    public void done(int layer) {}

    @Override
    public void close() {}
  }

  /** Masks that are made layer by layer, in memory that later passes use again. */
  private record Made(
      DropoutMasks masks,
      Queue<DropoutMasks> free,
      int step,
      List<Integer> samples,
      PackedBatch batch)
      implements OfLayers {
    @Override
    public List<Tensor> of(Scope owner, int layer, boolean last) {
      return masks.masks(owner, step, layer, samples, batch, last);
    }

    @Override
    public void done(int layer) {
      masks.done(layer);
    }

    @Override
    public void close() {
      free.add(masks);
    }
  }

  /**
   * Begins a pass.
   *
   * @param pass owns what the whole pass holds
   * @param step from 0
   * @param samples the index of each row's sample
   */
  OfLayers begin(Scope pass, int step, List<Integer> samples, PackedBatch batch) {
    if (!dropout.drops()) {
      return new Held(layer -> List.of());
    }
    if (numbers.isPresent()) {
      return new Held(numbers.get().ofLayers(pass, step, samples, batch)::get);
    }
    DropoutMasks masks = freeMasks.poll();
    return new Made(
        masks == null ? new DropoutMasks(dropout, shape) : masks, freeMasks, step, samples, batch);
  }

  @Override
  public void close() {
    numbers.ifPresent(DropoutNumbers::close);
  }
}
