package org.wordsight.exchange;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.function.IntFunction;

/**
 * Sums vectors of all members of a gang in a {@link SumTree}. Each member gives the parts of the
 * tree that it has added alone. Blocks of these parts are sent to the members that add them, and
 * the sums are sent to everyone. A block is sent as soon as it is {@linkplain #ready ready}, while
 * the rest of the vector may still be computed.
 *
 * <p>A round is {@link #begin}, calls of {@link #ready} down to 0, and {@link #await}. Parts of the
 * next round may arrive before it begins. All memory is float32, in native byte order.
 */
public final class SumExchange {
  private final Gang gang;
  private final Blocks blocks;
  private final int rank;
  private final TreeParts tree;
  private final int[][] partRounds;
  private final long[] wholeRounds;
  private final AtomicIntegerArray arrived;
  private final RoundCounts parts;
  private final RoundCounts wholes;
  private final RoundCounts written;

  private volatile List<ByteBuffer> own = List.of();
  private volatile ByteBuffer target = ByteBuffer.allocate(0);
  private volatile boolean spreads;
  private volatile int sumRound;
  private volatile int wholeRound;
  private int nextReady;
  private String awaited = "";

  /**
   * @param leaves of the tree, a power of two, and at least one for each member
   * @param memory makes memory off the heap of so many bytes, which must live longer than the gang
   */
  public SumExchange(Gang gang, Blocks blocks, int leaves, IntFunction<ByteBuffer> memory) {
    if (blocks.workers() != gang.size() || leaves < gang.size()) {
      throw new IllegalArgumentException(
          "%d leaves and %d sharers for %d workers"
              .formatted(leaves, blocks.workers(), gang.size()));
    }
    this.gang = gang;
    this.blocks = blocks;
    this.rank = gang.rank();
    this.tree = new TreeParts(blocks, rank, leaves, memory);
    this.partRounds = new int[tree.count()][blocks.count(rank)];
    this.wholeRounds = new long[blocks.count()];
    this.arrived = new AtomicIntegerArray(blocks.count(rank));
    this.parts = new RoundCounts(gang.size());
    this.wholes = new RoundCounts(gang.size());
    this.written = new RoundCounts(gang.size());
    gang.receive(FrameKind.PART, new Parts());
    gang.receive(FrameKind.WHOLE, new Wholes());
  }

  /** The division of vectors into blocks. */
  public Blocks blocks() {
    return blocks;
  }

  /** The leaves of this member's parts, in the order in which {@link #begin} takes them. */
  public static List<SumTree.Part> parts(Gang gang, int leaves) {
    return TreeParts.of(gang.rank(), gang.size(), leaves);
  }

  /** The index of this member's part that becomes the sum. */
  public int result() {
    return tree.result();
  }

  /**
   * Begins a round.
   *
   * @param own the vectors of this member's parts; their memory is filled later, and changes
   * @param spreads whether everyone gets the whole sum; otherwise each member has the sum of its
   *     own blocks
   * @param awaited for errors, such as {@code step 41 awaited its gradients}
   */
  public synchronized void begin(List<ByteBuffer> own, boolean spreads, String awaited) {
    if (own.size() != tree.count() - tree.receivedCount() || nextReady > 0) {
      throw new IllegalStateException("A round begins with other parts, or inside another round");
    }
    this.own = List.copyOf(own);
    this.spreads = spreads;
    this.awaited = awaited;
    this.nextReady = blocks.count();
    this.sumRound++;
    for (int place = 0; place < tree.count(); place++) {
      if (tree.worker(place) != rank) {
        parts.expect(tree.worker(place), blocks.count(rank));
      }
    }
    if (spreads) {
      expectWholes(own.get(result()));
    }
  }

  private void expectWholes(ByteBuffer memory) {
    this.target = memory;
    for (int other = 0; other < gang.size(); other++) {
      if (other != rank) {
        wholes.expect(other, blocks.count(other));
      }
    }
    wholeRound++;
    gang.changed();
  }

  /**
   * Says that the numbers of all own parts from a place on will not change any more.
   *
   * @param from the place; 0 for whole vectors
   */
  public synchronized void ready(int from) {
    while (nextReady > 0 && blocks.start(nextReady - 1) >= from) {
      int block = --nextReady;
      if (blocks.owner(block) == rank) {
        arrive(block);
      } else {
        for (int number = 0; number < own.size(); number++) {
          int index = block * tree.count() + number;
          send(blocks.owner(block), FrameKind.PART, sumRound, index, content(block, number));
        }
      }
    }
  }

  private Content content(int block, int number) {
    return new Content(slice(own.get(number), blocks.start(block), block));
  }

