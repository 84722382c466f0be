package org.wordsight.train;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntConsumer;
import org.wordsight.config.TrainingConfig.GradientPrecision;
import org.wordsight.exchange.SumTree;
import org.wordsight.tensor.Tensor;

/**
 * Adds a worker's last shards to its earlier ones while they are computed. Shards finish their
 * vectors from the end to the beginning. A part that all shards have finished is added and sent.
 */
final class RegionSums {
  private final Vectors vectors;
  private final GradientPrecision precision;
  private final IntConsumer ready;
  private final Map<Integer, Integer> finishedFrom = new HashMap<>();
  private List<TreeSum.Node> nodes = List.of();
  private List<SumTree.Addition> additions = List.of();
  private List<Integer> running = List.of();
  private int addedFrom;

  /**
   * @param precision to which each shard is rounded
   * @param ready receives the number from which on the parts are summed
   */
  RegionSums(Vectors vectors, int size, GradientPrecision precision, IntConsumer ready) {
    this.vectors = vectors;
    this.precision = precision;
    this.ready = ready;
    this.addedFrom = size;
  }

  /**
   * The vectors of the parts, in their order; each is the first vector of its part.
   *
   * @param nodes sums of earlier shards, and then the shards that are computed now
   */
  static List<Tensor> parts(List<TreeSum.Node> nodes) {
    List<Tensor> parts = new ArrayList<>(nodes.stream().map(TreeSum.Node::sum).toList());
    additions(nodes).stream()
        .map(addition -> nodes.get(addition.other()).sum())
        .forEach(parts::remove);
    return parts;
  }

  private static List<SumTree.Addition> additions(List<TreeSum.Node> nodes) {
    return SumTree.additions(nodes.stream().map(TreeSum.Node::part).toList(), place -> false);
  }

  /**
   * @param nodes as in {@link #parts}
   * @param running the shards that are computed now, the last ones of the nodes
   */
  synchronized void begin(List<TreeSum.Node> nodes, List<Integer> running) {
    this.nodes = List.copyOf(nodes);
    this.additions = additions(nodes);
    this.running = List.copyOf(running);
    advance();
  }

  /** A shard's numbers from a place on will not change any more. */
  synchronized void finished(int shard, int from) {
    finishedFrom.merge(shard, from, Math::min);
    advance();
  }

  private void advance() {
    int from = running.isEmpty() ? addedFrom : 0;
    for (int shard : running) {
      from = Math.max(from, finishedFrom.getOrDefault(shard, addedFrom));
    }
    int count = addedFrom - from;
    if (count <= 0) {
      return;
    }
    for (TreeSum.Node node : nodes.subList(nodes.size() - running.size(), nodes.size())) {
      vectors.round(node.sum(), from, count, precision);
    }
    for (SumTree.Addition addition : additions) {
      vectors.add(nodes.get(addition.sum()).sum(), nodes.get(addition.other()).sum(), from, count);
    }
    addedFrom = from;
    ready.accept(from);
  }
}
