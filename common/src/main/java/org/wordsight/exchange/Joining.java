package org.wordsight.exchange;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;

/**
 * Makes one connection to every other member. A worker connects to members of lower rank, and
 * accepts members of higher rank. Other peers that connect are refused, and the members go on.
 */
final class Joining implements AutoCloseable {
  /** The time after which a silent stranger is dropped. */
  private static final Duration HANDSHAKE = Duration.ofSeconds(10);

  /** The number of peers whose handshakes run at the same time. */
  private static final int HEARD = 64;

  private final Port port;
  private final Membership membership;
  private final Consumer<String> messages;
  private final Handshake handshake;
  private final long deadlineNanos;
  private final ExecutorService hearing;
  private final Map<Integer, Connection> connections = new TreeMap<>();
  private final Set<SocketChannel> heard = new HashSet<>();
  private final Set<String> told = new HashSet<>();
  private Optional<IOException> broken = Optional.empty();
  private boolean closed;

  /** A connection whose other side has proved to be a member. */
  record Connection(SocketChannel channel, Handshake.Session session) {}

  private Joining(Port port, Membership membership, Consumer<String> messages) {
    this.port = port;
    this.membership = membership;
    this.messages = messages;
    this.handshake = new Handshake(membership);
    this.deadlineNanos = System.nanoTime() + membership.timeout().toNanos();
    this.hearing = Executors.newFixedThreadPool(HEARD, work -> daemon(work, "wordsight-hearing"));
  }

  private static Thread daemon(Runnable work, String name) {
    Thread thread = new Thread(work, name);
    thread.setDaemon(true);
    return thread;
  }

  /**
   * @return the connections by rank
   * @throws LostWorkerException if a member does not come in time
   */
  static Map<Integer, Connection> join(
      Port port, Membership membership, Consumer<String> messages) {
    try (Joining joining = new Joining(port, membership, messages)) {
      daemon(joining::accept, "wordsight-port").start();
      for (int other = 0; other < membership.rank(); other++) {
        joining.connect(other);
      }
      return joining.await();
    }
  }

  private void connect(int other) {
    InetSocketAddress address = membership.addresses().get(other);
    SocketChannel channel = null;
    try {
      channel = SocketChannel.open();
      channel.socket().connect(resolved(address), millisLeft());
      channel.socket().setSoTimeout(millisLeft());
      add(
          channel,
          handshake.connect(
              channel.socket().getInputStream(),
              channel.socket().getOutputStream(),
              membership.rank(),
              other));
    } catch (IOException e) {
      if (channel != null) {
        Closing.quietly(channel);
      }
      throw new LostWorkerException(
          other,
          "Cannot join the gang: %s did not accept this worker (%s)."
              .formatted(membership.name(other), reason(e)));
    }
  }

  private static InetSocketAddress resolved(InetSocketAddress address) {
    return address.isUnresolved()
        ? new InetSocketAddress(address.getHostString(), address.getPort())
        : address;
  }

  private int millisLeft() {
    return (int) Math.max(1, (deadlineNanos - System.nanoTime()) / 1_000_000);
  }

  private static String reason(IOException e) {
    return e.getMessage() == null ? "it closed the connection" : e.getMessage();
  }

  /** Runs until the port is closed. */
  private void accept() {
    try {
      while (true) {
        SocketChannel channel = port.channel().accept();
        synchronized (this) {
          heard.add(channel);
        }
        hearing.execute(() -> hear(channel));
      }
    } catch (IOException e) {
      synchronized (this) {
        broken = Optional.of(e);
        notifyAll();
      }
    }
  }

  private void hear(SocketChannel channel) {
    try {
      channel.socket().setSoTimeout((int) Math.min(HANDSHAKE.toMillis(), millisLeft()));
      Handshake.Session session =
          handshake.accept(
              channel.socket().getInputStream(),
              channel.socket().getOutputStream(),
              membership.rank(),
              membership.size());
      welcome(channel, session);
    } catch (IOException e) {
      refuse(channel, e);
    }
  }

  /** Sends the welcome, which comes before all frames. */
  private synchronized void welcome(SocketChannel channel, Handshake.Session session)
      throws IOException {
    requireNew(session);
    Handshake.welcome(channel.socket().getOutputStream());
    add(channel, session);
  }

  private synchronized void refuse(SocketChannel channel, IOException reason) {
    String host = channel.socket().getInetAddress().getHostAddress();
    String line = "Refused a connection from " + host + ": " + reason(reason) + ".";
    if (!closed && told.add(line)) {
      messages.accept(line);
    }
    heard.remove(channel);
    Closing.quietly(channel);
  }

  private synchronized void add(SocketChannel channel, Handshake.Session session)
      throws IOException {
    channel.socket().setSoTimeout(0);
    channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
    channel.setOption(StandardSocketOptions.SO_KEEPALIVE, true);
    connections.put(session.other(), new Connection(channel, session));
    notifyAll();
  }

  private void requireNew(Handshake.Session session) throws IOException {
    if (closed || connections.containsKey(session.other())) {
      throw new Handshake.RefusedException("worker " + session.other() + " is here already");
    }
  }

  private synchronized Map<Integer, Connection> await() {
    while (connections.size() < membership.size() - 1) {
      int missing = membership.rank() + 1;
      while (connections.containsKey(missing)) {
        missing++;
      }
      if (broken.isPresent()) {
        throw new IllegalStateException("The port was closed while a gang was joined");
      }
      if (System.nanoTime() - deadlineNanos >= 0) {
        throw new LostWorkerException(
            missing,
            "Cannot join the gang: %s did not come within %d s."
                .formatted(membership.name(missing), membership.timeout().toSeconds()));
      }
      try {
        wait(millisLeft());
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException("Interrupted while a gang was joined", e);
      }
    }
    Map<Integer, Connection> all = new TreeMap<>(connections);
    connections.values().forEach(connection -> heard.remove(connection.channel()));
    connections.clear();
    return all;
  }

  /** Stops listening, and ends all connections that are not handed over. */
  @Override
  public synchronized void close() {
    closed = true;
    port.close();
    hearing.shutdownNow();
    heard.forEach(Closing::quietly);
    connections.values().forEach(connection -> Closing.quietly(connection.channel()));
  }
}
