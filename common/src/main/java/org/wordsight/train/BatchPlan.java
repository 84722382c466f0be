package org.wordsight.train;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.function.IntFunction;
import org.wordsight.lora.Mixing;

/**
 * The samples of each step, by shard and by forward pass. The plan depends on the settings and the
 * lengths of samples alone. Every worker and every continued run therefore has the same plan.
 *
 * <p>An epoch is one seeded order of all samples, cut into batches. The last batch may be smaller,
 * as in Hugging Face's trainer. Each shard gets consecutive samples of a batch, and the numbers of
 * samples differ by at most one. Inside a shard, samples of similar length share a forward pass.
 */
public final class BatchPlan {
  private static final long ORDER_STREAM = 1;

  private final List<TrainingExample> examples;
  private final TrainingSettings settings;
  private final int stepsPerEpoch;
  private final int steps;
  private final IntFunction<List<Integer>> samples;

  private BatchPlan(
      List<TrainingExample> examples,
      TrainingSettings settings,
      int stepsPerEpoch,
      int steps,
      IntFunction<List<Integer>> samples) {
    if (examples.isEmpty() || steps < 1) {
      throw new IllegalArgumentException("A plan needs at least one sample and one step");
    }
    this.examples = List.copyOf(examples);
    this.settings = settings;
    this.stepsPerEpoch = stepsPerEpoch;
    this.steps = steps;
    this.samples = samples;
  }

  /** Each epoch is a seeded order of all samples, cut into batches. */
  public static BatchPlan seeded(List<TrainingExample> examples, TrainingSettings settings) {
    int size = examples.size();
    int batch = settings.batchSize();
    int stepsPerEpoch = (size + batch - 1) / batch;
    return new BatchPlan(
        examples,
        settings,
        stepsPerEpoch,
        stepsPerEpoch * settings.epochs(),
        step -> {
          List<Integer> order = order(size, settings.seed(), step / stepsPerEpoch);
          int from = step % stepsPerEpoch * batch;
          return order.subList(from, Math.min(size, from + batch));
        });
  }

  /** One epoch of given steps; each is a list of sample indices. */
  public static BatchPlan given(
      List<TrainingExample> examples, TrainingSettings settings, List<List<Integer>> steps) {
    return new BatchPlan(examples, settings, steps.size(), steps.size(), steps::get);
  }

  /**
   * One optimiser step.
   *
   * @param index from 0, over all epochs
   * @param epoch from 0
   * @param samples the indices of the step's samples, in the epoch's order
   * @param shards the forward passes of each logical shard; a shard may have none
   * @param targets target tokens of the whole step, the divisor of its loss
   */
  public record Step(
      int index, int epoch, List<Integer> samples, List<List<MicroBatch>> shards, long targets) {}

  /**
   * One logical shard of a step.
   *
   * @param sampleIds in the epoch's order
   * @param tokens of its samples, without padding
   * @param targetTokens the tokens with loss
   */
  public record Shard(List<String> sampleIds, long tokens, long targetTokens) {}

  /** The indices of samples that share a forward pass. */
  public record MicroBatch(List<Integer> samples) {
    public MicroBatch {
      samples = List.copyOf(samples);
    }
  }

  public int steps() {
    return steps;
  }

  public int stepsPerEpoch() {
    return stepsPerEpoch;
  }

  /** The samples, in the order of their indices. */
  public List<TrainingExample> examples() {
    return examples;
  }

  /** The most tokens of a forward pass of this plan. */
  public long longestPass() {
    int longest = examples.stream().mapToInt(TrainingExample::length).max().orElseThrow();
    return longestPass(settings.microBatchTokens(), longest);
  }

  /** The most tokens of a pass with a backward pass: no shard has more samples than its part. */
  public long longestTrainingPass() {
    int longest = examples.stream().mapToInt(TrainingExample::length).max().orElseThrow();
    int shards = settings.logicalShards();
    long samplesOfAShard = (settings.batchSize() + shards - 1) / shards;
    return Math.min(longestPass(), samplesOfAShard * longest);
  }

  /**
   * The most tokens of a forward pass. Samples share a pass up to a limit, and a longer sample has
   * a pass of its own.
   *
   * @param microBatchTokens the limit
   * @param longestSample tokens of the longest sample
   */
  public static long longestPass(int microBatchTokens, int longestSample) {
    return Math.max(microBatchTokens, longestSample);
  }

  /** The tokens of samples, without padding. */
  public long tokens(List<Integer> chosen) {
    return chosen.stream().mapToLong(sample -> examples.get(sample).length()).sum();
  }

  /** One optimiser step; {@code index} counts from 0 over all epochs. */
  public Step step(int index) {
    List<Integer> chosen = List.copyOf(samples.apply(index));
    List<List<MicroBatch>> shards = new ArrayList<>();
    for (List<Integer> ofShard : split(chosen)) {
      shards.add(microBatches(examples, ofShard, settings.microBatchTokens()));
    }
    long targets = chosen.stream().mapToLong(sample -> examples.get(sample).targets()).sum();
    return new Step(index, index / stepsPerEpoch, chosen, List.copyOf(shards), targets);
  }

  /** Consecutive samples for each shard. The numbers of samples differ by at most one. */
  private List<List<Integer>> split(List<Integer> chosen) {
    int count = settings.logicalShards();
    List<List<Integer>> shards = new ArrayList<>(count);
    for (int shard = 0; shard < count; shard++) {
      int from = (int) ((long) chosen.size() * shard / count);
      int to = (int) ((long) chosen.size() * (shard + 1) / count);
      shards.add(chosen.subList(from, to));
    }
    return shards;
  }

  /** The shards of a step, in their order; {@code index} counts from 0 over all epochs. */
  public List<Shard> shards(int index) {
    return split(samples.apply(index)).stream()
        .map(
            chosen ->
                new Shard(
                    chosen.stream().map(sample -> examples.get(sample).id()).toList(),
                    tokens(chosen),
                    chosen.stream().mapToLong(sample -> examples.get(sample).targets()).sum()))
        .toList();
  }

  /** The order of all samples in one epoch, by the shuffle of Fisher and Yates. */
  private static List<Integer> order(int size, long seed, int epoch) {
    List<Integer> order = new ArrayList<>(size);
    long stream = Mixing.mix(Mixing.mix(seed, ORDER_STREAM), epoch);
    for (int i = 0; i < size; i++) {
      order.add(i);
      Collections.swap(order, i, (int) (Mixing.unit(Mixing.mix(stream, i)) * (i + 1)));
    }
    return order;
  }

  /**
   * Sorts samples by length, longest first, and cuts where the tokens would exceed the limit.
   * Neighbours are padded together, so they should be similar in length.
   */
  static List<MicroBatch> microBatches(
      List<TrainingExample> examples, List<Integer> samples, int microBatchTokens) {
    List<Integer> sorted = new ArrayList<>(samples);
    sorted.sort(Comparator.comparing((Integer sample) -> -examples.get(sample).length()));
    List<MicroBatch> batches = new ArrayList<>();
    List<Integer> batch = new ArrayList<>();
    long tokens = 0;
    for (int sample : sorted) {
      tokens += examples.get(sample).length();
      if (tokens > microBatchTokens && !batch.isEmpty()) {
        batches.add(new MicroBatch(batch));
        batch = new ArrayList<>();
        tokens = examples.get(sample).length();
      }
      batch.add(sample);
    }
    if (!batch.isEmpty()) {
      batches.add(new MicroBatch(batch));
    }
    return List.copyOf(batches);
  }
}