  private void send(int to, FrameKind kind, int round, int index, Content content) {
    written.expect(to, 1);
    gang.send(to, kind, round, index, content, () -> done(written, to));
  }

  private void done(RoundCounts counts, int worker) {
    counts.add(worker);
    if (!counts.lacks(worker)) {
      gang.changed(); // Nobody needs to look before the last one.
    }
  }

  /** Waits for the end of the round, or of the spreading. */
  public void await() {
    gang.await(
        () -> {
          List<Integer> missing = new ArrayList<>();
          for (int other = 0; other < gang.size(); other++) {
            if (parts.lacks(other) || wholes.lacks(other) || written.lacks(other)) {
              missing.add(other);
            }
          }
          return missing;
        },
        awaited);
  }

  /**
   * Sends this member's own blocks of a vector to everyone, and receives the others. Waits for the
   * end.
   *
   * @param vector a vector with the own blocks; its other blocks are overwritten
   */
  public void spread(ByteBuffer vector, String awaited) {
    synchronized (this) {
      this.own = List.of(vector);
      this.awaited = awaited;
      expectWholes(vector);
      for (int block = rank; block < blocks.count(); block += gang.size()) {
        sendWhole(block, 0);
      }
    }
    await();
  }

  /**
   * Brings the blocks of all members to one of them. Waits for the end.
   *
   * @param root the member that gets them
   * @param own this member's own blocks, one after the other
   * @param whole the root's memory for all blocks; others give none
   */
  public void collect(int root, ByteBuffer own, ByteBuffer whole, String awaited) {
    synchronized (this) {
      this.awaited = awaited;
      this.target = whole;
      for (int other = 0; rank == root && other < gang.size(); other++) {
        if (other != rank) {
          wholes.expect(other, blocks.count(other));
        }
      }
      wholeRound++;
      gang.changed();
      for (int block = rank; block < blocks.count(); block += gang.size()) {
        ByteBuffer its = slice(own, blocks.place(block), block);
        if (rank == root) {
          slice(whole, blocks.start(block), block).put(its);
        } else {
          send(root, FrameKind.WHOLE, wholeRound, block * tree.count(), new Content(its));
        }
      }
    }
    await();
  }

  private void sendWhole(int block, int number) {
    Content content = content(block, number);
    for (int other = 0; other < gang.size(); other++) {
      if (other != rank) {
        send(other, FrameKind.WHOLE, wholeRound, block * tree.count(), content);
      }
    }
  }

  /**
   * One more part of an own block has arrived. The last part to arrive starts the addition of the
   * block.
   */
  private void arrive(int block) {
    int needed = tree.receivedCount() + 1;
    if (arrived.incrementAndGet(block / gang.size()) < needed) {
      return;
    }
    arrived.set(block / gang.size(), 0);
    tree.add(block, own);
    if (spreads) {
      sendWhole(block, result());
    }
  }

  private ByteBuffer slice(ByteBuffer vector, int start, int block) {
    return tree.slice(vector, start, block);
  }

  private int block(Frame frame, FrameKind kind) throws IOException {
    int block = frame.index() / tree.count();
    if (block < 0 || block >= blocks.count() || frame.length() != 4 * blocks.length(block)) {
      throw new IOException("it sent a %s that nobody has (%s)".formatted(kind, frame));
    }
    return block;
  }

  private final class Parts implements FrameReceiver {
    @Override
    public ByteBuffer room(int sender, Frame frame) throws IOException {
      int block = block(frame, FrameKind.PART);
      int place = tree.place(sender, frame.index() % tree.count());
      if (blocks.owner(block) != rank
          || place < 0
          || partRounds[place][block / gang.size()] + 1 != frame.round()) {
        throw new IOException("it sent a part that nobody awaits (" + frame + ")");
      }
      partRounds[place][block / gang.size()]++;
      return tree.received(place, block);
    }

    @Override
    public void received(int sender, Frame frame, ByteBuffer content) {
      arrive(frame.index() / tree.count());
      done(parts, sender);
    }
  }

  private final class Wholes implements FrameReceiver {
    @Override
    public ByteBuffer room(int sender, Frame frame) throws IOException {
      int block = block(frame, FrameKind.WHOLE);
      if (blocks.owner(block) != sender || wholeRounds[block] >= frame.round()) {
        throw new IOException("it sent a sum that nobody awaits (" + frame + ")");
      }
      wholeRounds[block] = frame.round();
      gang.awaitTrue(() -> wholeRound >= frame.round());
      return slice(target, blocks.start(block), block);
    }

    @Override
    public void received(int sender, Frame frame, ByteBuffer content) {
      done(wholes, sender);
    }
  }
}
