package org.wordsight.exchange;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.IntFunction;

/**
 * The parts of the tree that the members of a gang add alone, and the memory in which one member
 * receives the parts of the others.
 */
final class TreeParts {
  private final Blocks blocks;
  private final int rank;
  private final List<Node> nodes = new ArrayList<>();
  private final List<SumTree.Addition> additions;
  private final int result;
  private final int received;
  private final Queue<FloatSums> adders = new ConcurrentLinkedQueue<>();

  /**
   * @param number of the part among those of its worker
   * @param memory the blocks that this member adds; empty for a part of its own
   */
  private record Node(int worker, int number, ByteBuffer memory) {}

  /**
   * @param memory makes memory off the heap of so many bytes
   */
  TreeParts(Blocks blocks, int rank, int leaves, IntFunction<ByteBuffer> memory) {
    this.blocks = blocks;
    this.rank = rank;
    List<SumTree.Part> tree = new ArrayList<>();
    int bytes = Float.BYTES * blocks.size(rank);
    for (int worker = 0; worker < blocks.workers(); worker++) {
      List<SumTree.Part> its = of(worker, blocks.workers(), leaves);
      for (int number = 0; number < its.size(); number++) {
        ByteBuffer room =
            worker == rank ? ByteBuffer.allocate(0) : memory.apply(bytes).slice(0, bytes);
        nodes.add(new Node(worker, number, room));
        tree.add(its.get(number));
      }
    }
    this.additions = SumTree.additions(tree, place -> nodes.get(place).worker() == rank);
    this.result = additions.isEmpty() ? 0 : additions.get(additions.size() - 1).sum();
    this.received = (int) nodes.stream().filter(node -> node.worker() != rank).count();
  }

  /** The parts of one worker. */
  static List<SumTree.Part> of(int worker, int workers, int leaves) {
    return SumTree.parts(
        SumTree.first(worker, workers, leaves), SumTree.first(worker + 1, workers, leaves));
  }

  /** The number of all parts. */
  int count() {
    return nodes.size();
  }

  /** The number of parts of the other members. */
  int receivedCount() {
    return received;
  }

  /** The worker of a part. */
  int worker(int place) {
    return nodes.get(place).worker();
  }

  /** The place of a part, or -1 if there is none. */
  int place(int worker, int number) {
    for (int place = 0; place < nodes.size(); place++) {
      if (nodes.get(place).worker() == worker && nodes.get(place).number() == number) {
        return place;
      }
    }
    return -1;
  }

  /** The index of this member's part that becomes the sum. */
  int result() {
    return nodes.get(result).number();
  }

  /** The memory of a block of another member's part. */
  ByteBuffer received(int place, int block) {
    return slice(nodes.get(place).memory(), blocks.place(block), block);
  }

  /**
   * Adds a block of all parts.
   *
   * @param own the vectors of this member's parts; the {@link #result} gets the sum
   */
  void add(int block, List<ByteBuffer> own) {
    FloatSums found = adders.poll();
    FloatSums adder = found == null ? new FloatSums() : found;
    for (SumTree.Addition addition : additions) {
      adder.add(memory(addition.sum(), block, own), memory(addition.other(), block, own));
    }
    adders.add(adder);
  }

  private ByteBuffer memory(int place, int block, List<ByteBuffer> own) {
    Node node = nodes.get(place);
    return node.worker() == rank
        ? slice(own.get(node.number()), blocks.start(block), block)
        : received(place, block);
  }

  /** The block of a vector that begins at a number. */
  ByteBuffer slice(ByteBuffer vector, int start, int block) {
    return vector.slice(Float.BYTES * start, Float.BYTES * blocks.length(block));
  }
}
