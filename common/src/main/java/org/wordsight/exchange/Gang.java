package org.wordsight.exchange;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Workers that are connected with one another. If one of them fails, the gang is broken for all.
 * Every call then throws {@link LostWorkerException}, which names the first lost worker. Workers go
 * on in a new gang.
 *
 * <p>Each member tells the others several times in a timeout that it is alive. A member that is
 * silent for the whole timeout counts as lost, because its process or its network has stopped. When
 * its process continues, it finds its connections closed.
 */
public final class Gang implements AutoCloseable {
  /** The longest message. */
  public static final int LONGEST_MESSAGE = 1 << 20;

  private static final int HEARTBEATS_OF_A_TIMEOUT = 4;
  private static final long FAREWELL_MILLIS = 500;

  private final Membership membership;
  private final Map<Integer, Peer> peers = new TreeMap<>();
  private final Map<FrameKind, FrameReceiver> receivers = new ConcurrentHashMap<>();
  private final Inbox inbox = new Inbox(this::changed);
  private final CountDownLatch ended = new CountDownLatch(1);
  private final Map<Integer, String> left = new TreeMap<>();
  private Optional<LostWorkerException> failure = Optional.empty();
  private boolean closed;

  private Gang(Membership membership, Collection<Joining.Connection> connections) {
    this.membership = membership;
    receivers.put(FrameKind.MESSAGE, inbox);
    receivers.put(FrameKind.FAREWELL, new Farewells());
    for (Joining.Connection connection : connections) {
      Peer peer = new Peer(connection, new PeerEvents());
      peers.put(peer.rank(), peer);
    }
  }

  private void start() {
    peers.values().forEach(Peer::start);
    Thread heart = new Thread(this::beat, "wordsight-heartbeats");
    heart.setDaemon(true);
    heart.start();
  }

  /**
   * Connects with all other members. It returns when each of them has done the same.
   *
   * @param port this worker's own port, which is closed afterwards
   * @param messages receives a line for each kind of stranger that is refused
   * @throws LostWorkerException if a member does not come in time
   */
  public static Gang join(Port port, Membership membership, Consumer<String> messages) {
    Gang gang = new Gang(membership, Joining.join(port, membership, messages).values());
    try {
      gang.start();
      gang.barrier();
      return gang;
    } catch (RuntimeException | Error e) {
      gang.close();
      throw e;
    }
  }

  /** This member's number, from 0. */
  public int rank() {
    return membership.rank();
  }

  /** The number of members. */
  public int size() {
    return membership.size();
  }

  /**
   * Returns when all members have called this method. All messages sent before have then arrived.
   */
  public void barrier() {
    gather(Topic.BARRIER, new byte[0], "a barrier awaited it");
  }

  /**
   * Gives every member the messages of all.
   *
   * @param mine at most {@link #LONGEST_MESSAGE} bytes
   * @param awaited for the error, such as {@code step 41 awaited its losses}
   * @return the messages, in the order of the ranks
   */
  public List<byte[]> gather(Topic topic, byte[] mine, String awaited) {
    tell(topic, mine);
    List<byte[]> all = new ArrayList<>();
    for (int rank = 0; rank < size(); rank++) {
      all.add(rank == rank() ? mine : take(topic, rank, awaited));
    }
    return all;
  }

  /** Sends a message to every other member. */
  public void tell(Topic topic, byte[] message) {
    if (message.length > LONGEST_MESSAGE) {
      throw new IllegalArgumentException("A message has " + message.length + " bytes");
    }
    requireWhole();
    Content content = new Content(ByteBuffer.wrap(message));
    for (Peer peer : peers.values()) {
      peer.send(FrameKind.MESSAGE, topic.ordinal(), 0, content, () -> {});
    }
  }

  /** Waits for the next message of a member. */
  public byte[] take(Topic topic, int sender, String awaited) {
    await(() -> inbox.isEmpty(topic, sender) ? List.of(sender) : List.of(), awaited);
    return inbox.remove(topic, sender);
  }

  /** Sends memory to another member. {@code written} is called when the memory may change again. */
  void send(int rank, FrameKind kind, long round, int index, Content content, Runnable written) {
    peers.get(rank).send(kind, round, index, content, written);
  }

  /** Sets the receiver of a kind of frames. Frames that came earlier have waited for it. */
  synchronized void receive(FrameKind kind, FrameReceiver receiver) {
    receivers.put(kind, receiver);
    notifyAll();
  }

  /** Lets {@link #await} check its condition again. */
  synchronized void changed() {
    notifyAll();
  }

