package org.wordsight.train;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.wordsight.exchange.Blocks;
import org.wordsight.exchange.Gang;
import org.wordsight.exchange.SumExchange;
import org.wordsight.exchange.SumTree;
import org.wordsight.exchange.Topic;
import org.wordsight.tensor.GivenWork;
import org.wordsight.tensor.NativeEngine;
import org.wordsight.tensor.Scope;
import org.wordsight.tensor.Tensor;
import org.wordsight.tensor.Workers;
import org.wordsight.train.ShardGradients.ShardLoss;

/**
 * Computes this worker's shards on one device, and sums them with the shards of other workers. On a
 * CPU, gradients of the upper layers are sent while those of the lower layers are still computed.
 */
final class GangReduction implements Reduction {
  private final BatchPlan plan;
  private final TrainingSettings settings;
  private final ShardGradients gradients;
  private final Vectors vectors;
  private final Gang gang;
  private final int size;
  private final boolean spreads;
  private final Workers workers;
  private final Scope scope;
  private final TreeSum tree;
  private final SumExchange exchange;
  private final int first;
  private final int end;
  private final HostVectors host;

  /**
   * @param gradients owned by the caller
   * @param gang closed with this object, since it uses its memory
   * @param size parameters of the adapter
   * @param threads of an operation, on a CPU
   * @param spreads whether every worker gets the whole sum; otherwise it gets only its own blocks
   */
  GangReduction(
      BatchPlan plan,
      TrainingSettings settings,
      ShardGradients gradients,
      Vectors vectors,
      Gang gang,
      int size,
      int threads,
      boolean spreads) {
    int shards = settings.logicalShards();
    this.plan = plan;
    this.settings = settings;
    this.gradients = gradients;
    this.vectors = vectors;
    this.gang = gang;
    this.size = size;
    this.spreads = spreads;
    this.first = SumTree.first(gang.rank(), gang.size(), shards);
    this.end = SumTree.first(gang.rank() + 1, gang.size(), shards);
    this.workers = workers(end - first, threads);
    this.scope = vectors.scope();
    this.tree = new TreeSum(vectors, scope, size, first, settings.gradientPrecision());
    this.host = new HostVectors(vectors, scope, size);
    this.exchange = new SumExchange(gang, Blocks.of(size, gang.size()), shards, host::memory);
  }

  /**
   * The threads that compute shards. On a CPU, the threads of an operation decide how many shards
   * run at the same time.
   */
  private Workers workers(int shards, int threads) {
    if (threads == GangLink.EQUAL_SHARES || !vectors.backend().usesThreads()) {
      // The same number as with one worker, since the threads that share an operation decide its
      // bits.
      return new Workers(gradients.sideBySide());
    }
    int most = Math.min(gradients.sideBySide(), shards);
    int atOnce = Math.max(1, Math.min(most, NativeEngine.threads() / threads));
    return new Workers(atOnce, threads);
  }

  /** The exchange of vectors of the adapter's length. */
  SumExchange exchange() {
    return exchange;
  }

  @Override
  public void use(Tensor parameters_P) {
    gradients.use(parameters_P);
  }

  /** A shard that is being computed. */
  private record Started(int shard, Tensor gradient_P, Future<PendingLoss> loss) {}

  @Override
  public Reduced reduce(BatchPlan.Step step) {
    RegionSums regions =
        new RegionSums(vectors, size, settings.gradientPrecision(), this::finished);
    List<PendingLoss> losses = new ArrayList<>();
    Deque<Started> running = startAllButLast(step, regions, losses);

    // The shards that run when the last one begins are added while they are computed.
    Tensor last_P = tree.vector();
    List<TreeSum.Node> nodes = tree.take();
    List<Integer> open = new ArrayList<>();
    running.forEach(each -> addLeaf(nodes, open, each.shard(), each.gradient_P()));
    addLeaf(nodes, open, end - 1, last_P);
    List<Tensor> parts = RegionSums.parts(nodes);
    exchange.begin(parts.stream().map(host::of).toList(), spreads, awaited(step, "gradients"));
    regions.begin(nodes, open);
    running.add(start(step, end - 1, last_P, regions));
    while (!running.isEmpty()) {
      losses.add(Workers.result(running.remove().loss()));
    }

    List<ShardLoss> all = exchangedLosses(losses, step, parts);
    exchange.await();
    Tensor sum_P = parts.get(exchange.result());
    host.toDevice(sum_P);
    nodes.stream().map(TreeSum.Node::sum).filter(each -> each != sum_P).forEach(tree::release);
    return new Reduced(sum_P, all.stream().<PendingLoss>map(loss -> () -> loss).toList());
  }

  /** A GPU may not have computed this yet. Its vector is sent later, as a whole. */
  private void finished(int from) {
    if (vectors.backend().sharesMemoryWithHost()) {
      exchange.ready(from);
    }
  }

  private static String awaited(BatchPlan.Step step, String what) {
    return "step " + (step.index() + 1) + " awaited its " + what;
  }

  /**
   * Starts all shards except the last. Returns the shards that still run; at least one thread is
   * free.
   */
  private Deque<Started> startAllButLast(
      BatchPlan.Step step, RegionSums regions, List<PendingLoss> losses) {
    Deque<Started> running = new ArrayDeque<>();
    for (int shard = first; shard < end - 1; shard++) {
      running.add(start(step, shard, tree.vector(), regions));
      if (running.size() == workers.count()) {
        Started done = running.remove();
        losses.add(Workers.result(done.loss()));
        tree.add(done.gradient_P());
      }
    }
    return running;
  }

  private static void addLeaf(
      List<TreeSum.Node> nodes, List<Integer> open, int shard, Tensor gradient_P) {
    nodes.add(new TreeSum.Node(new SumTree.Part(shard, 1), gradient_P));
    open.add(shard);
  }

  private Started start(BatchPlan.Step step, int shard, Tensor gradient_P, RegionSums regions) {
    return new Started(
        shard,
        gradient_P,
        workers.start(
            () ->
                gradients.add(
                    plan, step, shard, gradient_P, from -> regions.finished(shard, from))));
  }

  /**
   * The losses of all shards. A worker that gets the sum of a step also gets its losses, so any
   * worker can record a step that one worker has done.
   */
  private List<ShardLoss> exchangedLosses(
      List<PendingLoss> own, BatchPlan.Step step, List<Tensor> parts) {
    GivenWork copies = host.toHost(parts);
    List<ShardLoss> mine = own.stream().map(PendingLoss::await).toList();
    gang.tell(Topic.LOSSES, LossMessage.write(mine));
    copies.await();
    exchange.ready(0);
    List<ShardLoss> all = new ArrayList<>();
    for (int rank = 0; rank < gang.size(); rank++) {
      all.addAll(
          rank == gang.rank()
              ? mine
              : LossMessage.read(gang.take(Topic.LOSSES, rank, awaited(step, "losses"))));
    }
    return all;
  }

  @Override
  public void release(Reduced reduced) {
    tree.release(reduced.gradient_P());
  }

  /** The workers take forward passes in turn. Losses are summed in the order of the passes. */
  @Override
  public double loss(List<TrainingExample> samples) {
    List<BatchPlan.MicroBatch> batches =
        BatchPlan.microBatches(samples, all(samples), settings.microBatchTokens());
    List<Future<ShardLoss>> own = new ArrayList<>();
    for (int i = gang.rank(); i < batches.size(); i += gang.size()) {
      BatchPlan.MicroBatch batch = batches.get(i);
      own.add(workers.start(() -> gradients.loss(samples, batch)));
    }
    List<ShardLoss> mine = own.stream().map(Workers::result).toList();
    List<List<ShardLoss>> ofWorkers =
        gang
            .gather(Topic.VALIDATION, LossMessage.write(mine), "the validation loss awaited it")
            .stream()
            .map(LossMessage::read)
            .toList();
    double sum = 0;
    for (int i = 0; i < batches.size(); i++) {
      sum += ofWorkers.get(i % gang.size()).get(i / gang.size()).sum();
    }
    return sum / samples.stream().mapToLong(TrainingExample::targets).sum();
  }

  private static List<Integer> all(List<TrainingExample> samples) {
    return IntStream.range(0, samples.size()).boxed().toList();
  }

  /** Leaves the gang first, since the gang's threads use the memory of the vectors. */
  @Override
  public void close() {
    gang.close();
    workers.close();
    scope.close();
  }
}