  /**
   * Waits until no member is missing.
   *
   * @param missing gives the members that are awaited; called under this object's lock
   */
  synchronized void await(Supplier<List<Integer>> missing, String awaited) {
    long timeout = membership.timeout().toNanos();
    while (true) {
      List<Integer> ranks = missing.get();
      if (ranks.isEmpty()) {
        return;
      }
      requireWhole();
      long silence = 0;
      for (int rank : ranks) {
        long own = peers.get(rank).silenceNanos();
        if (left.containsKey(rank)) {
          fail(rank, "has left while %s: %s".formatted(awaited, left.get(rank)));
        } else if (own > timeout) {
          fail(rank, "sent nothing for %d s while %s".formatted(seconds(timeout), awaited));
        }
        silence = Math.max(silence, own);
      }
      if (failure.isEmpty()) {
        sleep(Math.max(1, (timeout - silence) / 1_000_000 + 1));
      }
    }
  }

  /** Waits, on a thread that reads, until this worker fulfils a condition. */
  synchronized void awaitTrue(BooleanSupplier condition) throws IOException {
    while (!condition.getAsBoolean()) {
      if (closed || failure.isPresent()) {
        throw new IOException("the gang is closed");
      }
      sleep(1000);
    }
  }

  private static long seconds(long nanos) {
    return Math.max(1, Math.round(nanos / 1e9));
  }

  private void sleep(long millis) {
    try {
      wait(millis);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Interrupted while waiting for other workers", e);
    }
  }

  private void requireWhole() {
    synchronized (this) {
      if (failure.isPresent()) {
        LostWorkerException first = failure.get();
        throw new LostWorkerException(first.worker(), first.getMessage());
      }
      if (closed) {
        throw new IllegalStateException("The gang is closed");
      }
    }
  }

  private synchronized void fail(int rank, String reason) {
    if (failure.isEmpty() && !closed) {
      failure =
          Optional.of(
              new LostWorkerException(rank, "%s %s.".formatted(membership.name(rank), reason)));
      notifyAll();
    }
  }

  private void beat() {
    long pause = Math.max(1, membership.timeout().toMillis() / HEARTBEATS_OF_A_TIMEOUT);
    try {
      while (!ended.await(pause, TimeUnit.MILLISECONDS)) {
        peers.values().forEach(Peer::heartbeat);
      }
    } catch (InterruptedException e) {
      // Only the end of the process interrupts this thread.
    }
  }

  private final class PeerEvents implements Peer.Events {
    @Override
    public FrameReceiver receiver(FrameKind kind) throws IOException {
      FrameReceiver now = receivers.get(kind);
      if (now != null) {
        return now;
      }
      awaitTrue(() -> receivers.containsKey(kind));
      return receivers.get(kind);
    }

    @Override
    public void broken(int rank, String reason) {
      synchronized (Gang.this) {
        if (!left.containsKey(rank)) {
          fail(rank, "is lost: " + reason);
        }
      }
    }
  }

  private final class Farewells implements FrameReceiver {
    @Override
    public ByteBuffer room(int sender, Frame frame) {
      return ByteBuffer.allocate(frame.length());
    }

    /**
     * Notes that a member has left after its work. Only members that still await its messages fail.
     */
    @Override
    public void received(int sender, Frame frame, ByteBuffer content) {
      String reason = new String(content.array(), UTF_8);
      synchronized (Gang.this) {
        left.put(sender, reason);
        if (frame.index() != sender && peers.containsKey(frame.index())) {
          fail(
              frame.index(),
              "is lost, as %s has found: %s".formatted(membership.name(sender), reason));
        } else if (frame.index() == rank()) {
          fail(sender, "has refused this worker: " + reason);
        }
        Gang.this.notifyAll();
      }
    }
  }

  /** Leaves the gang, and ends its connections. Members that still await something fail. */
  @Override
  public void close() {
    Optional<LostWorkerException> broken;
    synchronized (this) {
      if (closed) {
        return;
      }
      closed = true;
      broken = failure;
      notifyAll();
    }
    ended.countDown();
    String reason = broken.map(LostWorkerException::getMessage).orElse("its work has ended.");
    int lost = broken.map(LostWorkerException::worker).orElse(rank());
    long wait = broken.isPresent() ? FAREWELL_MILLIS : membership.timeout().toMillis();
    long deadline = System.nanoTime() + wait * 1_000_000;
    for (Peer peer : peers.values()) {
      peer.leave(lost, ByteBuffer.wrap(reason.getBytes(UTF_8)), broken.isPresent());
    }
    peers.values().forEach(peer -> peer.awaitWritten(deadline));
    peers.values().forEach(Peer::close);
  }
}
